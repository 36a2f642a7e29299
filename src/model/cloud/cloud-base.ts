// What every service of the cloud may do, whatever it remembers: look at the plan, count, measure, emit a row.
import type { EventOf, EventValues } from "../../event/declare-event.js";
import { CLOUD_ENTITY } from "../../event/event.js";
import type { Fields } from "../../event/field.js";
import { type MetricName, metricIndex } from "../../event/metric.js";
import type { Outlets } from "../actor.js";
import { AT_START, type Edge } from "../plan/agenda.js";
import type { FleetPlan } from "../plan/plan.js";

/** What belongs to no service: numbers of what was written and sent, and how far the agenda is played. */
export interface SharedColumns {
  eventSeq: number;
  outSeq: Int32Array;
  /** When the latest message to an entity arrives there, ms. */
  downlinkMs: Float64Array;
  /** The last edge of the agenda that the cloud has played. */
  played: Edge;
}

const createShared = ({ entityCount }: FleetPlan): SharedColumns => ({
  eventSeq: 0,
  outSeq: new Int32Array(entityCount),
  downlinkMs: new Float64Array(entityCount),
  played: AT_START,
});

export class CloudBase {
  readonly plan: FleetPlan;
  readonly out: Outlets;
  readonly values: Float64Array;
  shared: SharedColumns;
  private readonly seriesBase: Map<MetricName, number> = new Map();

  constructor(plan: FleetPlan, out: Outlets) {
    this.plan = plan;
    this.out = out;
    this.values = out.metrics.values;
    this.shared = createShared(plan);
  }

  /** Device group of an entity; gateways count as the shared group. */
  groupOf(entity: number): number {
    return entity < this.plan.deviceCount ? this.plan.groupOf[entity] : this.plan.layout.sharedGroup;
  }

  /** Adds to a metric of an entity's group. */
  count(name: MetricName, entity: number, n = 1, sub = 0): void {
    this.countGroup(name, this.groupOf(entity), n, sub);
  }

  countGroup(name: MetricName, group: number, n = 1, sub = 0): void {
    this.values[this.plan.layout.series(this.indexOf(name), group, sub)] += n;
  }

  /** Counts `n` samples of a latency, whole ms. */
  latency(name: MetricName, group: number, ms: number, n = 1): void {
    this.out.metrics.latencies.add(this.plan.layout.series(this.indexOf(name), group), ms, n);
  }

  private indexOf(name: MetricName): number {
    let index = this.seriesBase.get(name);
    if (index === undefined) {
      index = metricIndex(name);
      this.seriesBase.set(name, index);
    }
    return index;
  }

  /** Raises a peak metric of the shared group. */
  peak(name: MetricName, value: number): void {
    const series = this.plan.layout.series(this.indexOf(name), this.plan.layout.sharedGroup);
    if (value > this.values[series]) this.values[series] = value;
  }

  emit<F extends Fields>(of: EventOf<F>, nowMs: number, values: EventValues<F>): void {
    const place = { atMs: nowMs, entity: CLOUD_ENTITY, seq: this.shared.eventSeq++ };
    this.out.events.push(of, place, values);
  }
}
