// How far an event loop falls behind: the overload guard's sensor. One in each process and thread that carries load;
// sampled once a second, so that the report can say who was late first and when.
import { type EventLoopUtilization, monitorEventLoopDelay, performance } from "node:perf_hooks";

const RESOLUTION_MS = 10;
/** A loop that was this late within a sample counts as slow: ten times the QoS 1 latency we promise. */
export const LOOP_SLOW_MS = 250;

export interface LagReport {
  /** Worst delay of the loop, ms. */
  maxMs: number;
  /** Highest share of a sample's time the loop was busy, 0..1. */
  busyMax: number;
  /** Unix ms of the first slow sample, or null. */
  firstSlowAtMs: number | null;
}

export class LoopLag {
  private readonly monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private busySince: EventLoopUtilization = performance.eventLoopUtilization();
  private sampledAtMs = performance.now();
  private readonly seen: LagReport = { maxMs: 0, busyMax: 0, firstSlowAtMs: null };

  constructor() {
    this.monitor.enable();
  }

  /** Forgets what was until now: starting up is not the load we judge. */
  reset(): void {
    this.monitor.reset();
    this.busySince = performance.eventLoopUtilization();
    this.sampledAtMs = performance.now();
    Object.assign(this.seen, { maxMs: 0, busyMax: 0, firstSlowAtMs: null });
  }

  /** Closes a sample; to be called about once a second. */
  sample(): void {
    const lateMs = Math.max(0, this.monitor.max / 1e6 - RESOLUTION_MS);
    this.monitor.reset();
    if (performance.now() - this.sampledAtMs > 500) {
      const busy = performance.eventLoopUtilization(this.busySince).utilization;
      this.busySince = performance.eventLoopUtilization();
      this.sampledAtMs = performance.now();
      this.seen.busyMax = Math.max(this.seen.busyMax, busy);
    }
    if (lateMs > 1e9) return; // An empty monitor reports an absurd maximum.
    this.seen.maxMs = Math.max(this.seen.maxMs, lateMs);
    if (lateMs > LOOP_SLOW_MS)
      this.seen.firstSlowAtMs ??= performance.timeOrigin + performance.now() - lateMs;
  }

  /** Everything since the last reset. */
  report(): LagReport {
    this.sample();
    return { ...this.seen };
  }

  stop(): void {
    this.monitor.disable();
  }
}

/** The worst of several threads that carry one part of the load. */
export const worstLag = (reports: readonly LagReport[]): LagReport => ({
  maxMs: Math.max(0, ...reports.map((report) => report.maxMs)),
  busyMax: Math.max(0, ...reports.map((report) => report.busyMax)),
  firstSlowAtMs: reports.reduce<number | null>(
    (first, { firstSlowAtMs: at }) => (at !== null && (first === null || at < first) ? at : first),
    null,
  ),
});
