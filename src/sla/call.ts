// One metric call of an expression, read at moments of a run. What is zero and what is no data:
// a counter or gauge of existing devices that recorded nothing is 0; a selector without devices, a quantile without
// samples, a rate over no time, a peak of something that never ran, a share by state that was never kept: no data.
import { METRICS, type MetricName, metricIndex } from "../event/metric.js";
import type { MetricLayout } from "../event/metric-layout.js";
import type { SeriesStore } from "../event/series.js";
import { LIFECYCLE_STATES } from "../event/vocabulary.js";
import { type Calendar, stretchOf } from "./calendar.js";
import { Column } from "./column.js";
import { type Dimension, divided, SHARE, TIME } from "./dimension.js";
import { metricUnit } from "./expression-names.js";
import { isQuantile, readsLatency } from "./expression-reads.js";
import type { Operand } from "./expression-tree.js";
import { LatencyWindow } from "./latency-window.js";
import { resolveSelector, type Selection, type SelectorScope } from "./selector.js";

export type Value =
  | { kind: "number"; value: number; dimension: Dimension; note: string }
  | { kind: "text"; value: string }
  | { kind: "none"; reason: string };

export const none = (reason: string): Value => ({ kind: "none", reason });

/** The fleet's numbers a call needs: its groups, and how many gateways there are. */
export interface FleetScope extends SelectorScope {
  readonly gatewayCount: number;
}

/** A peak that recorded nothing is 0 only when what it watches was at work. */
const PEAK_WITNESS: Partial<Record<MetricName, MetricName>> = {
  "broker.queue.depth": "ingest.messages",
  "broker.connects.rate": "connect.attempts",
};
const DECOMMISSIONED = LIFECYCLE_STATES.indexOf("decommissioned");
const QUANTILES: Readonly<Record<string, number>> = { p50: 50, p95: 95, p99: 99 };

type Call = Extract<Operand, { kind: "call" }>;

/** All series of a metric in the given groups and sub-keys. */
const seriesIds = (
  layout: MetricLayout,
  metric: number,
  groups: readonly number[],
  subs: readonly number[],
) => groups.flatMap((group) => subs.map((sub) => layout.series(metric, group, sub)));

export class CallReader {
  private readonly selection: Selection | null;
  private readonly column: Column | null = null;
  /** For calls that ask how long, not how many. */
  private readonly latencies: LatencyWindow | null = null;
  private readonly total: number;
  /** Decommissioned devices of the groups: a share of devices is one of those that are left. Null where it is of all. */
  private readonly retired: Column | null = null;
  private kept = false;

  constructor(
    private readonly call: Call,
    private readonly store: SeriesStore,
    private readonly fleet: FleetScope,
  ) {
    const selection = resolveSelector(call.selector, fleet, []);
    this.selection = selection;
    this.total = 0;
    if (selection === null) return;
    const { metric, spec, subs } = selection;
    const groups = this.groupsOf(selection);
    this.column = new Column(spec.kind, seriesIds(store.layout, metric, groups, subs));
    if (readsLatency(call.aggregate, call.over, spec))
      this.latencies = new LatencyWindow(store, metric, groups);
    this.total = spec.unit === "gateways" ? fleet.gatewayCount : selection.devices;
    if (spec.unit !== "devices" || spec.kind !== "gauge" || spec.sub === "state") return;
    this.retired = new Column(
      "gauge",
      seriesIds(store.layout, metricIndex("device.state"), groups, [DECOMMISSIONED]),
    );
  }

  private groupsOf(selection: Selection): number[] {
    return selection.restricted ? selection.groups : [...selection.groups, this.store.layout.sharedGroup];
  }

  /** The call's value as known at `momentMs`; calls without a window count from `fromMs`. Moments must not go back. */
  at(momentMs: number, fromMs: number, calendar: Calendar): Value {
    const { call, store, selection } = this;
    if (selection === null) return none(`there is no metric ${call.selector.name}`);
    if (selection.restricted && selection.groups.length === 0) return none("no device group matches");
    const stretch = stretchOf(call.window, calendar, momentMs, fromMs);
    if (!stretch.ok) return none(stretch.reason);
    const first = Math.floor(stretch.fromMs / store.resolutionMs);
    const end = Math.ceil(stretch.toMs / store.resolutionMs);
    this.column?.extendTo(store, end);
    this.retired?.extendTo(store, end);
    const missing = this.whyMissing(selection, end);
    if (missing !== null) return none(missing);
    const covered =
      Math.min(end * store.resolutionMs, Math.max(momentMs, stretch.toMs)) - first * store.resolutionMs;
    return this.read(selection, first, end, covered / 1000);
  }

  private read({ spec, devices }: Selection, first: number, end: number, seconds: number): Value {
    const { aggregate, over } = this.call;
    const { column, latencies } = this;
    if (latencies !== null) return this.latency(latencies, first, end);
    if (column === null) return none("unread call");
    const { dimension, perBase } = metricUnit(spec);
    if (aggregate === "share" || over === "share") {
      // The share at a moment is of the devices there are then; the greatest over a window, of those at its beginning.
      const gone = this.retired?.at(aggregate === "share" ? end - 1 : first) ?? 0;
      if (this.total - gone <= 0) return none(`there are no ${spec.unit} to take a share of`);
      return this.number(this.over(column, first, end) / (this.total - gone), SHARE);
    }
    if (aggregate === "rate" || over === "rate") {
      const bucketSeconds = over === "rate" ? this.store.resolutionMs / 1000 : seconds;
      if (bucketSeconds <= 0) return none("no time has passed");
      return this.number(this.over(column, first, end) / perBase / bucketSeconds, divided(dimension, TIME));
    }
    if (this.fleet.groups.length === 0 && devices === 0) return none("there are no devices");
    return this.number(this.over(column, first, end) / perBase, dimension);
  }

  /** The aggregate over the buckets first..end-1, in the metric's own unit. */
  private over(column: Column, first: number, end: number): number {
    const counter = this.selection?.spec.kind === "counter";
    switch (this.call.aggregate) {
      case "max":
        return column.max(first, end);
      case "min":
        return column.min(first, end);
      case "avg":
        return column.sum(first, end) / (end - first);
      case "last":
        return column.at(end - 1);
      case "share":
        return counter ? column.sum(first, end) : column.at(end - 1);
      default:
        return column.sum(first, end);
    }
  }

  private number(value: number, dimension: Dimension, note = ""): Value {
    return { kind: "number", value, dimension, note };
  }

  /** A quantile, whose note names the bounds it was found between, or the exact greatest or least. */
  private latency(latencies: LatencyWindow, first: number, end: number): Value {
    latencies.move(first, end);
    const { aggregate } = this.call;
    if (latencies.count === 0) return none("no samples");
    if (!isQuantile(aggregate))
      return this.number((aggregate === "max" ? latencies.most() : latencies.least()) / 1000, TIME);
    const found = latencies.quantile(QUANTILES[aggregate]);
    if (found === null) return none("no samples");
    const { ms, fromMs, toMs, count } = found;
    const note = fromMs === toMs ? "" : `between ${fromMs} and ${toMs} ms, n = ${count}`;
    return this.number(ms / 1000, TIME, note);
  }

  /** Why there is nothing to read although the groups exist, or null. */
  private whyMissing(selection: Selection, buckets: number): string | null {
    if (this.kept || this.column?.recorded === true) return null;
    const { spec, metric, restricted } = selection;
    const subs = this.fleet.dictionaries[spec.sub].map((_, sub) => sub);
    const holds = (groups: readonly number[], of = metric, keys: readonly number[] = subs): boolean =>
      seriesIds(this.store.layout, of, groups, keys).some((id) => this.hasRows(id, buckets));
    const { sharedGroup } = this.store.layout;
    if (restricted && !holds(selection.groups) && holds([sharedGroup])) {
      return `${spec.name} is kept for the whole cloud, not by device group`;
    }
    if (spec.kind === "gauge" && spec.sub !== "none" && !holds(this.groupsOf(selection))) {
      return `${spec.name} was never recorded`;
    }
    if (spec.kind === "peak") {
      const witness = PEAK_WITNESS[spec.name as MetricName];
      const everyone = [...this.fleet.groups.keys(), sharedGroup];
      const at = witness === undefined ? -1 : metricIndex(witness);
      const keys = at < 0 ? [] : this.fleet.dictionaries[METRICS[at].sub].map((_, sub) => sub);
      if (at < 0 || !holds(everyone, at, keys)) return `${spec.name} was never recorded`;
    }
    this.kept = true;
    return null;
  }

  private hasRows(id: number, buckets: number): boolean {
    const { buckets: at } = this.store.get(id);
    return at.length > 0 && at[0] < buckets;
  }
}
