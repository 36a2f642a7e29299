// What the services of the cloud share: the plan, the way out (counts, rows, downlinks), and each one's columns by its name. No
// behaviour beyond counting, emitting and sending.
import { assert } from "../../core/assert.js";
import type { EventOf, EventValues } from "../../event/declare-event.js";
import { CLOUD_ENTITY } from "../../event/event.js";
import type { Fields } from "../../event/field.js";
import { fillIn, type Letter } from "../../event/letter.js";
import { isPublish, isUnasked } from "../../event/messages.js";
import { type MetricName, metricIndex } from "../../event/metric.js";
import { DOWNLINK_MIN_MS, type Outlets } from "../actor.js";
import { AT_START, type Edge } from "../plan/agenda.js";
import { type Chance, chanceOf } from "../plan/chance.js";
import type { FleetPlan } from "../plan/plan.js";
import { Purpose } from "../plan/purpose.js";
import { ReadingRecorder, recordSeries } from "../plan/recording.js";
import { type AlertColumns, createAlert } from "./alert/alert-columns.js";
import { type CommandColumns, createCommand } from "./command/command-columns.js";
import { carrierOf } from "./front/carrier.js";
import { createFront, type FrontColumns } from "./front/front-columns.js";
import { type Arrival, noArrival } from "./ingest/arrival.js";
import { createIngest, type IngestColumns } from "./ingest/ingest-columns.js";
import { createMeter, type MeterColumns } from "./meter/meter-columns.js";
import { meterMessage } from "./meter/metering.js";
import { createRegistry, type RegistryColumns } from "./registry/registry-columns.js";
import { createRollout, type RolloutColumns } from "./rollout/rollout-columns.js";
import { createShadow, type ShadowColumns } from "./shadow/shadow-columns.js";

/** What belongs to no service: numbers of what was written and sent, and how far the agenda is played. */
export interface SharedColumns {
  eventSeq: number;
  outSeq: Int32Array;
  /** When the latest message to an entity arrives there, ms. */
  downlinkMs: Float64Array;
  /** The last edge of the agenda that the cloud has played. */
  played: Edge;
}

/** Everything of the cloud that a checkpoint holds: what each service remembers, by its name. */
export interface CloudColumns {
  shared: SharedColumns;
  front: FrontColumns;
  ingest: IngestColumns;
  registry: RegistryColumns;
  shadow: ShadowColumns;
  rollout: RolloutColumns;
  command: CommandColumns;
  alert: AlertColumns;
  meter: MeterColumns;
}
export type ServiceName = Exclude<keyof CloudColumns, "shared">;

const createColumns = (plan: FleetPlan): CloudColumns => ({
  shared: {
    eventSeq: 0,
    outSeq: new Int32Array(plan.entityCount),
    downlinkMs: new Float64Array(plan.entityCount),
    played: AT_START,
  },
  front: createFront(plan),
  ingest: createIngest(plan),
  registry: createRegistry(plan),
  shadow: createShadow(),
  rollout: createRollout(),
  command: createCommand(),
  alert: createAlert(plan),
  meter: createMeter(plan),
});

export class CloudState implements CloudColumns {
  shared!: SharedColumns;
  front!: FrontColumns;
  ingest!: IngestColumns;
  registry!: RegistryColumns;
  shadow!: ShadowColumns;
  rollout!: RolloutColumns;
  command!: CommandColumns;
  alert!: AlertColumns;
  meter!: MeterColumns;
  readonly plan: FleetPlan;
  readonly out: Outlets;
  readonly values: Float64Array;
  /** What of the readings is written down (`record:`). */
  readonly recorder: ReadingRecorder;
  /** The telemetry in hand, used again for the next. */
  readonly arrival: Arrival;
  private readonly chance: Chance;
  private readonly seriesBase: Map<MetricName, number> = new Map();

  constructor(plan: FleetPlan, out: Outlets) {
    this.plan = plan;
    this.out = out;
    this.values = out.metrics.values;
    this.chance = chanceOf(plan);
    this.recorder = new ReadingRecorder(plan, this.values, recordSeries(plan));
    this.load(createColumns(plan));
    this.arrival = noArrival(this.ingest);
  }

  /** By reference, for checkpoints. */
  save(): CloudColumns {
    const { shared, front, ingest, registry, shadow, rollout, command, alert, meter } = this;
    return { shared, front, ingest, registry, shadow, rollout, command, alert, meter };
  }

  load(columns: CloudColumns): void {
    Object.assign(this, columns);
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

  /** Travel time of a downlink, ms. */
  private downlinkMs(entity: number): number {
    const { chance, plan, shared } = this;
    const carrier = carrierOf(this, entity);
    let ms = 0;
    const message = shared.outSeq[entity];
    if (carrier >= plan.deviceCount) {
      const group = plan.gatewayGroups[plan.gatewayGroupOf[carrier - plan.deviceCount]];
      const uniform = chance.uniform(entity, Purpose.backhaulDown, message);
      ms += group.twin.backhaulLatencyMs + Math.floor(uniform * group.twin.backhaulJitterMs);
    }
    if (entity < plan.deviceCount) {
      const group = plan.groups[plan.groupOf[entity]];
      const uniform = chance.uniform(entity, Purpose.downlink, message);
      ms += group.twin.radio.latencyMs + Math.floor(uniform * group.twin.radio.jitterMs);
    }
    return ms;
  }

  /** How long a modem with eDRX takes to look whether somebody calls it, ms: anything up to its paging cycle. */
  private pagingMs(kind: number, entity: number): number {
    const { plan, shared } = this;
    if (entity >= plan.deviceCount || !isUnasked(kind)) return 0;
    const group = plan.groups[plan.groupOf[entity]];
    const { edrxMs, psm } = group.twin.radio.link;
    if (edrxMs === 0 || psm !== null) return 0;
    return Math.floor(this.chance.uniform(entity, Purpose.paging, shared.outSeq[entity]) * edrxMs);
  }

  /** Sends one downlink, answered after the cloud's processing time. */
  send(letter: Letter, entity: number, nowMs: number): void {
    const { kind, bytes } = letter;
    const { processingMs } = this.plan.scenario.cloud;
    // One session, one order: nothing that is sent to a device later arrives earlier [MQTT-4.6.0].
    const { shared } = this;
    const { downlinkMs } = shared;
    const wayMs = Math.max(
      DOWNLINK_MIN_MS,
      processingMs + this.downlinkMs(entity) + this.pagingMs(kind, entity),
    );
    const atMs = Math.max(nowMs + wayMs, downlinkMs[entity]);
    downlinkMs[entity] = atMs;
    assert(atMs >= nowMs + DOWNLINK_MIN_MS, "a downlink is faster than the look-ahead, or never arrives");
    this.count("net.bytes.down", entity, bytes);
    if (isPublish(kind)) meterMessage(this, entity, bytes);
    const { outbox } = this.out;
    const row = outbox.append(atMs, entity, shared.outSeq[entity]++, kind, bytes);
    const carrier = carrierOf(this, entity);
    if (carrier !== entity) outbox.via[row] = carrier;
    fillIn(outbox, row, letter);
  }
}
