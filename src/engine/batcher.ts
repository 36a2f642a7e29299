// Collects the rows of all cells and the cloud and cuts them into batches: each batch holds exactly what happened before
// its end, sorted, so the concatenation of batches is the same wherever they are cut. Metric rows enter the digest here,
// added up; running totals feed the dashboard and the invariants.
import { assert } from "../core/assert.js";
import { Digest } from "../core/digest.js";
import type { Batch } from "../event/batch.js";
import type { EventColumns } from "../event/event.js";
import type { MetricColumns } from "../event/metric.js";
import type { MetricLayout } from "../event/metric-layout.js";
import { SeriesStore } from "../event/series.js";
import type { WindowColumns } from "../event/window.js";
import type { RolloutResult } from "../result/rollout.js";
import type { BlastRadius, SavedBlastRadius } from "./blast-radius.js";
import { MetricSum } from "./metric-sum.js";
import { DIGEST_METRIC, type LentRows } from "./outlets.js";
import { EventRows, WindowRows } from "./rows.js";
import type { Fork } from "./run-options.js";
import { stopLookMsOf, type World } from "./world.js";

/** A batch is due early when this many event and window rows wait. */
const ROWS_WAITING_MAX = 200_000;
/** Open metric buckets take at most this many numbers (8 bytes each), here and in each thread. */
export const METRIC_CELLS_MAX = 4_000_000;

export interface SavedBatcher {
  flushedMs: number;
  events: EventColumns;
  windows: { windows: WindowColumns; atMs: Float64Array };
  metrics: MetricColumns;
  totals: Float64Array;
  lanes: Uint32Array;
  series: MetricColumns | null;
  looks: MetricColumns | null;
  blast: SavedBlastRadius | null;
}

export class Batcher {
  /** Total of each dense series so far (gauges: present value; peaks: maximum). */
  readonly totals: Float64Array;
  /** Kept when strict invariants need it. */
  readonly series: SeriesStore | null;
  /** The same from look to look, for stop conditions. */
  readonly looks: SeriesStore | null;
  readonly digest = new Digest();
  /** Folds what is handed out; null in a world without rollouts. */
  private readonly blast: BlastRadius | null;
  /** Everything before this instant has been handed out. */
  flushedMs = 0;
  private readonly world: World;
  private readonly events = new EventRows();
  private readonly windows = new WindowRows();
  private readonly metrics: MetricSum;

  constructor(world: World, { strict = false, stops = false }: { strict?: boolean; stops?: boolean } = {}) {
    this.world = world;
    this.totals = new Float64Array(world.layout.denseCount);
    this.metrics = new MetricSum(world.layout);
    this.blast = world.blastRadius?.() ?? null;
    this.series = strict ? new SeriesStore(world.layout, world.resolutionMs) : null;
    this.looks = stops ? new SeriesStore(world.layout, stopLookMsOf(world)) : null;
  }

  add(rows: LentRows): void {
    this.events.add(rows.events);
    this.windows.add(rows.windows, rows.windowsAtMs);
    this.metrics.add(rows.metrics);
    this.series?.add(rows.metrics);
    this.look(rows.metrics);
    const { series, value, count } = rows.metrics;
    const { peaks, denseCount } = this.world.layout;
    for (let row = 0; row < count; row++) {
      const id = series[row];
      if (id >= denseCount) continue;
      this.totals[id] =
        peaks[id] === 1 ? Math.max(this.totals[id], value[row]) : this.totals[id] + value[row];
    }
  }

  /**
   * Totals of the buckets that end at or before `atMs`: what all sources had counted at one instant, given that the rows of
   * those buckets are in. Peaks are those of everything that came in.
   */
  totalsAt(atMs: number): Float64Array {
    const totals = this.totals.slice();
    this.metrics.takeOff(totals, Math.floor(atMs / this.world.resolutionMs));
    return totals;
  }

  get layout(): MetricLayout {
    return this.world.layout;
  }

  /** One row of the engine's own. */
  addEvents(events: EventColumns): void {
    this.events.add(events);
  }

  get crowded(): boolean {
    return (
      this.events.count + this.windows.count > ROWS_WAITING_MAX || this.metrics.openCells > METRIC_CELLS_MAX
    );
  }

  /** Everything before `untilMs`, when no earlier row can come any more. */
  flush(untilMs: number): Batch {
    // The bucket that ends at untilMs stays: should the run end there, closing accounts still add to it.
    const bucketLimit = Math.ceil(untilMs / this.world.resolutionMs) - 1;
    return this.cut(untilMs, untilMs, bucketLimit);
  }

  /** Everything, at the end of the run. */
  flushAll(endMs: number): Batch {
    return this.cut(endMs, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  save(): SavedBatcher {
    const metrics = this.metrics.take(Number.POSITIVE_INFINITY);
    this.metrics.add(metrics);
    return {
      flushedMs: this.flushedMs,
      events: this.events.save(),
      windows: this.windows.save(),
      metrics,
      totals: this.totals,
      lanes: this.digest.lanes,
      series: this.series === null ? null : this.series.rows(),
      looks: this.looks === null ? null : this.looks.rows(),
      blast: this.blast?.save() ?? null,
    };
  }

  /** The cloud's accounts of its rollouts, with what the rows handed out say of the fleet. */
  complete(rollouts: readonly RolloutResult[]): RolloutResult[] {
    return this.blast === null ? [...rollouts] : this.blast.complete(rollouts);
  }

  restore(saved: SavedBatcher, fork?: Fork): void {
    if (saved.blast !== null) this.blast?.restore(saved.blast, fork?.before);
    this.flushedMs = saved.flushedMs;
    this.events.add(saved.events);
    this.windows.add(saved.windows.windows, saved.windows.atMs);
    this.metrics.add(saved.metrics);
    this.totals.set(saved.totals);
    this.digest.lanes.set(saved.lanes);
    if (saved.series !== null) this.series?.add(saved.series);
    if (fork?.past !== undefined) for (const rows of [...fork.past, saved.metrics]) this.look(rows);
    else if (saved.looks !== null) this.looks?.add(saved.looks);
  }

  private look(rows: MetricColumns): void {
    this.looks?.add(rows, this.looks.resolutionMs / this.world.resolutionMs);
  }

  private cut(untilMs: number, rowsBeforeMs: number, bucketLimit: number): Batch {
    assert(untilMs >= this.flushedMs, "a batch ends before the one before it");
    const metrics = this.metrics.take(bucketLimit);
    for (let row = 0; row < metrics.count; row++) {
      this.digest.add(DIGEST_METRIC, metrics.series[row], metrics.bucket[row], metrics.value[row], 0);
    }
    const events = this.events.take(rowsBeforeMs);
    this.blast?.add(events);
    this.flushedMs = untilMs;
    return {
      untilMs,
      events,
      windows: this.windows.take(rowsBeforeMs).windows,
      metrics,
    };
  }
}
