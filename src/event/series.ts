// The time series of a run: metric rows of all sources, added up. Integers only, so the order of adding does not matter.
import { METRICS, type MetricColumns, type MetricLayout } from "./metric.js";

/** One series: its non-zero buckets ascending, and their values (gauges: changes). */
export interface Series {
  buckets: number[];
  values: number[];
}

const EMPTY: Series = { buckets: [], values: [] };

export class SeriesStore {
  readonly layout: MetricLayout;
  readonly resolutionMs: number;
  private readonly series = new Map<number, Series>();
  private readonly kinds: ReadonlyMap<string, string> = new Map(
    METRICS.map((metric) => [metric.name, metric.kind]),
  );
  private readonly peakFrom: Uint8Array;

  constructor(layout: MetricLayout, resolutionMs: number) {
    this.layout = layout;
    this.resolutionMs = resolutionMs;
    this.peakFrom = new Uint8Array(layout.seriesCount);
    METRICS.forEach((metric, index) => {
      if (this.kinds.get(metric.name) !== "peak") return;
      const end = index + 1 < METRICS.length ? layout.base[index + 1] : layout.seriesCount;
      this.peakFrom.fill(1, layout.base[index], end);
    });
  }

  /** Adds rows; buckets may come in any order, most often ascending. */
  add(rows: MetricColumns): void {
    for (let row = 0; row < rows.count; row++)
      this.addOne(rows.series[row], rows.bucket[row], rows.value[row]);
  }

  private addOne(id: number, bucket: number, value: number): void {
    let series = this.series.get(id);
    if (series === undefined) {
      series = { buckets: [], values: [] };
      this.series.set(id, series);
    }
    const { buckets, values } = series;
    let at = buckets.length;
    while (at > 0 && buckets[at - 1] > bucket) at--;
    if (at > 0 && buckets[at - 1] === bucket) {
      values[at - 1] = this.peakFrom[id] === 1 ? Math.max(values[at - 1], value) : values[at - 1] + value;
      return;
    }
    buckets.splice(at, 0, bucket);
    values.splice(at, 0, value);
  }

  get(id: number): Series {
    return this.series.get(id) ?? EMPTY;
  }

  /** Sum over all buckets (counters: total; gauges: value at the end). Peaks: maximum. */
  total(id: number): number {
    const { values } = this.get(id);
    return this.peakFrom[id] === 1
      ? values.reduce((x, y) => Math.max(x, y), 0)
      : values.reduce((x, y) => x + y, 0);
  }

  /** Ids that hold anything, ascending. */
  ids(): number[] {
    return [...this.series.keys()].sort((x, y) => x - y);
  }
}
