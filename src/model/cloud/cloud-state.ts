// All the cloud knows, as data: sessions, registry, what was heard of whom, limits, rollouts, shadows. No behaviour
// beyond counting, emitting and sending.
import { assert } from "../../core/assert.js";
import type { EventOf, EventValues } from "../../event/declare-event.js";
import { CLOUD_ENTITY } from "../../event/event.js";
import { Events } from "../../event/events.js";
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
import { createSequenceWindow, type SequenceWindow } from "../protocol/sequence-window.js";
import { LOOK_EVERY_MS } from "./alert/alert-look.js";
import { BrokerSession } from "./front/session-states.js";
import { createLimits, type LimitState } from "./limit-state.js";
import { type ClockedCount, createClockedCount } from "./meter/clocked-count.js";
import { meterMessage } from "./meter/metering.js";
import type { RolloutState } from "./rollout/rollout-state.js";
import type { ConfigRecord, ShadowDocument } from "./shadow/shadow-records.js";

/** A counter that starts again each second. */
export interface SecondCounter {
  second: number;
  count: number;
}

/** A command under way. */
export interface SentCommand {
  device: number;
  sequence: number;
  /** COMMANDS index. */
  kind: number;
  signature: string;
  sentMs: number;
  triedMs: number;
  tries: number;
}

/** A credential that was ended for good, with the order that tells its device. */
interface Revocation {
  sequence: number;
  signature: string;
  atMs: number;
  /** When the device confirmed that it has erased itself, or -1. */
  erasedMs: number;
}

/** Everything of the cloud that a checkpoint holds. */
export interface CloudColumns {
  /** BrokerSession; which dial opened it (-1: open since the start). */
  session: Uint8Array;
  sessionDial: Int32Array;
  registered: Uint8Array;
  version: Uint16Array;
  /** Reading numbers seen of each device, summary numbers of each gateway. */
  heardReadings: SequenceWindow;
  heardSummaries: SequenceWindow;
  outSeq: Int32Array;
  /** When the latest message to an entity arrives there, ms. */
  downlinkMs: Float64Array;
  /** Registered devices at home at each gateway; and who serves those of each gateway, as far as the cloud was told. */
  attached: Int32Array;
  servedBy: Int32Array;
  /** Open sessions and registered devices by group; when each entity's latest session ended (-Infinity: never had one). */
  sessionTime: ClockedCount;
  registeredTime: ClockedCount;
  sessionEndedMs: Float64Array;
  eventSeq: number;
  connects: SecondCounter;
  provisions: SecondCounter;
  limits: LimitState;
  /** What waits in the ingest queue, in thousandths of a message, as of when. */
  ingest: { waiting: number; atMs: number };
  registeredCount: number;
  presentCount: number;
  /** The last edge of the agenda that the cloud has played. */
  played: Edge;
  /** The number of each device's next command; commands nobody has acknowledged (waiting-commands.ts). */
  commandNumbers: Map<number, number>;
  commands: Map<number, SentCommand>;
  /** How many of them wait for each device. */
  waitingFor: Map<number, number>;
  /** The latest command each device has acknowledged: older ones it will never obey. */
  obeyed: Map<number, number>;
  /** The first command each device ever got, as somebody listening on the broker would have recorded it. */
  overheard: Map<number, { sequence: number; kind: number; signature: string }>;
  /** Entities with a session of their own that the front refuses, with the actions that say so. */
  quarantined: Map<number, number[]>;
  /** By device; by gateway number the devices it must not serve; sessions that end when their grace is over, in order. */
  revoked: Map<number, Revocation>;
  revokedBehind: Map<number, number[]>;
  closing: { device: number; atMs: number }[];
  /** When unacknowledged commands are looked at next. */
  commandTickMs: number;
  shadows: Map<number, ShadowDocument>;
  /** Configurations in the order they were rolled out. */
  configs: ConfigRecord[];
  /** Readings of each device that could not be read here. */
  rejected: Map<number, number>;
  /** Rows of each device that were kept of its readings here. */
  recorded: Map<number, number>;
  rollouts: RolloutState[];
  /** What the alert rules look at, since the last look; when each rule began to hold, or -1; raised or not. */
  window: {
    authErrors: number;
    attempts: number;
    refused: number;
    reboots: number;
    queueMax: number;
    sinceMs: number;
  };
  /** The next look. */
  alertTickMs: number;
  alertSinceMs: number[];
  alertRaisedMs: number[];
}

export class CloudState {
  readonly plan: FleetPlan;
  readonly out: Outlets;
  readonly values: Float64Array;
  private readonly chance: Chance;
  private readonly seriesBase: Map<MetricName, number> = new Map();
  private readonly recorder: ReadingRecorder;
  columns: CloudColumns;

  constructor(plan: FleetPlan, out: Outlets) {
    this.plan = plan;
    this.out = out;
    this.values = out.metrics.values;
    this.recorder = new ReadingRecorder(plan, this.values, recordSeries(plan));
    this.chance = chanceOf(plan);
    this.columns = {
      session: new Uint8Array(plan.entityCount),
      sessionDial: new Int32Array(plan.entityCount).fill(-1),
      registered: new Uint8Array(plan.deviceCount),
      version: new Uint16Array(plan.deviceCount),
      heardReadings: createSequenceWindow(plan.deviceCount),
      heardSummaries: createSequenceWindow(plan.gatewayCount),
      outSeq: new Int32Array(plan.entityCount),
      downlinkMs: new Float64Array(plan.entityCount),
      attached: new Int32Array(plan.gatewayCount),
      servedBy: Int32Array.from({ length: plan.gatewayCount }, (_, gateway) => gateway),
      sessionTime: createClockedCount(plan.groups.length + 1),
      registeredTime: createClockedCount(plan.groups.length + 1),
      sessionEndedMs: new Float64Array(plan.entityCount).fill(-Infinity),
      eventSeq: 0,
      connects: { second: -1, count: 0 },
      provisions: { second: -1, count: 0 },
      limits: createLimits(plan.scenario.cloud),
      ingest: { waiting: 0, atMs: 0 },
      registeredCount: 0,
      presentCount: 0,
      played: AT_START,
      commandNumbers: new Map(),
      commands: new Map(),
      waitingFor: new Map(),
      obeyed: new Map(),
      overheard: new Map(),
      revoked: new Map(),
      revokedBehind: new Map(),
      quarantined: new Map(),
      closing: [],
      commandTickMs: Infinity,
      shadows: new Map(),
      configs: [],
      rejected: new Map(),
      recorded: new Map(),
      rollouts: [],
      window: { authErrors: 0, attempts: 0, refused: 0, reboots: 0, queueMax: 0, sinceMs: 0 },
      alertTickMs: plan.scenario.alerts.length === 0 ? Infinity : LOOK_EVERY_MS,
      alertSinceMs: plan.scenario.alerts.map(() => -1),
      alertRaisedMs: plan.scenario.alerts.map(() => -1),
    };
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

  /** Writes a reading of `device` down where `record` wants it kept. */
  record(nowMs: number, device: number, sensedMs: number, value: number, seq: number, flags: number): void {
    if (this.recorder.keeps(this.columns.recorded, device, seq, flags))
      this.emit(Events.reading, nowMs, { value, sensedMs, flags, readingSeq: seq, device });
  }

  emit<F extends Fields>(of: EventOf<F>, nowMs: number, values: EventValues<F>): void {
    const place = { atMs: nowMs, entity: CLOUD_ENTITY, seq: this.columns.eventSeq++ };
    this.out.events.push(of, place, values);
  }

  /** The session an entity's messages travel on: its own, or its gateway's. */
  carrierOf(entity: number): number {
    if (entity >= this.plan.deviceCount) return entity;
    const home = this.plan.homeOf[entity];
    return home < 0 ? entity : this.plan.deviceCount + this.columns.servedBy[home];
  }

  /** True where the front refuses whoever carries the entity's messages. */
  isQuarantined(entity: number): boolean {
    const { quarantined } = this.columns;
    return quarantined.size > 0 && quarantined.has(this.carrierOf(entity));
  }

  isPresent(entity: number): boolean {
    return this.columns.session[this.carrierOf(entity)] === BrokerSession.open;
  }

  /** Travel time of a downlink, ms. */
  private downlinkMs(entity: number): number {
    const { chance, plan } = this;
    const carrier = this.carrierOf(entity);
    let ms = 0;
    const message = this.columns.outSeq[entity];
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
    const { plan } = this;
    if (entity >= plan.deviceCount || !isUnasked(kind)) return 0;
    const group = plan.groups[plan.groupOf[entity]];
    const { edrxMs, psm } = group.twin.radio.link;
    if (edrxMs === 0 || psm !== null) return 0;
    return Math.floor(this.chance.uniform(entity, Purpose.paging, this.columns.outSeq[entity]) * edrxMs);
  }

  /** Sends one downlink, answered after the cloud's processing time. */
  send(letter: Letter, entity: number, nowMs: number): void {
    const { kind, bytes } = letter;
    const { processingMs } = this.plan.scenario.cloud;
    // One session, one order: nothing that is sent to a device later arrives earlier [MQTT-4.6.0].
    const { downlinkMs } = this.columns;
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
    const row = outbox.append(atMs, entity, this.columns.outSeq[entity]++, kind, bytes);
    const carrier = this.carrierOf(entity);
    if (carrier !== entity) outbox.via[row] = carrier;
    fillIn(outbox, row, letter);
  }
}
