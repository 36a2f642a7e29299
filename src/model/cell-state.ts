// One cell's whole state and its outlets: the columns, the maps, the group models. No behaviour beyond counting and
// emitting; what devices and gateways do with it stands in device/, gateway/, ota/, shadow/ and fault/.
import { type NodeColumn, nodeColumn } from "../core/node-column.js";
import type { EventKind } from "../event/event.js";
import type { Message, MessageKind } from "../event/message.js";
import { metricIndex } from "../event/metric.js";
import type { GatewayTwin } from "../scenario/scenario.js";
import type { Outlets, Timers } from "./actor.js";
import type { Supply } from "./battery/columns.js";
import { createDeviceColumns, type DeviceColumns } from "./device/columns.js";
import { inService } from "./device/lifecycle.js";
import type { Notice } from "./device/notice.js";
import type { HeldOrder, Retirement } from "./device/retirement.js";
import type { SensorFault } from "./device/sensor-fault-record.js";
import { createGatewayColumns, type GatewayColumns, type MessageStore } from "./gateway/columns.js";
import { GatewayModel } from "./gateway/gateway-model.js";
import { createEdgeState, type EdgeState } from "./gateway/rule-state.js";
import { type GroupModel, groupModelsOf } from "./group-model.js";
import { createLinkColumns, type LinkColumns } from "./network/link-columns.js";
import type { UpdateJob } from "./ota/job.js";
import type { CellPlan, FleetPlan } from "./plan.js";
import { createSequenceWindow, type SequenceWindow } from "./sequence-window.js";
import { createSessionColumns, type SessionColumns } from "./session.js";
import type { ShadowCopy } from "./shadow/copy.js";

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
  count: 7,
} as const;

/** A bounded first-in first-out list of readings: sensed ms, value, seq, flags, four numbers each. */
export interface ReadingQueue {
  head: number;
  /** Readings of the paced frame that is under way, from the head; 0 none. */
  frame: number;
  items: number[];
}

/** Everything of a cell that a checkpoint holds. */
interface CellSaved {
  dev: DeviceColumns;
  link: LinkColumns;
  gw: GatewayColumns;
  sess: SessionColumns;
  /** Reading numbers the gateways have seen of each device. */
  heard: SequenceWindow;
  buffers: Map<number, ReadingQueue>;
  stores: Map<number, MessageStore>;
  jobs: Map<number, UpdateJob>;
  shadows: Map<number, ShadowCopy>;
  parked: Map<number, Message[]>;
  notices: Map<number, Notice[]>;
  sensorFaults: Map<number, SensorFault[]>;
  clockJumps: Map<number, number>;
  corruptPpm: Map<number, number>;
  forecastMs: Map<number, number>;
  harms: Map<number, number>;
  rejected: Map<number, number>;
  lastCommands: Map<number, number>;
  saggedUA: Map<number, number>;
  steep: Map<number, number>;
  retired: Map<number, Retirement>;
  orders: Map<number, HeldOrder>;
  edge: EdgeState;
  onlineCount: Float64Array;
  serviceCount: Float64Array;
  integratedMs: Float64Array;
  worldNext: number;
}

export class CellState {
  readonly plan: FleetPlan;
  readonly cellIndex: number;
  readonly out: Outlets;
  readonly timers: Timers;
  /** The current bucket's counts: `values[series] += n`. */
  readonly values: Float64Array;
  readonly groups: readonly GroupModel[];
  readonly gatewayModels: readonly GatewayModel[];
  /** The twin of each local gateway. */
  readonly gatewayTwins: readonly GatewayTwin[];
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
  readonly startMs: number;
  dev: DeviceColumns;
  link: LinkColumns;
  gw: GatewayColumns;
  sess: SessionColumns;
  heard: SequenceWindow;
  buffers = new Map<number, ReadingQueue>();
  stores = new Map<number, MessageStore>();
  jobs = new Map<number, UpdateJob>();
  shadows = new Map<number, ShadowCopy>();
  /** Downlinks that wait for their device's next uplink; the device whose uplink was just heard, or -1 (within one timer). */
  parked = new Map<number, Message[]>();
  justHeard = -1;
  /** What paced devices have to tell the cloud, until it is acknowledged. */
  notices = new Map<number, Notice[]>();
  /** Faulty sensors; jumps of device clocks, ms; share of readings that leave unreadable; latest command number obeyed. */
  sensorFaults = new Map<number, SensorFault[]>();
  clockJumps = new Map<number, number>();
  corruptPpm = new Map<number, number>();
  /** Share of the blocks of an update that arrive harmed; readings of devices with vitals that their gateway could not read. */
  harms = new Map<number, number>();
  rejected = new Map<number, number>();
  lastCommands = new Map<number, number>();
  /** Depletion of batteries as forecast when half of the charge was gone, virtual ms. */
  forecastMs = new Map<number, number>();
  /** Load under which a device's battery broke down last, uA: forgotten once one as strong has held. */
  saggedUA = new Map<number, number>();
  /** Batteries that fall faster than designed, and since when. */
  steep = new Map<number, number>();
  /** Devices whose battery gives way in the present timer or message: they restart or go off at its end. */
  readonly gaveWay = new Map<number, Supply>();
  /** Decommissioned devices; and by device the order to erase itself that its gateway holds, serving it no more. */
  retired = new Map<number, Retirement>();
  orders = new Map<number, HeldOrder>();
  /** The rules of gateways. */
  edge: EdgeState = createEdgeState();
  onlineCount: Float64Array;
  serviceCount: Float64Array;
  integratedMs: Float64Array;
  worldNext = 0;

  constructor(plan: FleetPlan, cellIndex: number, out: Outlets, timers: Timers) {
    const cell: CellPlan = plan.cells[cellIndex];
    const { layout } = plan;
    this.plan = plan;
    this.cellIndex = cellIndex;
    this.out = out;
    this.timers = timers;
    this.values = out.metrics.values;
    this.groups = groupModelsOf(plan);
    this.gatewayModels = plan.gatewayGroups.map((group) => new GatewayModel(plan, group));
    this.gatewayTwins = Array.from(
      cell.gateways,
      (entity) => this.gatewayModels[plan.gatewayGroupOf[entity - plan.deviceCount]].twin,
    );
    this.devices = cell.devices.length;
    this.gateways = cell.gateways.length;
    this.entityOf = cell.entities;
    this.groupOf = Uint16Array.from(cell.devices, (entity) => plan.groupOf[entity]);
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
    const started = new Date(plan.scenario.startsAt);
    this.startMs =
      ((started.getUTCHours() * 60 + started.getUTCMinutes()) * 60 + started.getUTCSeconds()) * 1000;
    const groups = [...new Set(this.groupOf)].map((group) => this.groups[group]);
    this.dev = createDeviceColumns(this.devices, { changes: groups.some((group) => group.isOccupancy) });
    this.link = createLinkColumns(this.devices, this.gateways, {
      fading: groups.some((group) => !group.radio.isSimple),
      alarms: groups.some((group) => group.hasAlarm),
      bursts: groups.some((group) => group.radio.twin.link.burst !== null),
      channels: groups.some((group) => group.radio.isPaced),
    });
    this.gw = createGatewayColumns(this.gateways, plan.groups.length);
    this.sess = createSessionColumns(this.devices + this.gateways);
    this.heard = createSequenceWindow(this.devices);
    this.onlineCount = new Float64Array(plan.groups.length);
    this.serviceCount = new Float64Array(plan.groups.length);
    this.integratedMs = new Float64Array(plan.groups.length);
  }

  /** Appends one event of a local entity. */
  emit(kind: EventKind, local: number, nowMs: number, a: number, b: number, c: number, note?: string): void {
    this.out.events.push(nowMs, this.entityOf[local], this.sess.eventSeq[local]++, kind, a, b, c, note);
  }

  /** Sends one uplink that arrives at the cloud at `atMs`. */
  send(
    kind: MessageKind,
    local: number,
    atMs: number,
    a: number,
    b: number,
    c: number,
    d: number,
    bytes: number,
    body?: string,
  ): void {
    this.out.outbox.push(
      atMs,
      this.entityOf[local],
      this.sess.outSeq[local]++,
      kind,
      a,
      b,
      c,
      d,
      bytes,
      body,
    );
  }

  group(device: number): GroupModel {
    return this.groups[this.groupOf[device]];
  }

  /** Adds the time since the last look to a group's online and in-service device-milliseconds. */
  integrate(group: number, nowMs: number): void {
    const elapsed = nowMs - this.integratedMs[group];
    if (elapsed === 0) return;
    const { series } = this.groups[group];
    this.values[series.onlineTime] += this.onlineCount[group] * elapsed;
    this.values[series.expectedTime] += this.serviceCount[group] * elapsed;
    this.integratedMs[group] = nowMs;
  }

  /** Sets a device's lifecycle state and its gauges; no table check (see device/life.ts). */
  setState(device: number, next: number, nowMs: number): void {
    const { dev } = this;
    const group = this.groupOf[device];
    const { series } = this.groups[group];
    this.integrate(group, nowMs);
    const previous = dev.state[device];
    this.values[series.state + previous]--;
    this.values[series.state + next]++;
    this.serviceCount[group] += Number(inService(next)) - Number(inService(previous));
    dev.state[device] = next;
  }

  saved(): CellSaved {
    const {
      dev,
      link,
      gw,
      sess,
      heard,
      buffers,
      stores,
      jobs,
      shadows,
      parked,
      notices,
      sensorFaults,
      clockJumps,
      corruptPpm,
      forecastMs,
      harms,
      rejected,
      lastCommands,
      saggedUA,
      steep,
      retired,
      orders,
      edge,
      onlineCount,
      serviceCount,
      integratedMs,
      worldNext,
    } = this;
    return {
      dev,
      link,
      gw,
      sess,
      heard,
      buffers,
      stores,
      jobs,
      shadows,
      parked,
      notices,
      sensorFaults,
      clockJumps,
      corruptPpm,
      forecastMs,
      harms,
      rejected,
      lastCommands,
      saggedUA,
      steep,
      retired,
      orders,
      edge,
      onlineCount,
      serviceCount,
      integratedMs,
      worldNext,
    };
  }

  load(saved: unknown): void {
    Object.assign(this, saved as CellSaved);
  }
}
