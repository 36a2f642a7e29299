// The wall between the model and whoever drives it. A model never sees a clock, a thread or a socket: it is handed
// timers, messages and edges of the agenda in total order and answers through the outlets it was built with.
import type { EventBlock } from "../event/event.js";
import type { MessageBlock, MessageColumns } from "../event/message.js";
import type { MetricWriter } from "../event/metric-writer.js";
import type { WindowBlock } from "../event/window.js";
import type { RolloutResult } from "../result/rollout.js";
import type { CloudView } from "../result/snapshot.js";
import type { Scenario } from "../spec/scenario.js";
import type { Action } from "./plan/agenda.js";

/** One slot per (local entity, timer kind): scheduling again moves it. `atMs` must be later than the present. */
export interface Timers {
  schedule(local: number, kind: number, atMs: number): void;
  cancel(local: number, kind: number): void;
  /** When the slot is due, or Infinity. */
  dueMs(local: number, kind: number): number;
}

/** Partition-independent record of everything that happened: rows may arrive in any order. See core/digest.ts. */
export interface TraceDigest {
  add(kind: number, entity: number, atMs: number, a: number, b: number): void;
}

/** Where a cell or the cloud puts what it has to say. */
export interface Outlets {
  /** Messages to the other side. A cell: atMs is arrival at the cloud. The cloud: atMs is arrival at the entity. */
  outbox: MessageBlock;
  events: EventBlock;
  windows: WindowBlock;
  metrics: MetricWriter;
  digest: TraceDigest;
}

/** The devices and gateways of one cell. */
export interface CellModel {
  /** Local entities; order by local index equals order by global index. */
  readonly entityCount: number;
  readonly timerKinds: number;
  /** Called once at virtual time 0, not after a restore. */
  start(): void;
  onTimer(local: number, kind: number, nowMs: number): void;
  /** One downlink has arrived; `inbox.entity[row]` is a global entity index of this cell. */
  onMessage(inbox: MessageColumns, row: number, nowMs: number): void;
  /** When the next edge of the agenda (a fault begins or ends...) is due that is not played yet, or Infinity. Edges at t come before messages and timers at t. */
  nextEdgeMs(): number;
  onEdges(nowMs: number): void;
  /** An action has been put on the agenda, at or after everything played. */
  append(action: Action): void;
  /** Called at each bucket boundary before anything at that instant; gauges integrate over time here. The engine then calls metrics.endBucket. */
  beforeBucketEnd(nowMs: number): void;
  /** Once, at the end of the run: what is still under way, and counts the invariants compare. */
  finish(nowMs: number): CellAudit;
  /** Everything the model needs to go on: typed arrays, maps and plain values only, by reference. */
  state(): unknown;
  restore(state: unknown): void;
}

/** What a cell holds at the end, counted from its state, by device group. */
export interface CellAudit {
  /** Readings in device buffers, open windows and gateway stores. */
  inFlight: Float64Array;
  /** Devices by lifecycle state: group * LIFECYCLE_STATES.length + state. */
  states: Float64Array;
  /** Energy taken from batteries, from the charge columns, nJ, by group: must equal energy.drained. */
  drainedNJ: Float64Array;
  /** Faults whose marks are still on some entity; must be empty at the end. */
  unreverted: string[];
}

/** The cloud. Times it may speak by itself are announced by nextTickMs. */
export interface CloudModel {
  start(): void;
  /** One uplink has arrived. Answers to requests go to the outbox, to the asker alone. */
  onMessage(inbox: MessageColumns, row: number, nowMs: number): void;
  /** The next instant the cloud acts by itself (control tick, alert check, timeout), or Infinity. Arrivals never make it earlier than the tick after them. */
  nextTickMs(): number;
  /**
   * A promise to the cells, which run ahead on it: before this instant no tick sends anything, whatever arrives until
   * then. Without this method nextTickMs itself is the promise. A later, longer promise holds too.
   */
  quietUntilMs?(): number;
  /** An action has been put on the agenda: the cloud may have to speak earlier than it has promised. */
  append(action: Action): void;
  /** Ticks at t come before messages that arrive at t. */
  onTick(nowMs: number): void;
  beforeBucketEnd(nowMs: number): void;
  finish(nowMs: number): CloudAudit;
  state(): unknown;
  restore(state: unknown): void;
  /** After a restore: goes on under another scenario than `before`, which wrote the state; what has happened stays. */
  fork?(before: Scenario, nowMs: number): void;
  /** For the dashboard: small and cheap. */
  view(nowMs: number): CloudView;
}

export interface CloudAudit {
  /** Readings accepted but not yet counted as delivered, by device group (0 today: accepted is delivered). */
  inFlight: Float64Array;
  rollouts: RolloutResult[];
  /** Kinds of fault of which something is left in the cloud; must be empty at the end. */
  unreverted: string[];
}

/** The least time a message takes on its way, ms: the engine's look-ahead. Models must never send faster. */
export const UPLINK_MIN_MS = 10;
export const DOWNLINK_MIN_MS = 10;
