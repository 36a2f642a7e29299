// From metric series to drawable points. Nothing of interest is smoothed away: levels keep the lowest and highest value
// of each slice, counters keep their exact sums.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../core/duration.js";
import { type MetricName, metricIndex } from "../event/metric.js";
import type { Naming } from "../event/naming.js";
import type { SeriesStore } from "../event/series.js";

/** Most points of one line in a chart. */
export const POINTS_MAX = 600;

export interface Points {
  /** Virtual ms, ascending. */
  atMs: number[];
  values: number[];
}

export interface Selection {
  metric: MetricName;
  /** Device groups; default all, with the shared one. */
  groups?: readonly number[];
  /** Sub-key indices; default all. */
  subs?: readonly number[];
}

/** Metric rows of one run and how far it got. */
export interface Recorded {
  series: SeriesStore;
  endMs: number;
}

const seriesIds = (store: SeriesStore, selection: Selection): number[] => {
  const { layout } = store;
  const metric = metricIndex(selection.metric);
  const groups = selection.groups ?? Array.from({ length: layout.groupCount + 1 }, (_, index) => index);
  const subs = selection.subs ?? Array.from({ length: layout.subs[metric] }, (_, index) => index);
  return groups.flatMap((group) => subs.map((sub) => layout.series(metric, group, sub)));
};

/** Sum over the selected series (counters: whole run; gauges: value at the end). */
export const total = (store: SeriesStore, selection: Selection): number =>
  seriesIds(store, selection).reduce((sum, id) => sum + store.total(id), 0);

/** Largest value of the selected peak series, and 0 when nothing was written. */
export const peak = (store: SeriesStore, selection: Selection): number =>
  seriesIds(store, selection).reduce((most, id) => Math.max(most, store.total(id)), 0);

/** True when anything was ever written to the selected series. */
export const hasData = (store: SeriesStore, selection: Selection): boolean =>
  seriesIds(store, selection).some((id) => store.get(id).buckets.length > 0);

/** Dense buckets of a run: sums over the selected series; at least one. */
export const perBucket = ({ series, endMs }: Recorded, selection: Selection): Float64Array => {
  const dense = new Float64Array(Math.max(1, Math.ceil(endMs / series.resolutionMs)));
  for (const id of seriesIds(series, selection)) {
    const { buckets, values } = series.get(id);
    for (let at = 0; at < buckets.length && buckets[at] * series.resolutionMs <= endMs; at++)
      // What happens at the very end of the run belongs to its last bucket.
      dense[Math.min(buckets[at], dense.length - 1)] += values[at];
  }
  return dense;
};

/** A gauge's level at the end of each bucket. */
export const levels = (recorded: Recorded, selection: Selection): Float64Array => {
  const dense = perBucket(recorded, selection);
  for (let at = 1; at < dense.length; at++) dense[at] += dense[at - 1];
  return dense;
};

const bucketEndMs = ({ series, endMs }: Recorded, bucket: number): number =>
  Math.min((bucket + 1) * series.resolutionMs, endMs);

/** A level as a line of at most `most` points: every bucket, or the lowest and the highest of each slice in their order. */
export const levelLine = (recorded: Recorded, values: Float64Array, most = POINTS_MAX): Points => {
  const line: Points = { atMs: [], values: [] };
  const push = (bucket: number): void => {
    line.atMs.push(bucketEndMs(recorded, bucket));
    line.values.push(values[bucket]);
  };
  if (values.length <= most) {
    for (let bucket = 0; bucket < values.length; bucket++) push(bucket);
    return line;
  }
  // The first and the last bucket are always kept: they are read as "start" and "end".
  const slices = (most - 2) >> 1;
  push(0);
  for (let slice = 0; slice < slices; slice++) {
    const from = 1 + Math.floor((slice * (values.length - 2)) / slices);
    const to = 1 + Math.floor(((slice + 1) * (values.length - 2)) / slices);
    let low = from;
    let high = from;
    for (let bucket = from; bucket < to; bucket++) {
      if (values[bucket] < values[low]) low = bucket;
      if (values[bucket] > values[high]) high = bucket;
    }
    push(Math.min(low, high));
    if (low !== high) push(Math.max(low, high));
  }
  push(values.length - 1);
  return line;
};

/** Levels that are drawn on top of each other: all at the same moments, the last bucket of each slice. */
export const levelColumns = (recorded: Recorded, columns: Float64Array[], most = POINTS_MAX): Points[] => {
  const length = columns[0]?.length ?? 0;
  const slices = Math.min(most, length);
  const chosen = Array.from(
    { length: slices },
    (_, slice) => Math.floor(((slice + 1) * length) / slices) - 1,
  );
  return columns.map((values) => ({
    atMs: chosen.map((bucket) => bucketEndMs(recorded, bucket)),
    values: chosen.map((bucket) => values[bucket]),
  }));
};

const NICE_MS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 5, 10, 30].map((days) => days * DAY_MS),
];

/** The finest round length that cuts `spanMs` into at most `most` parts and is a multiple of `gridMs`. */
export const roundStepMs = (spanMs: number, most: number, gridMs = 1_000): number =>
  NICE_MS.find((stepMs) => spanMs / stepMs <= most && stepMs % gridMs === 0) ??
  Math.ceil(spanMs / most / gridMs) * gridMs;

/** Counters added up over slices of `sliceMs`; moments are the slices' starts, the last slice may be short. */
export const sliceSums = (recorded: Recorded, selection: Selection, sliceMs: number): Points => {
  const dense = perBucket(recorded, selection);
  const perSlice = Math.max(1, Math.round(sliceMs / recorded.series.resolutionMs));
  const slices = Math.ceil(dense.length / perSlice);
  const sums = new Array<number>(slices).fill(0);
  for (let bucket = 0; bucket < dense.length; bucket++) sums[Math.floor(bucket / perSlice)] += dense[bucket];
  return {
    atMs: sums.map((_, slice) => slice * perSlice * recorded.series.resolutionMs),
    values: sums,
  };
};

/** Groups of one tenant. */
export const groupsOf = (naming: Naming, tenant: string): number[] =>
  naming.groups.flatMap((group, index) => (group.tenant === tenant ? [index] : []));
