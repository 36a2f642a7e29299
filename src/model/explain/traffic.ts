// What a device of a twin does in a day on which nothing goes wrong: samples, readings worth sending, exchanges over the
// radio. Closed forms where there are any; a deadband over a noisy signal has none, so the signal is played, by the
// functions and the rules of device/reporting.ts. Left out: faults, full buffers, alarms that break a batch.
import { DAY_MS } from "../../core/duration.js";
import { KeyedRandom, seedKey } from "../../core/rng.js";
import type { DeviceTwin, ReportingTwin, SignalTwin } from "../../scenario/scenario.js";
import { dailyValue, nextNoise } from "../device/signal.js";
import { Purpose } from "../purpose.js";

/** How sure a figure is: reckoned exactly, the mean of a random process, or counted while the signal was played. */
export type Certainty = "exact" | "mean" | "played";

export interface Traffic {
  samplesPerDay: number;
  /** Readings sent (a periodic twin: all samples). */
  readingsPerDay: number;
  certainty: Certainty;
  /** Readings in one exchange: above 1 with a batch. Where fewer fit at slower rates, the mean (see link-mean.ts). */
  readingsPerExchange: number;
  exchangesPerDay: number;
}

/** Long and wide enough for a standard error of about 1 %, short enough to be unnoticed. */
const PLAYED_DAYS = 20;
const PLAYED_DEVICES = 4;
/** A sample every second for twenty days would be millions; beyond this many the played span is shortened. */
const PLAYED_SAMPLES_MAX = 100_000;
const RESOLUTION = 100;

/**
 * Reports of one exponential stay of `meanMs`: the change itself, and a heartbeat for each `heartbeatMs` that it lasts.
 * The sum over k of P(stay > k heartbeats) is a geometric series.
 */
export const reportsPerStay = (meanMs: number, heartbeatMs: number): number =>
  1 / (1 - Math.exp(-heartbeatMs / meanMs));

const isAlarm = ({ alarm }: ReportingTwin, value: number): boolean =>
  alarm !== null &&
  ((alarm.above !== null && value > alarm.above) || (alarm.below !== null && value < alarm.below));

/** One device's sensor, sample after sample. */
const sampler = (
  signal: Exclude<SignalTwin, { kind: "occupancy" }>,
  device: number,
): ((step: number, nowMs: number) => number) => {
  const random = new KeyedRandom(seedKey("twin explain"));
  let noise = 0;
  return (step, nowMs) => {
    random.draw(device, Purpose.sense, step & 0xffffff);
    const normal = random.normal();
    if (signal.kind === "constant")
      return Math.round((signal.value + signal.noise * normal) * RESOLUTION) / RESOLUTION;
    noise = nextNoise(noise, signal.correlation, normal);
    return Math.round(dailyValue(signal, nowMs, noise) * RESOLUTION) / RESOLUTION;
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
): Omit<Traffic, "readingsPerExchange" | "exchangesPerDay"> => {
  const { reporting, signal } = twin;
  if (signal.kind === "occupancy") {
    // The sensor wakes the device on a change; between changes only the heartbeat does.
    const { meanOccupiedMs, meanVacantMs } = signal;
    const stays = [meanOccupiedMs, meanVacantMs].map((meanMs) =>
      reportsPerStay(meanMs, reporting.heartbeatMs),
    );
    const perDay = (DAY_MS * (stays[0] + stays[1])) / (meanOccupiedMs + meanVacantMs);
    return { samplesPerDay: perDay, readingsPerDay: perDay, certainty: "mean" };
  }
  const samplesPerDay = DAY_MS / intervalMs;
  if (reporting.mode === "periodic")
    return { samplesPerDay, readingsPerDay: samplesPerDay, certainty: "exact" };
  const share = playedShare(signal, reporting, intervalMs);
  return { samplesPerDay, readingsPerDay: samplesPerDay * share, certainty: "played" };
};

/** Samples and messages a day. `isDegraded`: at the longer interval of a battery that runs low (LIF-6). */
export const trafficOf = (twin: DeviceTwin, isDegraded = false): Traffic => {
  const { batch } = twin.radio.link;
  const intervalMs = twin.reporting.intervalMs * (isDegraded ? twin.degradedIntervalFactor : 1);
  const day = readings(twin, intervalMs);
  const gathered = batch === null ? 1 : 1 + Math.floor((batch.waitMs * day.readingsPerDay) / DAY_MS);
  const readingsPerExchange = batch === null ? 1 : Math.min(batch.max, twin.bufferMax, gathered);
  return { ...day, readingsPerExchange, exchangesPerDay: day.readingsPerDay / readingsPerExchange };
};
