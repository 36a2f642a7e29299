// The battery of one device group as the hot loops want it: cells in series, with their climate, their panel and the
// limits of the twin, as flat numbers. Charges are whole nC (uA times ms).
import { HOUR_MS, YEAR_MS } from "../../core/duration.js";
import { deriveKey, KeyedRandom, type StreamKey } from "../../core/rng.js";
import { NC_PER_MAH } from "../../core/units.js";
import type { BatteryTwin } from "../../spec/power.js";
import type { DeviceTwin } from "../../spec/twin.js";
import { Calendar } from "./calendar.js";
import { Cell, DEPTH_STEPS } from "./cell.js";
import { Climate, WarmTime } from "./climate.js";
import { Sun } from "./sun.js";

/** Slow things (self-discharge, ageing, forecast) are settled this often; they are exact between, whatever it is. */
const UPKEEP_MS = HOUR_MS;
/** A forecast's slope is measured over this long: a day where the sun comes and goes. */
const SLOPE_MS = 6 * HOUR_MS;
/** Room for rounding around a threshold, share of the capacity. */
const CALM_MARGIN = 1e-6;
const SOLAR_SLOPE_MS = 24 * HOUR_MS;

/** A pack's place in a run. */
export interface PackSetting {
  site: string;
  runKey: StreamKey;
  startsAt: string;
}

/** The strongest current of opening a session: joining, or the radio's own peaks while it does. */
export const attachUA = ({ attach, radio }: DeviceTwin): number =>
  attach === "direct" ? Math.max(radio.joinUA, radio.txUA) : 0;

export class Pack {
  readonly cell: Cell;
  readonly climate: Climate;
  readonly sun: Sun | null;
  /** Nominal, and at the start of the run. */
  readonly capacityNc: number;
  readonly healthyNc: number;
  readonly initialNc: number;
  readonly emptyShare: number;
  readonly degradedShare: number;
  readonly recoveredShare: number;
  readonly brownoutMv: number;
  readonly cellsInSeries: number;
  /** What pulls the voltage down most: of the loads every device has daily, and of its actuators and updates too. */
  readonly routineUA: number;
  readonly strongestUA: number;
  /** Self-discharge, nC per ms at 25 degC. */
  readonly selfUA: number;
  readonly selfTime: WarmTime;
  /** Calendar ageing, share per ms at 25 degC; and per nC charged. */
  readonly calendarPerMs: number;
  readonly calendarTime: WarmTime;
  readonly cycleShare: number;
  readonly chargeEfficiency: number;
  /** Mean current at which the twin's designed life comes out; 0 where it names none. */
  readonly designUA: number;
  readonly upkeepMs: number;
  readonly slopeMs: number;
  /** False where an empty battery stays empty: no sun, and no warmer hour to come. */
  readonly canRecover: boolean;
  /** Law of a current through these cells; a twin's own resistance scales it. */
  private readonly resistanceScale: number;
  private readonly capacityMAh: number;
  /** Depth at which the strongest load first sags, for the resistance factor it was computed for. */
  private safeDepth = 0;
  private safeFactor = Number.NaN;

  constructor(battery: BatteryTwin, twin: DeviceTwin, setting: PackSetting) {
    const { chemistry, capacityMAh, cellsInSeries } = battery;
    const { ambient, solar } = twin.power;
    const calendar = new Calendar(setting.startsAt);
    this.cell = new Cell(chemistry);
    this.climate = new Climate(ambient, calendar, this.cell);
    this.capacityMAh = capacityMAh;
    this.capacityNc = Math.floor(capacityMAh * NC_PER_MAH);
    this.healthyNc = Math.floor((this.capacityNc * battery.healthPpm) / 1e6);
    this.initialNc = Math.floor((this.healthyNc * battery.initialChargePpm) / 1e6);
    this.emptyShare = battery.emptyPpm / 1e6;
    this.degradedShare = twin.degradedBelowPpm / 1e6;
    this.recoveredShare = twin.recoveredAbovePpm / 1e6;
    this.brownoutMv = battery.brownoutMv;
    this.cellsInSeries = cellsInSeries;
    const ownMilliohm = (cellsInSeries * this.cell.mvPerC[DEPTH_STEPS / 2] * 1_000) / capacityMAh;
    this.resistanceScale =
      battery.milliohm === null || ownMilliohm === 0 ? 1 : battery.milliohm / ownMilliohm;
    const { power, radio, rules } = twin;
    this.routineUA = Math.max(radio.txUA, attachUA(twin), power.senseUA, power.computeUA);
    const actuatorsUA = rules.map(({ loadUA }) => loadUA);
    this.strongestUA = Math.max(this.routineUA, radio.rxUA, power.flashUA, ...actuatorsUA);
    this.selfUA = ((this.capacityNc / 1e6) * battery.selfDischargePpmPerYear) / YEAR_MS;
    this.selfTime = new WarmTime(ambient, calendar, chemistry.selfDischarge.doublesEveryC);
    this.calendarPerMs = chemistry.ageing.ppmPerYear / 1e6 / YEAR_MS;
    this.calendarTime = new WarmTime(ambient, calendar, chemistry.ageing.doublesEveryC);
    this.cycleShare = chemistry.ageing.ppmPerCycle / 1e6;
    this.chargeEfficiency = chemistry.charging.efficiencyPpm / 1e6;
    this.designUA = battery.lifeMs === 0 ? 0 : (this.capacityNc * (1 - this.emptyShare)) / battery.lifeMs;
    this.sun =
      solar === null
        ? null
        : new Sun({
            solar,
            ambient,
            limits: chemistry.charging,
            calendar,
            weather: new KeyedRandom(deriveKey(setting.runKey, `weather:${setting.site}`)),
          });
    this.upkeepMs = this.sun === null ? UPKEEP_MS : 0;
    this.slopeMs = this.sun === null ? SLOPE_MS : SOLAR_SLOPE_MS;
    this.canRecover = this.sun !== null || ambient.swingC + ambient.seasonC > 0;
  }

  /**
   * State of charge above which nothing happens at any hour of today and tomorrow: no threshold is near and no load
   * sags. Spares the hot loop the tables. @param usable share that the mean current gets out
   */
  calmShare(usable: number, nowMs: number): number {
    const { climate } = this;
    // Its tables are of the day that was looked at last: by another device, or, just after a checkpoint, by nobody.
    climate.slotAt(nowMs);
    const { leastUsable, mostResistance } = climate;
    if (mostResistance !== this.safeFactor) {
      this.safeFactor = mostResistance;
      this.safeDepth = this.cell.depthAtMv(
        this.brownoutMv / this.cellsInSeries,
        this.lawC(this.strongestUA) * mostResistance,
      );
    }
    const out = usable * leastUsable;
    const sags = 1 - this.safeDepth * out;
    const isEmpty = 1 - Math.min(1, out) + this.emptyShare;
    return Math.max(this.degradedShare, isEmpty, sags) + CALM_MARGIN;
  }

  /** Rate in C of a current. */
  rateC(uA: number): number {
    return uA / 1_000 / this.capacityMAh;
  }

  /** Polarisation law of a current at 25 degC. */
  lawC(uA: number): number {
    return this.cell.law(this.rateC(uA)) * this.resistanceScale;
  }

  /** Terminal voltage under a current, mV, at the temperature of a slot of the climate. */
  loadedMv(depth: number, uA: number, slot: number): number {
    return this.terminalMv(depth, this.lawC(uA) * this.climate.resistanceFactor[slot]);
  }

  /** Terminal voltage of the pack, mV. @param depth 0..1 @param lawC at the present temperature */
  terminalMv(depth: number, lawC: number): number {
    return this.cellsInSeries * this.cell.terminalMv(depth, lawC);
  }
}
