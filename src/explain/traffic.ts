// What a device of a twin does in a day on which nothing goes wrong: samples, readings worth sending, exchanges over the
// radio. Closed forms where there are any; a deadband over a noisy signal has none, so the signal is played, by the
// functions and the rules of device/reporting.ts. Left out: faults, full buffers, alarms that break a batch.
import { DAY_MS } from "../core/duration.js";
import { KeyedRandom, seedKey } from "../core/rng.js";
import { ruleHolds } from "../model/device/rules.js";
import { dailyValue, nextNoise } from "../model/device/signal.js";
import { lapMsOf, moved, scheduled, startOf, strideOf, tracked } from "../model/device/signal-motion.js";
import { Purpose } from "../model/plan/purpose.js";
import { watchMs } from "../model/state/group-model.js";
import type { SignalTwin } from "../spec/signal.js";
import { isMoving } from "../spec/signal.js";
import type { DeviceTwin, ReportingTwin } from "../spec/twin.js";
import { TRANSPORTS } from "../transport/kinds.js";

/** How sure a figure is: reckoned exactly, the mean of a random process, or counted while the signal was played. */
export type Certainty = "exact" | "mean" | "played";

export interface Traffic {
  samplesPerDay: number;
  /** Readings sent (a periodic twin: all samples). */
  readingsPerDay: number;
  certainty: Certainty;
  /** Movements of each local rule's actuator, on and off. */
  actionsPerDay: number[];
  /** Readings in one exchange: above 1 with a batch. Where fewer fit at slower rates, the mean (see link-mean.ts). */
  readingsPerExchange: number;
  exchangesPerDay: number;
  /** Keep-alives of an MQTT session of its own, between exchanges that are further apart. */
  pingsPerDay: number;
}

/** Long and wide enough for a standard error of about 1 %, short enough to be unnoticed. */
const PLAYED_DAYS = 20;
const PLAYED_DEVICES = 4;
/** A sample every second for twenty days would be millions; beyond this many the played span is shortened. */
const PLAYED_SAMPLES_MAX = 100_000;
const RESOLUTION = 100;
/** A keep-alive of a second under a heartbeat of years is a sum nobody waits for. */
const PINGS_MAX = 1e6;

/**
 * Reports of one exponential stay of `meanMs`: the change itself, and a heartbeat for each `heartbeatMs` that it lasts.
 * The sum over k of P(stay > k heartbeats) is a geometric series.
 */
export const reportsPerStay = (meanMs: number, heartbeatMs: number): number =>
  1 / (1 - Math.exp(-heartbeatMs / meanMs));

/** Keep-alives in one exponential stay: its reports are `reportsPerStay`, each followed by silence until the next. */
const pingsPerStay = (meanMs: number, heartbeatMs: number, keepaliveMs: number): number => {
  let pings = 0;
  for (let atMs = keepaliveMs; atMs < heartbeatMs && pings < PINGS_MAX; atMs += keepaliveMs)
    pings += Math.exp(-atMs / meanMs);
  return pings * reportsPerStay(meanMs, heartbeatMs);
};

/** Keep-alives a day; of a played signal as if its exchanges came evenly. */
const pingsPerDay = (twin: DeviceTwin, exchangesPerDay: number): number => {
  const { signal, reporting, keepaliveMs, radio } = twin;
  if (twin.attach !== "direct" || !TRANSPORTS[radio.transport].holdsSession) return 0;
  if (signal.kind === "occupancy" && reporting.mode !== "polled" && radio.link.batch === null) {
    const { meanOccupiedMs, meanVacantMs } = signal;
    const perCycle =
      pingsPerStay(meanOccupiedMs, reporting.heartbeatMs, keepaliveMs) +
      pingsPerStay(meanVacantMs, reporting.heartbeatMs, keepaliveMs);
    return (DAY_MS * perCycle) / (meanOccupiedMs + meanVacantMs);
  }
  return exchangesPerDay * Math.max(0, Math.ceil(DAY_MS / exchangesPerDay / keepaliveMs) - 1);
};

const isAlarm = ({ alarm }: ReportingTwin, value: number): boolean =>
  alarm !== null &&
  ((alarm.above !== null && value > alarm.above) || (alarm.below !== null && value < alarm.below));

/** One device's sensor, sample after sample. */
const sampler = (
  signal: Exclude<SignalTwin, { kind: "occupancy" }>,
  device: number,
): ((step: number, nowMs: number) => number) => {
  const random = new KeyedRandom(seedKey("twin explain"));
  const uniform = random.uniform(device, Purpose.signalStart, 0);
  let noise = random.normal(device, Purpose.signalStart, 0);
  let at = isMoving(signal) ? startOf(signal, uniform) : 0;
  let atMs = 0;
  const rounded = (value: number): number => Math.round(value * RESOLUTION) / RESOLUTION;
  return (step, nowMs) => {
    const normal = random.normal(device, Purpose.sense, step);
    switch (signal.kind) {
      case "constant":
        return rounded(signal.value + signal.noise * normal);
      case "daily":
        noise = nextNoise(noise, signal.correlation, normal);
        return rounded(dailyValue(signal, nowMs, noise));
      case "schedule":
        return rounded(scheduled(signal, nowMs) + signal.noise * normal);
      case "track":
        return rounded(tracked(signal, uniform * lapMsOf(signal) + nowMs) + signal.noise * normal);
      default:
        at = moved(signal, at, strideOf(signal, atMs, nowMs, normal));
        atMs = nowMs;
        return rounded(at);
    }
  };
};

/** Share of samples that are worth a message, by playing the signal. */
const playedShare = (
  signal: Exclude<SignalTwin, { kind: "occupancy" }>,
  reporting: ReportingTwin,
  intervalMs: number,
): number => {
  const wanted = Math.ceil((PLAYED_DAYS * DAY_MS) / intervalMs);
  const steps = Math.min(PLAYED_SAMPLES_MAX, wanted);
  let sent = 0;
  for (let device = 0; device < PLAYED_DEVICES; device++) {
    const sample = sampler(signal, device);
    let last = Number.NaN;
    let lastMs = 0;
    for (let step = 0; step < steps; step++) {
      const nowMs = step * intervalMs;
      const value = sample(step, nowMs);
      const moved =
        reporting.mode === "on-change" ? value !== last : Math.abs(value - last) > reporting.deadband;
      const isNews =
        step === 0 ||
        moved ||
        nowMs - lastMs >= reporting.heartbeatMs ||
        (isAlarm(reporting, value) && !isAlarm(reporting, last));
      if (!isNews) continue;
      sent++;
      last = value;
      lastMs = nowMs;
    }
  }
  return sent / (steps * PLAYED_DEVICES);
};

const readings = (
  twin: DeviceTwin,
  intervalMs: number,
): Pick<Traffic, "samplesPerDay" | "readingsPerDay" | "certainty"> => {
  const { reporting, signal } = twin;
  if (signal.kind === "occupancy") {
    // A change or the heartbeat makes a report; where the sensor does not wake the device, it looks every interval, also
    // when it is degraded.
    const { meanOccupiedMs, meanVacantMs } = signal;
    const stays = [meanOccupiedMs, meanVacantMs].map((meanMs) =>
      reportsPerStay(meanMs, reporting.heartbeatMs),
    );
    const perDay = (DAY_MS * (stays[0] + stays[1])) / (meanOccupiedMs + meanVacantMs);
    const watchedMs = watchMs(twin, false);
    const samplesPerDay = watchedMs === 0 ? perDay : DAY_MS / watchedMs;
    return { samplesPerDay, readingsPerDay: perDay, certainty: "mean" };
  }
  const samplesPerDay = DAY_MS / intervalMs;
  if (reporting.mode === "periodic")
    return { samplesPerDay, readingsPerDay: samplesPerDay, certainty: "exact" };
  const share = playedShare(signal, reporting, intervalMs);
  return { samplesPerDay, readingsPerDay: samplesPerDay * share, certainty: "played" };
};

/** How often each rule's condition comes and goes in a day: in closed form for occupancy, else by playing the signal. */
const actions = (twin: DeviceTwin, intervalMs: number): number[] => {
  const { signal, rules } = twin;
  if (rules.length === 0) return [];
  if (signal.kind === "occupancy") {
    const changesPerDay = (2 * DAY_MS) / (signal.meanOccupiedMs + signal.meanVacantMs);
    return rules.map((rule) => (ruleHolds(rule, 0) === ruleHolds(rule, 1) ? 0 : changesPerDay));
  }
  const steps = Math.min(PLAYED_SAMPLES_MAX, Math.ceil((PLAYED_DAYS * DAY_MS) / intervalMs));
  const counts = rules.map(() => 0);
  for (let device = 0; device < PLAYED_DEVICES; device++) {
    const sample = sampler(signal, device);
    const wasOn = rules.map(() => false);
    for (let step = 0; step < steps; step++) {
      const value = sample(step, step * intervalMs);
      rules.forEach((rule, at) => {
        const isOn = ruleHolds(rule, value);
        if (isOn !== wasOn[at]) counts[at]++;
        wasOn[at] = isOn;
      });
    }
  }
  return counts.map((count) => (count * DAY_MS) / (steps * intervalMs * PLAYED_DEVICES));
};

/** Samples and messages a day. `isDegraded`: at the longer interval of a battery that runs low (LIF-6). */
export const trafficOf = (twin: DeviceTwin, isDegraded = false): Traffic => {
  const { batch } = twin.radio.link;
  const intervalMs = twin.reporting.intervalMs * (isDegraded ? twin.degradedIntervalFactor : 1);
  const day = readings(twin, intervalMs);
  const gathered = batch === null ? 1 : 1 + Math.floor((batch.waitMs * day.readingsPerDay) / DAY_MS);
  const readingsPerExchange = batch === null ? 1 : Math.min(batch.max, twin.bufferMax, gathered);
  const actionsPerDay = actions(twin, intervalMs);
  const exchangesPerDay = day.readingsPerDay / readingsPerExchange;
  return {
    ...day,
    actionsPerDay,
    readingsPerExchange,
    exchangesPerDay,
    pingsPerDay: pingsPerDay(twin, exchangesPerDay),
  };
};
