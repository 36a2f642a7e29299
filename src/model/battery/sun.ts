// PWR-2: what a flat panel yields. Clear sky: 1,000 W/m2 times the sine of the sun's elevation (declination of the day,
// local solar time); clouds: a daily factor that remembers yesterday (AR(1)); harvest only while the cell may be charged
// (no lithium-ion below 0 degC). Each day is a sum of closed integrals, so harvest between any two instants is exact.
// Left out: panel tilt, shading, refraction, the equation of time.
import { HOUR_MS } from "../../core/duration.js";
import type { KeyedRandom } from "../../core/rng.js";
import type { AmbientTwin, SolarTwin } from "../../spec/power.js";
import { Purpose } from "../plan/purpose.js";
import type { Calendar } from "./calendar.js";
import { dayMeanC } from "./climate.js";

const RADIANS = Math.PI / 180;
const PER_HOUR = (2 * Math.PI) / 24;
const TILT_OF_EARTH_DEG = 23.44;
const SUMMER_SOLSTICE_DAY = 171;
const NJ_PER_MWH = 3_600_000_000;
/** The thickest cloud and the clearest sky, shares of the clear sky's light. */
const CLOUD_MIN = 0.2;
const CLOUD_MAX = 1;

/** Hours [from, to] of one day. */
type Hours = readonly [number, number];

export interface SunlitDay {
  /** sin(elevation) = constant + swing * cos(hour angle). */
  constant: number;
  swing: number;
  pieces: Hours[];
}

/** Hours around `peakHour` at which `mean + swing * cos` is at least `limit`: half the width, 0..12. */
const halfWidth = (meanC: number, swingC: number, limitC: number): number => {
  if (swingC === 0) return meanC >= limitC ? 12 : 0;
  const cos = (limitC - meanC) / swingC;
  return cos >= 1 ? 0 : cos <= -1 ? 12 : Math.acos(cos) / PER_HOUR;
};

/** The parts of a day with sun. `latitudeDeg` north is positive. */
export const sunlitDay = (calendar: Calendar, day: number, latitudeDeg: number): SunlitDay => {
  const declination = TILT_OF_EARTH_DEG * RADIANS * calendar.seasonCos(day, SUMMER_SOLSTICE_DAY);
  const latitude = latitudeDeg * RADIANS;
  const constant = Math.sin(latitude) * Math.sin(declination);
  const swing = Math.cos(latitude) * Math.cos(declination);
  const half = halfWidth(constant, swing, 0);
  return { constant, swing, pieces: half > 0 ? [[12 - half, 12 + half]] : [] };
};

/** Keeps of a day's pieces the hours at which the temperature lies within [aboveC, belowC]. */
export const whileChargeable = (
  day: SunlitDay,
  ambient: AmbientTwin,
  meanC: number,
  limits: { aboveC: number; belowC: number },
): SunlitDay => {
  const outer = halfWidth(meanC, ambient.swingC, limits.aboveC);
  const inner = halfWidth(meanC, ambient.swingC, limits.belowC);
  if (outer >= 12 && inner <= 0) return day;
  const warm: Hours[] = [-24, 0, 24].flatMap((shift): Hours[] => {
    const peak = ambient.peakHour + shift;
    return inner === 0
      ? [[peak - outer, peak + outer]]
      : [
          [peak - outer, peak - inner],
          [peak + inner, peak + outer],
        ];
  });
  const pieces = day.pieces.flatMap(([from, to]) =>
    warm.map(([start, end]): Hours => [Math.max(from, start), Math.min(to, end)]),
  );
  return { ...day, pieces: pieces.filter(([from, to]) => to > from) };
};

/** Hours of full sun (1,000 W/m2) from midnight until `hour`. */
export const fullSunHours = ({ constant, swing, pieces }: SunlitDay, hour: number): number => {
  let sum = 0;
  for (const [from, to] of pieces) {
    if (hour <= from) continue;
    const end = Math.min(hour, to);
    sum +=
      constant * (end - from) +
      (swing / PER_HOUR) * (Math.sin(PER_HOUR * (end - 12)) - Math.sin(PER_HOUR * (from - 12)));
  }
  return sum;
};

export interface SunSetting {
  solar: SolarTwin;
  ambient: AmbientTwin;
  limits: { aboveC: number; belowC: number };
  calendar: Calendar;
  /** The site's weather: its groups share it. */
  weather: KeyedRandom;
}

/** Harvest of one group's panels over a run. */
export class Sun {
  private readonly days: { lit: SunlitDay; gainMw: number; totalH: number }[] = [];
  private noise = 0;

  constructor(private readonly setting: SunSetting) {}

  /** Share of the clear sky's light on a day. */
  cloudOf(day: number): number {
    this.reach(day);
    const { solar } = this.setting;
    return this.days[day].gainMw / ((solar.panelMw * solar.performancePpm) / 1e6);
  }

  /** Energy at the battery's terminals between two virtual times, nJ. */
  harvestNj(fromMs: number, untilMs: number): number {
    const { calendar } = this.setting;
    const first = calendar.dayOf(fromMs);
    const last = calendar.dayOf(untilMs);
    this.reach(last);
    let mwh = 0;
    for (let day = first; day <= last; day++) {
      const { lit, gainMw, totalH } = this.days[day];
      const until = day === last ? fullSunHours(lit, calendar.timeOfDayMs(untilMs) / HOUR_MS) : totalH;
      const from = day === first ? fullSunHours(lit, calendar.timeOfDayMs(fromMs) / HOUR_MS) : 0;
      mwh += gainMw * (until - from);
    }
    return mwh * NJ_PER_MWH;
  }

  private reach(day: number): void {
    const { solar, ambient, limits, calendar, weather } = this.setting;
    const { meanPpm, spreadPpm, correlation } = solar.cloud;
    for (let next = this.days.length; next <= day; next++) {
      const memory = next === 0 ? 0 : correlation;
      this.noise =
        memory * this.noise + Math.sqrt(1 - memory * memory) * weather.normal(0, Purpose.cloud, next);
      const cloud = (meanPpm + spreadPpm * this.noise) / 1e6;
      const gain = Math.min(CLOUD_MAX, Math.max(CLOUD_MIN, cloud));
      const meanC = dayMeanC(ambient, calendar, next);
      const lit = whileChargeable(sunlitDay(calendar, next, solar.latitudeDeg), ambient, meanC, limits);
      const gainMw = ((solar.panelMw * solar.performancePpm) / 1e6) * gain;
      this.days.push({ lit, gainMw, totalH: fullSunHours(lit, 24) });
    }
  }
}
