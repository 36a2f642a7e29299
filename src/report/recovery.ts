// What each fault did to the fleet: how far it fell and how long it took to come back. Read from device.online at the
// resolution of the metrics; faults that overlap share their effect, nothing here tells them apart.

import type { Moment } from "../result/moment.js";
import { levels, type Recorded } from "./curves.js";

/** Back means: this share of the level before the fault. */
const BACK_SHARE = 0.99;

export interface Recovery {
  fault: Moment;
  /** Devices online just before. */
  before: number;
  lowest: number;
  lowestMs: number;
  /** Ms from the end of the fault until {@link BACK_SHARE} of `before` was online again; 0 when it never fell below; null when not within the run. */
  backAfterMs: number | null;
}

export interface OnlineFacts {
  atEnd: number;
  most: number;
  /** Lowest level after the fleet had first come up to 90 % of its most. */
  lowest: number;
  lowestMs: number;
}

const endOf = ({ series, endMs }: Recorded, bucket: number): number =>
  Math.min((bucket + 1) * series.resolutionMs, endMs);

/** Extremes of the number of devices online. */
export const onlineFacts = (recorded: Recorded): OnlineFacts => {
  const online = levels(recorded, { metric: "device.online" });
  const most = online.reduce((x, y) => Math.max(x, y), 0);
  const up = online.findIndex((level) => level >= 0.9 * most);
  let low = Math.max(0, up);
  for (let bucket = low; bucket < online.length; bucket++) if (online[bucket] < online[low]) low = bucket;
  return { atEnd: online[online.length - 1], most, lowest: online[low], lowestMs: endOf(recorded, low) };
};

/** One entry per fault, in the order given. */
export const recoveries = (recorded: Recorded, faults: readonly Moment[]): Recovery[] => {
  const online = levels(recorded, { metric: "device.online" });
  const { resolutionMs } = recorded.series;
  const last = online.length - 1;
  return faults.map((fault) => {
    const first = Math.min(last, Math.floor(fault.atMs / resolutionMs));
    const over = Math.min(last, Math.floor(((fault.untilMs ?? fault.atMs) - 1) / resolutionMs));
    const before = first === 0 ? online[0] : online[first - 1];
    let low = first;
    let back: number | null = null;
    for (let bucket = first; bucket <= last && back === null; bucket++) {
      if (online[bucket] < online[low]) low = bucket;
      if (bucket >= over && online[bucket] >= BACK_SHARE * before) back = bucket;
    }
    const untilMs = Math.min(fault.untilMs ?? fault.atMs, recorded.endMs);
    const fell = online[low] < BACK_SHARE * before;
    return {
      fault,
      before,
      lowest: online[low],
      lowestMs: endOf(recorded, low),
      backAfterMs: !fell ? 0 : back === null ? null : Math.max(0, endOf(recorded, back) - untilMs),
    };
  });
};
