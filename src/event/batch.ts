// What flows from the engine to whoever keeps results: batches in virtual-time order, rows within a batch sorted by
// (atMs, entity, seq), so the same run gives the same batches' concatenation whatever the workers.
import type { EventColumns } from "./event.js";
import type { MetricColumns } from "./metric.js";
import type { WindowColumns } from "./window.js";

/** Everything that happened up to (not including) `untilMs` since the last batch. */
export interface Batch {
  untilMs: number;
  events: EventColumns;
  windows: WindowColumns;
  /** Metric rows, merged over all sources and sorted by (bucket, series). */
  metrics: MetricColumns;
}
