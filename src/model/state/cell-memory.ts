// What a cell remembers: all of it goes into a checkpoint, and nothing else does. Hot state is columns by local device or
// entity; rare state is maps by local device, whose entries are made when first needed.
import type { Memory } from "../../detector/detector.js";
import type { Envelope } from "../../event/letter.js";
import { isMoving } from "../../spec/signal.js";
import type { GatewayTwin } from "../../spec/twin.js";
import { AT_START, type Edge } from "../plan/agenda.js";
import type { HeldOrder } from "../protocol/erasure-order.js";
import { createSequenceWindow, type SequenceWindow } from "../protocol/sequence-window.js";
import type { Acquaintance } from "./acquaintance.js";
import { createDeviceColumns, type DeviceColumns } from "./device-columns.js";
import type { ReadingQueue } from "./frame.js";
import type { FreshBook } from "./fresh-book.js";
import { createGatewayColumns, type GatewayColumns, type MessageStore } from "./gateway-columns.js";
import type { GroupModel } from "./group-model.js";
import { nothingImposed } from "./imposed.js";
import { createLinkColumns, type LinkColumns } from "./link-columns.js";
import type { Notice } from "./notice.js";
import type { Retirement } from "./retirement.js";
import { createEdgeState, type EdgeState } from "./rule-state.js";
import type { SensorFault } from "./sensor-fault.js";
import { createSessionColumns, type SessionColumns } from "./session-columns.js";
import type { ShadowCopy } from "./shadow-copy.js";
import type { UpdateJob } from "./update-job.js";
import { createWatched } from "./watchers.js";

/** How much there is to remember. */
interface CellShape {
  devices: number;
  /** The twin of each gateway. */
  gateways: readonly GatewayTwin[];
  /** Accumulator sets of each gateway and group. */
  windowSets: number;
  /** Device groups of the whole fleet; and those with devices in this cell. */
  groupCount: number;
  groups: readonly GroupModel[];
}

export class CellMemory {
  dev: DeviceColumns;
  link: LinkColumns;
  gw: GatewayColumns;
  sess: SessionColumns;
  /** Reading numbers the gateways have seen of each device. */
  heard: SequenceWindow;
  /** What each of their detectors keeps of each device. */
  watched: Memory[];
  buffers = new Map<number, ReadingQueue>();
  stores = new Map<number, MessageStore>();
  /** By gateway the crashes that nobody has ended: until when each keeps it down, by action. */
  crashes = new Map<number, Map<number, number>>();
  jobs = new Map<number, UpdateJob>();
  /** The rollout whose job a device has ended last, until the cloud's next answer: it may cross the news of it. */
  endedJobs = new Map<number, number>();
  shadows = new Map<number, ShadowCopy>();
  /** Devices for which a journal has brought a configuration: they ask for their shadow when they come back. */
  configured = new Set<number>();
  /** Downlinks that wait for their device's next uplink. */
  parked = new Map<number, Envelope[]>();
  /** What paced devices have to tell the cloud, until it is acknowledged. */
  notices = new Map<number, Notice[]>();
  /** Faulty sensors; jumps of device clocks, ms; share of readings that leave unreadable. */
  sensorFaults = new Map<number, Map<number, SensorFault>>();
  clockJumps = nothingImposed();
  spoiltPpm = nothingImposed();
  /** Share of the blocks of an update that arrive harmed; share of attempts lost beyond the usual. */
  harmedPpm = nothingImposed();
  extraLossPpm = nothingImposed();
  /** Readings of devices with vitals that their gateway could not read. */
  rejected = new Map<number, number>();
  /** What is known of bad sensors: samples in a row that were not given; share of the latest payloads nobody could read. */
  mute = new Map<number, number>();
  refused = new Map<number, number>();
  /** The latest command number that each device has obeyed. */
  lastCommands = new Map<number, number>();
  /** Depletion of batteries as forecast when half of the charge was gone, virtual ms. */
  forecastMs = new Map<number, number>();
  /** Load under which a device's battery broke down last, uA: forgotten once one as strong has held. */
  saggedUA = new Map<number, number>();
  /** Batteries that fall faster than designed, and since when. */
  steep = new Map<number, number>();
  /** Decommissioned devices; and by device the order to erase itself that its gateway holds, serving it no more. */
  retired = new Map<number, Retirement>();
  orders = new Map<number, HeldOrder>();
  /** Rows of each device that the gateways here have kept of its readings. */
  recorded = new Map<number, number>();
  /** By device: what the gateway of a pair knows of it that does not serve it now. */
  acquaintances = new Map<number, Acquaintance>();
  /** The rules of gateways. */
  edge: EdgeState = createEdgeState();
  /** By group: devices in service, those of them that are online, and until when that time is counted. */
  onlineCount: Float64Array;
  serviceCount: Float64Array;
  integratedMs: Float64Array;
  /** Fresh devices, by group of this cell. */
  fresh = new Map<number, FreshBook>();
  /** The last edge of the agenda that the cell has played. */
  played: Edge = AT_START;
  readonly #names: readonly string[];

  constructor({ devices, gateways: twins, windowSets, groupCount, groups }: CellShape) {
    const gateways = twins.length;
    this.dev = createDeviceColumns(devices, {
      changes: groups.some((group) => group.isOccupancy),
      moving: groups.some((group) => isMoving(group.twin.signal) || group.twin.signal.kind === "track"),
      watched: groups.some((group) => group.stuckAfter > 0),
      windows: gateways > 0,
    });
    this.link = createLinkColumns(devices, gateways, {
      fading: groups.some((group) => !group.radio.isSimple),
      alarms: groups.some((group) => group.hasAlarm),
      bursts: groups.some((group) => group.radio.twin.link.burst !== null),
      channels: groups.some((group) => group.radio.collides),
    });
    this.gw = createGatewayColumns(gateways, groupCount, windowSets);
    this.sess = createSessionColumns(devices + gateways);
    this.heard = createSequenceWindow(devices);
    this.watched = createWatched(devices, twins);
    this.onlineCount = new Float64Array(groupCount);
    this.serviceCount = new Float64Array(groupCount);
    this.integratedMs = new Float64Array(groupCount);
    // Whoever extends this adds fields of its own later.
    this.#names = Object.keys(this);
  }

  /** All of it, by reference. */
  saved(): unknown {
    const all = Object.entries(this);
    return Object.fromEntries(all.filter(([name]) => this.#names.includes(name)));
  }

  load(saved: unknown): void {
    Object.assign(this, saved);
  }
}
