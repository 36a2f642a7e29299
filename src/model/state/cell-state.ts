// A cell at work: what it remembers (cell-memory.ts), who its entities are, its timers and outlets. What
// it does itself keeps that consistent: who serves whom, counts of states, numbers of messages and events. What devices and
// gateways do with it stands on the floors above, power/ to cell/.
import { assert } from "../../core/assert.js";
import { DAY_MS } from "../../core/duration.js";
import { type NodeColumn, nodeColumn } from "../../core/node-column.js";
import { newWindowLook } from "../../detector/detector.js";
import type { EventOf, EventValues } from "../../event/declare-event.js";
import type { Uplink } from "../../event/declare-message.js";
import type { Fields } from "../../event/field.js";
import type { LatencySamples } from "../../event/latency.js";
import { fillIn, type Letter } from "../../event/letter.js";
import type { Outlets, Timers } from "../actor.js";
import type { CellPlan, FleetPlan } from "../plan/plan.js";
import { ReadingRecorder, recordSeries } from "../plan/recording.js";
import { createOnAir, type OnAir } from "../radio/lora-collision.js";
import { CellChance } from "./cell-chance.js";
import { CellMemory } from "./cell-memory.js";
import { Frame } from "./frame.js";
import { FIRST_OPEN_SET, openWindows } from "./gateway-columns.js";
import { GatewayModel } from "./gateway-model.js";
import { type GroupModel, groupModelsOf } from "./group-model.js";
import { inService } from "./lifecycle.js";
import { Power } from "./power-states.js";
import { type SessionSeries, SharedSeries } from "./shared-series.js";
import { Upcalls } from "./upcalls.js";

/** Timer kinds; a gateway's WINDOW and FAILOVER share numbers with a device's. The order is part of the total order. */
export const Timer = {
  report: 0,
  window: 0,
  session: 1,
  drain: 2,
  update: 3,
  boot: 4,
  request: 5,
  failover: 5,
  wear: 6,
} as const;
export type TimerKind = (typeof Timer)[keyof typeof Timer];
export const TIMER_KINDS = 7;

/** Local devices by the local gateway they hang on, ascending. */
const membersOf = (homeOf: readonly number[], gateways: number, nodes: number): NodeColumn[] => {
  const counts = new Int32Array(gateways);
  for (const k of homeOf) if (k >= 0) counts[k]++;
  const members = Array.from(counts, (count) => nodeColumn(count, nodes));
  counts.fill(0);
  homeOf.forEach((k, device) => {
    if (k >= 0) members[k][counts[k]++] = device;
  });
  return members;
};

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
  /** Who serves each device now: local gateway number, -1 for a direct device. Follows from `gw.servedBy`. */
  readonly gatewayOf: NodeColumn;
  /** Local devices that each local gateway serves now, ascending. Follows from `gw.servedBy`. */
  readonly attached: NodeColumn[];
  /** Local devices at home at each local gateway, ascending; and who takes over for it, or -1. */
  readonly members: readonly NodeColumn[];
  readonly partnerOf: NodeColumn;
  readonly shared: SharedSeries;
  readonly startMs: number;
  /** Virtual time 0 since the Monday before, ms. */
  readonly startWeekMs: number;
  /** Null where only alarms are kept: those are the cloud's to write down. */
  readonly recorder: ReadingRecorder | null;
  readonly upcalls = new Upcalls();
  /** What a detector is looking at when a window closes. */
  readonly windowLook = newWindowLook();
  /** The readings that are being sent, for whoever is called; see frame.ts. */
  readonly frame: Frame;
  /** The device asked of last, and its group. */
  private inHand = -1;
  private groupInHand: GroupModel;
  /** The attempt of a LoRa device that is being decided, likewise. */
  readonly onAir: OnAir = createOnAir();
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
      gateways: gatewayGroups.map((group) => plan.gatewayGroups[group].twin),
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
    this.groupInHand = this.groups[0];
    this.frame = new Frame(this.groups[0]);
    this.chance = new CellChance(plan, cell, this.entityOf, this.groupOf);
    const nodes = this.devices + this.gateways;
    const localGateway = (gateway: number): number =>
      gateway < 0 ? -1 : plan.localOf[plan.deviceCount + gateway] - this.devices;
    const homeOf = Array.from(cell.devices, (entity) => localGateway(plan.homeOf[entity]));
    this.gatewayOf = nodeColumn(this.devices, nodes);
    this.gatewayOf.set(homeOf);
    this.members = membersOf(homeOf, this.gateways, nodes);
    this.attached = [...this.members];
    this.partnerOf = nodeColumn(this.gateways, nodes);
    cell.gateways.forEach((entity, k) => {
      this.partnerOf[k] = localGateway(plan.partnerOf[entity - plan.deviceCount]);
    });
    this.shared = new SharedSeries(layout);
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
    this.timers.schedule(local, timer, atMs);
  }

  /** Clears a timer; nothing happens when it is not set. */
  unwake(local: number, timer: TimerKind): void {
    this.timers.cancel(local, timer);
  }

  unwakeAll(local: number): void {
    for (let timer = 0; timer < TIMER_KINDS; timer++) this.timers.cancel(local, timer);
  }

  /** When a timer is due, or Infinity. */
  dueMs(local: number, timer: TimerKind): number {
    return this.timers.dueMs(local, timer);
  }

  /** Appends one event of a local entity. */
  emit<F extends Fields>(of: EventOf<F>, local: number, nowMs: number, values: EventValues<F>): void {
    const place = { atMs: nowMs, entity: this.entityOf[local], seq: this.sess.eventSeq[local]++ };
    this.out.events.push(of, place, values);
  }

  /** Sends one uplink that arrives at the cloud at `atMs`. Returns its row in `out.outbox`, where its numbers are written next. */
  send({ kind }: Pick<Uplink, "kind">, local: number, atMs: number, bytes: number): number {
    const { outbox } = this.out;
    const row = outbox.append(atMs, this.entityOf[local], this.sess.outSeq[local]++, kind);
    outbox.bytes[row] = bytes;
    outbox.via[row] = this.carrierOf(local);
    return row;
  }

  /** Sends one letter that arrives at the cloud at `atMs`. */
  post(letter: Letter, local: number, atMs: number): void {
    fillIn(this.out.outbox, this.send(letter, local, atMs, letter.bytes), letter);
  }

  /** The gateway on whose session an entity's messages travel, by global index; -1: on its own. */
  carrierOf(local: number): number {
    const k = local < this.devices ? this.gatewayOf[local] : -1;
    return k < 0 ? -1 : this.entityOf[this.devices + k];
  }

  /** The devices at home at gateway `home` are served by gateway `k` from now on. */
  serve(home: number, k: number): void {
    this.gw.servedBy[home] = k;
    this.followAttachment();
  }

  private followAttachment(): void {
    const { members, gatewayOf } = this;
    const served: number[][] = members.map(() => []);
    members.forEach((devices, home) => {
      const k = this.gw.servedBy[home];
      for (const device of devices) {
        gatewayOf[device] = k;
        served[k].push(device);
      }
    });
    for (let k = 0; k < this.gateways; k++) {
      this.attached[k] = nodeColumn(served[k].length, this.devices + this.gateways);
      this.attached[k].set(served[k].sort((x, y) => x - y));
    }
  }

  override load(saved: unknown): void {
    super.load(saved);
    if (this.partnerOf.some((partner) => partner >= 0)) this.followAttachment();
  }

  /** Devices come first among the local entities, gateways after them; nobody else needs to know. */
  isDevice(local: number): boolean {
    return local < this.devices;
  }

  /** Number of the gateway that a local entity is. */
  gatewayAt(local: number): number {
    return local - this.devices;
  }

  /** The local entity that gateway `k` is. */
  gatewayLocal(k: number): number {
    return this.devices + k;
  }

  isRunning(local: number): boolean {
    const power = this.isDevice(local) ? this.dev.power[local] : this.gw.power[this.gatewayAt(local)];
    return power === Power.running;
  }

  /** Where the session of an entity is counted. */
  seriesOf(local: number): SessionSeries {
    return this.isDevice(local) ? this.group(local).series : this.shared;
  }

  /** A device's group. Hot: a step asks a dozen times, and nearly always of the device asked of last. */
  group(device: number): GroupModel {
    if (device !== this.inHand) {
      this.inHand = device;
      this.groupInHand = this.groups[this.groupOf[device]];
    }
    return this.groupInHand;
  }

  /** Adds the time since the last look to a group's in-service device-milliseconds, and to those of them online. */
  integrate(group: number, nowMs: number): void {
    const elapsed = nowMs - this.integratedMs[group];
    if (elapsed === 0) return;
    assert(elapsed > 0, "the time of a group runs backwards");
    const { series } = this.groups[group];
    this.values[series.onlineTime] += this.onlineCount[group] * elapsed;
    this.values[series.expectedTime] += this.serviceCount[group] * elapsed;
    this.integratedMs[group] = nowMs;
  }

  /** Devices of a group that are in service and online: `change` more. */
  countOnline(group: number, change: number): void {
    this.onlineCount[group] += change;
    assert(
      this.onlineCount[group] >= 0 && this.onlineCount[group] <= this.serviceCount[group],
      "more devices online than in service, or fewer than none",
    );
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
    assert(this.serviceCount[group] >= 0, "fewer devices in service than none");
    if (dev.online[device] === 1) this.countOnline(group, change);
    dev.state[device] = next;
  }
}
