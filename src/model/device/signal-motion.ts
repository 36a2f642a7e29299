// Signals that have a state of their own, in closed form over the time between two samples: how often somebody looks changes
// nothing about where they are. A register that rises, a level that falls and is refilled, a value that wanders between
// walls; and two that need none: a weekly timetable, a vehicle on its round.
import { DAY_MS, DAYS_PER_WEEK, HOUR_MS } from "../../core/duration.js";
import type { MovingSignal, SignalOf } from "../../spec/signal.js";

const PER_HOUR = (2 * Math.PI) / 24;

/**
 * An uneven amount with mean 1: lognormal, so that it is never negative; over `hours` its deviation is `noise` over their root, as
 * if the hours were independent.
 */
const uneven = (noise: number, hours: number, normal: number): number => {
  if (noise === 0) return 1;
  const variance = Math.log(1 + (noise * noise) / hours);
  return Math.exp(Math.sqrt(variance) * normal - variance / 2);
};

/** Hours between two times, each counted as much as the day's curve says: 1 on average, 1 + swing at the peak hour. */
const curvedHours = (swing: number, peakHour: number, fromMs: number, untilMs: number): number => {
  const at = (ms: number): number => Math.sin(PER_HOUR * (ms / HOUR_MS - peakHour));
  return (untilMs - fromMs) / HOUR_MS + (swing / PER_HOUR) * (at(untilMs) - at(fromMs));
};

/** Where a moving signal is at the start: a level and a walk are anywhere within their bounds, as they are at any time. */
export const startOf = (signal: MovingSignal, uniform: number): number => {
  switch (signal.kind) {
    case "counter":
      return signal.start + Math.floor(signal.spread * uniform);
    case "level":
      return signal.refillAt + (signal.full - signal.refillAt) * (1 - uniform);
    case "random-walk":
      return signal.min + (signal.max - signal.min) * uniform;
  }
};

/** Thrown back by both walls as often as it takes. */
const reflected = (value: number, min: number, max: number): number => {
  const width = max - min;
  if (width <= 0) return min;
  const into = (((value - min) % (2 * width)) + 2 * width) % (2 * width);
  return min + (into <= width ? into : 2 * width - into);
};

/**
 * How far a moving signal moves from `fromMs` until `untilMs`, which comes later; both ms since a midnight.
 * @param normal a standard normal draw
 */
export const strideOf = (signal: MovingSignal, fromMs: number, untilMs: number, normal: number): number => {
  const hours = (untilMs - fromMs) / HOUR_MS;
  switch (signal.kind) {
    case "counter": {
      const { perHour, swing, peakHour, noise } = signal;
      return perHour * curvedHours(swing, peakHour, fromMs, untilMs) * uneven(noise, hours, normal);
    }
    case "level":
      return signal.perHour * hours * uneven(signal.noise, hours, normal);
    case "random-walk":
      return signal.perHour * Math.sqrt(hours) * normal;
  }
};

/** Where a moving signal is that was at `value` and moves by `stride`: a register wraps, a level is refilled, walls throw back. */
export const moved = (signal: MovingSignal, value: number, stride: number): number => {
  switch (signal.kind) {
    case "counter":
      return signal.wrapsAt === null ? value + stride : (value + stride) % signal.wrapsAt;
    case "level": {
      const { full, refillAt } = signal;
      const left = value - stride;
      return left > refillAt ? left : full - ((refillAt - left) % (full - refillAt));
    }
    case "random-walk":
      return reflected(value + stride, signal.min, signal.max);
  }
};

/** What a timetable says at `weekMs` (ms since a Monday's midnight). An entry that ends before it begins goes over midnight. */
export const scheduled = (signal: SignalOf<"schedule">, weekMs: number): number => {
  const day = Math.floor(weekMs / DAY_MS) % DAYS_PER_WEEK;
  const hour = (weekMs % DAY_MS) / HOUR_MS;
  const yesterday = (day + DAYS_PER_WEEK - 1) % DAYS_PER_WEEK;
  for (const { days, fromHour, untilHour, value } of signal.times) {
    const isToday = days.includes(day) && hour >= fromHour && (hour < untilHour || untilHour <= fromHour);
    const isStill = untilHour <= fromHour && days.includes(yesterday) && hour < untilHour;
    if (isToday || isStill) return value;
  }
  return signal.otherwise;
};

const EARTH_M = 6_371_000;
const RADIANS = Math.PI / 180;

interface Leg {
  /** From here to the next point, m east and north of the first one; its length; when it begins within the lap, ms. */
  x: number;
  y: number;
  dx: number;
  dy: number;
  lengthM: number;
  fromMs: number;
}

interface Round {
  legs: Leg[];
  lapMs: number;
  lapM: number;
  fence: { x: number; y: number } | null;
}

const rounds = new WeakMap<SignalOf<"track">, Round>();

/** The round on a flat map around its first point: within a few parts in a thousand over a hundred kilometres. */
const roundOf = (signal: SignalOf<"track">): Round => {
  const known = rounds.get(signal);
  if (known !== undefined) return known;
  const [origin] = signal.points;
  const flat = ({ lat, lon }: { lat: number; lon: number }) => ({
    x: EARTH_M * RADIANS * (lon - origin.lon) * Math.cos(RADIANS * origin.lat),
    y: EARTH_M * RADIANS * (lat - origin.lat),
  });
  const places = signal.points.map(flat);
  let lapMs = 0;
  let lapM = 0;
  const legs = places.map(({ x, y }, at): Leg => {
    const next = places[(at + 1) % places.length];
    const [dx, dy] = [next.x - x, next.y - y];
    const lengthM = Math.sqrt(dx * dx + dy * dy);
    const leg = { x, y, dx, dy, lengthM, fromMs: lapMs };
    lapMs += signal.stopMs + (lengthM / 1_000 / signal.kmPerHour) * HOUR_MS;
    lapM += lengthM;
    return leg;
  });
  const round = { legs, lapMs, lapM, fence: signal.fence === null ? null : flat(signal.fence) };
  rounds.set(signal, round);
  return round;
};

/** How long one round takes, ms. */
export const lapMsOf = (signal: SignalOf<"track">): number => roundOf(signal).lapMs;

/**
 * What a vehicle on its round shows, `onRoundMs` after it has set out from the first point, where it stops first: metres to its
 * fence's middle, kilometres an hour, or kilometres since the first point.
 */
export const tracked = (signal: SignalOf<"track">, onRoundMs: number): number => {
  const { legs, lapMs, lapM, fence } = roundOf(signal);
  const laps = lapMs > 0 ? Math.floor(onRoundMs / lapMs) : 0;
  const inLapMs = onRoundMs - laps * lapMs;
  let at = legs.length - 1;
  while (at > 0 && legs[at].fromMs > inLapMs) at--;
  const leg = legs[at];
  const drivenMs = inLapMs - leg.fromMs - signal.stopMs;
  if (signal.shows === "speed") return drivenMs > 0 ? signal.kmPerHour : 0;
  const legMs = (leg.lengthM / 1_000 / signal.kmPerHour) * HOUR_MS;
  const share = legMs === 0 ? 0 : Math.min(1, Math.max(0, drivenMs / legMs));
  if (signal.shows === "travelled") {
    const before = legs.slice(0, at).reduce((sum, { lengthM }) => sum + lengthM, 0);
    return (laps * lapM + before + share * leg.lengthM) / 1_000;
  }
  if (fence === null) return 0;
  const [x, y] = [leg.x + share * leg.dx - fence.x, leg.y + share * leg.dy - fence.y];
  return Math.sqrt(x * x + y * y);
};
