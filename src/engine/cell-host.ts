// Drives one cell: plays its timers, edges of the agenda and downlinks in total order, up to where nothing can still come
// in between. The present of a cell is `clockMs`: everything before it is played, and a bucket that ends there is ended.
// Order at one instant: bucket end, edges of the agenda, then messages and timers by entity, an entity's messages first.
import { assert } from "../core/assert.js";
import { EntityTimers, type SavedTimers } from "../core/timers.js";
import type { MessageBlock, MessageColumns } from "../event/message.js";
import { isRequest } from "../event/messages.js";
import {
  type CellAudit,
  type CellModel,
  DOWNLINK_MIN_MS,
  type Timers,
  UPLINK_MIN_MS,
} from "../model/actor.js";
import { EngineError } from "./error.js";
import { Inbox } from "./inbox.js";
import { HostOutlets, type HostRows, type SavedOutlets } from "./outlets.js";
import { RequestBounds } from "./requests.js";
import type { World } from "./world.js";

export interface HostOptions {
  /** Live: answers come when they come, so requests do not hold the cell back, and late messages arrive now. */
  realTime?: boolean;
}

export interface SavedCell {
  clockMs: number;
  timers: SavedTimers;
  model: unknown;
  inbox: MessageColumns;
  requests: Float64Array;
  outlets: SavedOutlets;
}

export class CellHost {
  /** Everything before this instant is played. */
  clockMs = 0;
  readonly index: number;
  readonly outlets: HostOutlets;
  readonly model: CellModel;
  private readonly world: World;
  private readonly realTime: boolean;
  private readonly timers = new HostTimers();
  private readonly inbox = new Inbox();
  private readonly requests = new RequestBounds();
  /** How far this advance may go; requests sent on the way lower it. */
  private limitMs = 0;
  private sentSeen = 0;

  constructor(world: World, index: number, options: HostOptions = {}) {
    this.world = world;
    this.index = index;
    this.realTime = options.realTime ?? false;
    this.outlets = new HostOutlets(world.layout);
    this.model = world.createCell(index, this.outlets, this.timers);
    this.timers.queue = new EntityTimers(this.model.entityCount, this.model.timerKinds);
  }

  /** Once, at virtual time 0; not after {@link restore}. */
  start(): void {
    this.model.start();
    this.noteEmitted(0);
  }

  /** Puts downlinks into the inbox. They must not be earlier than the clock. */
  deliver(messages: MessageColumns): void {
    for (let row = 0; row < messages.count; row++) this.deliverRow(messages, row);
  }

  deliverRow(messages: MessageColumns, row: number): void {
    if (messages.atMs[row] < this.clockMs) {
      if (!this.realTime) {
        throw new EngineError(
          "ENGINE_CONTRACT",
          `a downlink of kind ${messages.kind[row]} reaches entity ${messages.entity[row]} at ${messages.atMs[row]} ms, ` +
            `but cell ${this.index} has played up to ${this.clockMs} ms`,
        );
      }
      messages.atMs[row] = this.clockMs;
    }
    this.inbox.add(messages, row);
  }

  /** The earliest arrival at the cloud of a request still unanswered, or Infinity. */
  get pendingRequestMs(): number {
    return this.requests.leastMs;
  }

  /** The earliest instant at which this cell has anything to play, or Infinity (live: how long the driver may sleep). */
  nextMs(): number {
    return Math.min(
      this.timers.queue.peekMs(),
      this.inbox.nextMs(),
      this.model.nextEdgeMs(),
      this.nextBucketEndMs(),
    );
  }

  /**
   * Plays everything before `untilMs`, or before the earliest answer to one of its requests that the cloud has not
   * processed yet (it has, when `cloudClockMs` is past the request's arrival). Returns the new clock.
   */
  advance(untilMs: number, cloudClockMs = Number.POSITIVE_INFINITY): number {
    if (this.realTime) this.requests.clear();
    else this.requests.settle(cloudClockMs);
    this.limitMs = Math.min(untilMs, this.requests.leastMs + DOWNLINK_MIN_MS);
    if (this.limitMs <= this.clockMs) return this.clockMs;
    const { model, outlets } = this;
    const { queue } = this.timers;
    let edgeMs = model.nextEdgeMs();
    let bucketEndMs = this.nextBucketEndMs();
    for (;;) {
      const instantMs = Math.min(edgeMs, this.inbox.nextMs(), bucketEndMs);
      // Hot: every device step comes through here.
      for (;;) {
        const local = queue.popBefore(Math.min(instantMs, this.limitMs));
        if (local < 0) break;
        model.onTimer(local, queue.poppedKind, queue.nowMs);
        if (outlets.outbox.count !== this.sentSeen) this.noteSent(queue.nowMs);
        if (outlets.windows.count !== outlets.windowsStamped) outlets.stampWindows(queue.nowMs);
      }
      if (instantMs > this.limitMs) break;
      if (instantMs === bucketEndMs) {
        this.endBucket(bucketEndMs);
        bucketEndMs += this.world.resolutionMs;
        continue;
      }
      if (instantMs === this.limitMs) break;
      if (instantMs === edgeMs) edgeMs = this.playEdges(instantMs);
      this.playInstant(instantMs);
    }
    this.clockMs = this.limitMs;
    return this.clockMs;
  }

  /** Uplinks since the last take. */
  takeOutbox(): MessageColumns {
    this.assertSeen();
    this.sentSeen = 0;
    return this.outlets.outbox.take();
  }

  /** Appends them to another block instead. */
  moveOutbox(into: MessageBlock): void {
    this.assertSeen();
    const { outbox } = this.outlets;
    for (let row = 0; row < outbox.count; row++) into.pushFrom(outbox, row);
    outbox.clear();
    this.sentSeen = 0;
  }

  /** Event, window and metric rows since the last take. */
  takeRows(): HostRows {
    return this.outlets.takeRows();
  }

  /** Once, at the end of the run, with the clock at `endMs`: ends the last bucket and takes stock. */
  finish(endMs: number): CellAudit {
    const startMs = this.nextBucketEndMs() - this.world.resolutionMs;
    if (startMs < endMs) this.model.beforeBucketEnd(endMs);
    const audit = this.model.finish(endMs);
    this.outlets.endBucket(Math.max(0, Math.ceil(endMs / this.world.resolutionMs) - 1));
    this.noteEmitted(endMs);
    return audit;
  }

  /** Everything this cell needs to go on; rows and outbox must have been taken. The model's part is by reference. */
  save(): SavedCell {
    assert(
      this.outlets.outbox.count === 0 && !this.outlets.hasRows,
      "a checkpoint leaves rows or messages behind",
    );
    assert(this.timers.held < 0, "a checkpoint leaves a timer in hand");
    return {
      clockMs: this.clockMs,
      timers: this.timers.queue.save(),
      model: this.model.state(),
      inbox: this.inbox.save(),
      requests: this.requests.save(),
      outlets: this.outlets.save(),
    };
  }

  restore(saved: SavedCell): void {
    this.clockMs = saved.clockMs;
    this.timers.queue = EntityTimers.load(saved.timers, this.model.timerKinds);
    this.model.restore(saved.model);
    this.inbox.addAll(saved.inbox);
    this.requests.load(saved.requests);
    this.outlets.load(saved.outlets);
  }

  private nextBucketEndMs(): number {
    const { resolutionMs } = this.world;
    return (Math.floor(this.clockMs / resolutionMs) + 1) * resolutionMs;
  }

  private endBucket(atMs: number): void {
    this.model.beforeBucketEnd(atMs);
    this.outlets.endBucket(atMs / this.world.resolutionMs - 1);
    this.noteEmitted(atMs);
  }

  private playEdges(nowMs: number): number {
    for (;;) {
      this.model.onEdges(nowMs);
      this.noteEmitted(nowMs);
      const next = this.model.nextEdgeMs();
      if (next > nowMs) return next;
    }
  }

  /** Messages and timers of one instant, merged by entity. A popped timer waits in `timers.held` for messages before it. */
  private playInstant(nowMs: number): void {
    const { timers, inbox, model } = this;
    const { localOf } = this.world;
    assert(timers.held < 0 && nowMs >= this.clockMs, "an instant is played twice, or within another");
    timers.nowMs = nowMs;
    for (;;) {
      if (timers.held < 0) timers.hold(timers.queue.popBefore(nowMs + 1));
      const asked = inbox.nextMs() === nowMs ? localOf[inbox.nextEntity()] : Number.POSITIVE_INFINITY;
      const due = timers.held < 0 ? Number.POSITIVE_INFINITY : timers.held;
      if (due < asked) {
        timers.held = -1;
        model.onTimer(due, timers.heldKind, nowMs);
      } else if (asked !== Number.POSITIVE_INFINITY) {
        const row = inbox.take();
        model.onMessage(inbox.block, row, nowMs);
        inbox.release(row);
      } else {
        break;
      }
      this.noteEmitted(nowMs);
    }
    timers.nowMs = -1;
  }

  /** What leaves has been looked at: the look-ahead was kept, and requests hold the cell back. */
  private assertSeen(): void {
    assert(this.sentSeen === this.outlets.outbox.count, "an uplink leaves unseen");
  }

  private noteEmitted(nowMs: number): void {
    if (this.outlets.outbox.count !== this.sentSeen) this.noteSent(nowMs);
    if (this.outlets.windows.count !== this.outlets.windowsStamped) this.outlets.stampWindows(nowMs);
  }

  /** New uplinks: a request bounds how far the cell may run before its answer is known. */
  private noteSent(nowMs: number): void {
    const { outbox } = this.outlets;
    for (; this.sentSeen < outbox.count; this.sentSeen++) {
      const atMs = outbox.atMs[this.sentSeen];
      if (atMs < nowMs + UPLINK_MIN_MS) {
        throw new EngineError(
          "ENGINE_CONTRACT",
          `an uplink sent at ${nowMs} ms arrives at ${atMs} ms, too soon`,
        );
      }
      if (this.realTime || !isRequest(outbox.kind[this.sentSeen])) continue;
      this.requests.add(atMs);
      if (atMs + DOWNLINK_MIN_MS < this.limitMs) this.limitMs = atMs + DOWNLINK_MIN_MS;
    }
  }
}

/** The queue as the model sees it: a timer popped but waiting behind a message of the same instant is still set. */
class HostTimers implements Timers {
  queue!: EntityTimers;
  /** Whose timer waits, or -1; and its kind. */
  held = -1;
  heldKind = 0;
  /** The instant being played, or -1 while the queue itself keeps the time. */
  nowMs = -1;

  /** What was popped waits. */
  hold(local: number): void {
    this.held = local;
    this.heldKind = this.queue.poppedKind;
  }

  schedule(local: number, kind: number, atMs: number): void {
    if (atMs <= this.nowMs) {
      throw new EngineError(
        "ENGINE_CONTRACT",
        `timer ${kind} of ${local} set for ${atMs} ms at ${this.nowMs} ms`,
      );
    }
    if (this.isHeld(local, kind)) this.held = -1;
    this.queue.schedule(local, kind, atMs);
  }

  cancel(local: number, kind: number): void {
    if (this.isHeld(local, kind)) this.held = -1;
    else this.queue.cancel(local, kind);
  }

  dueMs(local: number, kind: number): number {
    return this.isHeld(local, kind) ? this.nowMs : this.queue.dueMs(local, kind);
  }

  private isHeld(local: number, kind: number): boolean {
    return local === this.held && kind === this.heldKind;
  }
}
