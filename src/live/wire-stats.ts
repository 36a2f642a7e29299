// What the connections of one thread did: counts, and the time from PUBLISH to PUBACK. Threads send theirs as plain
// numbers and a cloneable histogram; the driver adds them up.
import { createHistogram, type RecordableHistogram } from "node:perf_hooks";

export interface WireCounts {
  opened: number;
  openFailed: number;
  lost: number;
  /** PUBLISH packets sent the first time, and again after a lost connection. */
  published: number;
  republished: number;
  acked: number;
  received: number;
  /** Given up: the queue of a connection was full, or the run ended before a reconnect. */
  abandoned: number;
}

const NONE: WireCounts = {
  opened: 0,
  openFailed: 0,
  lost: 0,
  published: 0,
  republished: 0,
  acked: 0,
  received: 0,
  abandoned: 0,
};

export class WireStats {
  readonly counts: WireCounts = { ...NONE };
  /** PUBLISH to PUBACK, us. */
  readonly ackUs: RecordableHistogram = createHistogram();

  recordAck(us: number): void {
    this.counts.acked++;
    this.ackUs.record(Math.max(1, Math.round(us)));
  }
}

export const addCounts = (sum: WireCounts, more: WireCounts): void => {
  for (const name of Object.keys(sum) as (keyof WireCounts)[]) sum[name] += more[name];
};

export const noCounts = (): WireCounts => ({ ...NONE });
