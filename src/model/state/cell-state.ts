// A cell at work: what it remembers (cell-memory.ts), who its entities are, its outlets. No behaviour beyond counting and
// emitting; what devices and gateways do with it stands in device/, gateway/, ota/, shadow/ and fault/.
import { DAY_MS } from "../../core/duration.js";
import { type NodeColumn, nodeColumn } from "../../core/node-column.js";
import type { EventOf, EventValues } from "../../event/declare-event.js";
import type { Uplink } from "../../event/declare-message.js";
import type { Fields } from "../../event/field.js";
import type { LatencySamples } from "../../event/latency.js";
import { fillIn, type Letter } from "../../event/letter.js";
import { metricIndex } from "../../event/metric.js";
import type { Outlets, Timers } from "../actor.js";
import type { CellPlan, FleetPlan } from "../plan/plan.js";
import { ReadingRecorder, recordSeries } from "../plan/recording.js";
import { CellChance } from "./cell-chance.js";
import { CellMemory } from "./cell-memory.js";
import { FIRST_OPEN_SET, openWindows } from "./gateway-columns.js";
import { GatewayModel } from "./gateway-model.js";
import { type GroupModel, groupModelsOf } from "./group-model.js";
import { inService } from "./lifecycle.js";
import { Upcalls } from "./upcalls.js";

/** Timer kinds; a gateway's WINDOW shares the number of a device's REPORT. The order is part of the total order. */
export const Timer = {
  report: 0,
  window: 0,
  link: 1,
  drain: 2,
  update: 3,
  boot: 4,
  request: 5,
  wear: 6,
} as const;
export type TimerKind = (typeof Timer)[keyof typeof Timer];
export const TIMER_KINDS = 7;

export class CellState extends CellMemory {
  readonly plan: FleetPlan;
  readonly cellIndex: number;
  readonly out: Outlets;
  private readonly timers: Timers;
  /** The current bucket's counts: `values[series] += n`. */
  readonly values: Float64Array;
  /** Its latencies: `latencies.add(series, ms)`. */
  readonly latencies: LatencySamples;
  readonly groups: readonly GroupModel[];
  /** The model of each local gateway; those of one group share it. */
  readonly gatewayModels: readonly GatewayModel[];
  readonly devices: number;
  readonly gateways: number;
  /** Global entity index by local one. */
  readonly entityOf: Int32Array;
  /** Group index by local device. */
  readonly groupOf: Uint16Array;
  /** Local gateway number by local device, -1 for a direct device. */
  readonly gatewayOf: NodeColumn;
  /** Local devices of each local gateway: attached[attachedFrom[k] .. attachedFrom[k+1]]. */
  readonly attached: NodeColumn;
  readonly attachedFrom: Int32Array;
  readonly seriesGatewayOnline: number;
  readonly seriesQueueDepth: number;
  readonly seriesSharedAttempts: number;
  readonly seriesSharedRefused: number;
  readonly seriesSharedBytesUp: number;
  readonly seriesSharedBytesDown: number;
  readonly seriesSharedMessages: number;
  readonly startMs: number;
  /** Virtual time 0 since the Monday before, ms. */
  readonly startWeekMs: number;
  /** Null where only alarms are kept: those are the cloud's to write down. */
  readonly recorder: ReadingRecorder | null;
  readonly upcalls = new Upcalls();
  readonly chance: CellChance;

  constructor(plan: FleetPlan, cellIndex: number, out: Outlets, timers: Timers) {
    const cell: CellPlan = plan.cells[cellIndex];
    const { layout } = plan;
    const present = new Set(Array.from(cell.devices, (entity) => plan.groupOf[entity]));
    const gatewayGroups = Array.from(
      cell.gateways,
      (entity) => plan.gatewayGroupOf[entity - plan.deviceCount],
    );
    const open = gatewayGroups.map((group) => openWindows(plan.gatewayGroups[group].twin));
    super({
      devices: cell.devices.length,
      gateways: cell.gateways.length,
      windowSets: open.reduce((most, windows) => Math.max(most, windows), 0) + FIRST_OPEN_SET,
      groupCount: plan.groups.length,
      groups: Array.from(present, (group) => groupModelsOf(plan)[group]),
    });
    this.plan = plan;
    this.cellIndex = cellIndex;
    this.out = out;
    this.timers = timers;
    this.values = out.metrics.values;
    this.latencies = out.metrics.latencies;
    this.groups = groupModelsOf(plan);
    const gatewayModels = plan.gatewayGroups.map((group) => new GatewayModel(plan, group));
    this.gatewayModels = gatewayGroups.map((group) => gatewayModels[group]);
    this.devices = cell.devices.length;
    this.gateways = cell.gateways.length;
    this.entityOf = cell.entities;
    this.groupOf = Uint16Array.from(cell.devices, (entity) => plan.groupOf[entity]);
    this.chance = new CellChance(plan, cell, this.entityOf, this.groupOf);
    this.gatewayOf = nodeColumn(this.devices, this.devices + this.gateways);
    cell.devices.forEach((entity, local) => {
      const gateway = plan.gatewayOf[entity];
      this.gatewayOf[local] = gateway < 0 ? -1 : plan.localOf[plan.deviceCount + gateway] - this.devices;
    });
    const counts = new Int32Array(this.gateways + 1);
    for (const k of this.gatewayOf) if (k >= 0) counts[k + 1]++;
    for (let k = 0; k < this.gateways; k++) counts[k + 1] += counts[k];
    this.attachedFrom = counts;
    this.attached = nodeColumn(counts[this.gateways], this.devices + this.gateways);
    const fill = counts.slice();
    this.gatewayOf.forEach((k, local) => {
      if (k >= 0) this.attached[fill[k]++] = local;
    });
    this.seriesGatewayOnline = layout.series(metricIndex("gateway.online"), layout.sharedGroup);
    this.seriesQueueDepth = layout.series(metricIndex("fog.queue.depth"), layout.sharedGroup);
    this.seriesSharedRefused = layout.series(metricIndex("connect.refused"), layout.sharedGroup);
    this.seriesSharedAttempts = layout.series(metricIndex("connect.attempts"), layout.sharedGroup);
    this.seriesSharedBytesUp = layout.series(metricIndex("net.bytes.up"), layout.sharedGroup);
    this.seriesSharedBytesDown = layout.series(metricIndex("net.bytes.down"), layout.sharedGroup);
    this.seriesSharedMessages = layout.series(metricIndex("meter.messages"), layout.sharedGroup);
    this.recorder = plan.recording.keepsReadings
      ? new ReadingRecorder(plan, this.values, recordSeries(plan))
      : null;
    const started = new Date(plan.scenario.startsAt);
    this.startMs =
      ((started.getUTCHours() * 60 + started.getUTCMinutes()) * 60 + started.getUTCSeconds()) * 1000;
    this.startWeekMs = ((started.getUTCDay() + 6) % 7) * DAY_MS + this.startMs;
  }

  /** Sets a timer of a local entity to `atMs`, moving it when it was set. */
  wake(local: number, timer: TimerKind, atMs: number): void {
    this.timers.schedule(local * TIMER_KINDS + timer, atMs);
  }

  /** Clears a timer; nothing happens when it is not set. */
  unwake(local: number, timer: TimerKind): void {
    this.timers.cancel(local * TIMER_KINDS + timer);
  }

  unwakeAll(local: number): void {
    for (let timer = 0; timer < TIMER_KINDS; timer++) this.timers.cancel(local * TIMER_KINDS + timer);
  }

  /** When a timer is due, or Infinity. */
  dueMs(local: number, timer: TimerKind): number {
    return this.timers.dueMs(local * TIMER_KINDS + timer);
  }

  /** Appends one event of a local entity. */
  emit<F extends Fields>(of: EventOf<F>, local: number, nowMs: number, values: EventValues<F>): void {
    const place = { atMs: nowMs, entity: this.entityOf[local], seq: this.sess.eventSeq[local]++ };
    this.out.events.push(of, place, values);
  }

  /** Sends one uplink that arrives at the cloud at `atMs`. Returns its row in `out.outbox`, where its numbers are written next. */
  send({ kind }: Uplink, local: number, atMs: number, bytes: number): number {
    return this.out.outbox.append(atMs, this.entityOf[local], this.sess.outSeq[local]++, kind, bytes);
  }

  /** Sends one letter that arrives at the cloud at `atMs`. */
  post(letter: Letter, local: number, atMs: number): void {
    const { outbox } = this.out;
    const seq = this.sess.outSeq[local]++;
    fillIn(outbox, outbox.append(atMs, this.entityOf[local], seq, letter.kind, letter.bytes), letter);
  }

  group(device: number): GroupModel {
    return this.groups[this.groupOf[device]];
  }

  /** Adds the time since the last look to a group's in-service device-milliseconds, and to those of them online. */
  integrate(group: number, nowMs: number): void {
    const elapsed = nowMs - this.integratedMs[group];
    if (elapsed === 0) return;
    const { series } = this.groups[group];
    this.values[series.onlineTime] += this.onlineCount[group] * elapsed;
    this.values[series.expectedTime] += this.serviceCount[group] * elapsed;
    this.integratedMs[group] = nowMs;
  }

  /** Sets a device's lifecycle state and its gauges; no table check (see state/life.ts). */
  setState(device: number, next: number, nowMs: number): void {
    const { dev } = this;
    const group = this.groupOf[device];
    const { series } = this.groups[group];
    this.integrate(group, nowMs);
    const previous = dev.state[device];
    this.values[series.state + previous]--;
    this.values[series.state + next]++;
    const change = Number(inService(next)) - Number(inService(previous));
    this.serviceCount[group] += change;
    if (dev.online[device] === 1) this.onlineCount[group] += change;
    dev.state[device] = next;
  }
}
