// The cloud's state: each service's columns by its name, and the one way out to devices and gateways.
import { assert } from "../../core/assert.js";
import { fillIn, type Letter } from "../../event/letter.js";
import { isPublish, isUnasked } from "../../event/messages.js";
import { DOWNLINK_MIN_MS, type Outlets } from "../actor.js";
import { type Chance, chanceOf } from "../plan/chance.js";
import type { FleetPlan } from "../plan/plan.js";
import { Purpose } from "../plan/purpose.js";
import { ReadingRecorder, recordSeries } from "../plan/recording.js";
import { type AlertColumns, createAlert } from "./alert/alert-columns.js";
import { CloudBase, type SharedColumns } from "./cloud-base.js";
import { type CommandColumns, createCommand } from "./command/command-columns.js";
import { carrierOf } from "./front/carrier.js";
import { createFront, type FrontColumns } from "./front/front-columns.js";
import { type Arrival, noArrival } from "./ingest/arrival.js";
import { createIngest, type IngestColumns } from "./ingest/gates.js";
import { createMeter, type MeterColumns } from "./meter/meter-columns.js";
import { meterMessage } from "./meter/metering.js";
import { createRegistry, type RegistryColumns } from "./registry/registry-columns.js";
import { createRollout, type RolloutColumns } from "./rollout/rollout-columns.js";
import { createShadow, type ShadowColumns } from "./shadow/shadow-columns.js";

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

export class CloudState extends CloudBase implements CloudColumns {
  front: FrontColumns;
  ingest: IngestColumns;
  registry: RegistryColumns;
  shadow: ShadowColumns;
  rollout: RolloutColumns;
  command: CommandColumns;
  alert: AlertColumns;
  meter: MeterColumns;
  /** What of the readings is written down (`record:`). */
  readonly recorder: ReadingRecorder;
  /** The telemetry in hand, used again for the next. */
  readonly arrival: Arrival = noArrival();
  private readonly chance: Chance;

  constructor(plan: FleetPlan, out: Outlets) {
    super(plan, out);
    this.front = createFront(plan);
    this.ingest = createIngest(plan);
    this.registry = createRegistry(plan);
    this.shadow = createShadow();
    this.rollout = createRollout();
    this.command = createCommand();
    this.alert = createAlert(plan);
    this.meter = createMeter(plan);
    this.recorder = new ReadingRecorder(plan, this.values, recordSeries(plan));
    this.chance = chanceOf(plan);
  }

  /** By reference, for checkpoints. */
  save(): CloudColumns {
    const { shared, front, ingest, registry, shadow, rollout, command, alert, meter } = this;
    return { shared, front, ingest, registry, shadow, rollout, command, alert, meter };
  }

  load(columns: CloudColumns): void {
    Object.assign(this, columns);
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
    const row = outbox.append(atMs, entity, shared.outSeq[entity]++, kind);
    outbox.bytes[row] = bytes;
    const carrier = carrierOf(this, entity);
    if (carrier !== entity) outbox.via[row] = carrier;
    fillIn(outbox, row, letter);
  }
}
