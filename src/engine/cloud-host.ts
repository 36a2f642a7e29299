// Drives the cloud: plays bucket ends, ticks and arrivals in total order up to an instant before which every uplink is
// known, and holds it to its word: between the instants it announced it only answers requests, the asker alone.
import { assert } from "../core/assert.js";
import type { MessageBlock, MessageColumns } from "../event/message.js";
import { isRequest } from "../event/messages.js";
import { type CloudAudit, type CloudModel, DOWNLINK_MIN_MS } from "../model/actor.js";
import type { Action } from "../model/plan/agenda.js";
import type { CloudView } from "../result/snapshot.js";
import type { Scenario } from "../spec/scenario.js";
import type { HostOptions } from "./cell-host.js";
import { EngineError } from "./error.js";
import { Inbox } from "./inbox.js";
import { HostOutlets, type HostRows, type SavedOutlets } from "./outlets.js";
import type { World } from "./world.js";

export interface SavedCloud {
  clockMs: number;
  promisedMs: number;
  model: unknown;
  inbox: MessageColumns;
  outlets: SavedOutlets;
}

export class CloudHost {
  /** Everything before this instant is played. */
  clockMs = 0;
  readonly outlets: HostOutlets;
  readonly model: CloudModel;
  readonly inbox = new Inbox();
  private readonly world: World;
  private readonly realTime: boolean;
  private sentSeen = 0;
  /** The cells rely on it: the cloud starts nothing by itself before this instant. */
  private promisedMs = 0;

  constructor(world: World, options: HostOptions = {}) {
    this.world = world;
    this.realTime = options.realTime ?? false;
    this.outlets = new HostOutlets(world.layout);
    this.model = world.createCloud(this.outlets);
  }

  /** Once, at virtual time 0; not after {@link restore}. */
  start(): void {
    this.model.start();
    this.noteSent(0);
    this.promise();
  }

  /** Puts uplinks into the inbox; live, a late one arrives now. */
  deliver(messages: MessageColumns): void {
    for (let row = 0; row < messages.count; row++) {
      if (messages.atMs[row] < this.clockMs) {
        if (!this.realTime) {
          throw new EngineError(
            "ENGINE_CONTRACT",
            `an uplink of entity ${messages.entity[row]} reaches the cloud at ${messages.atMs[row]} ms, ` +
              `but the cloud has played up to ${this.clockMs} ms`,
          );
        }
        messages.atMs[row] = this.clockMs;
      }
      this.inbox.add(messages, row);
    }
  }

  /** Before this instant the cloud sends nothing but answers, whatever arrives. */
  get quietUntilMs(): number {
    return Math.max(this.clockMs, this.promisedMs);
  }

  /** The earliest instant at which the cloud has anything to play, or Infinity. */
  nextMs(): number {
    return Math.min(this.model.nextTickMs(), this.inbox.nextMs(), this.nextBucketEndMs());
  }

  /** Plays everything before `untilMs`; every uplink arriving before it must have been delivered. Returns the clock. */
  advance(untilMs: number): number {
    if (untilMs <= this.clockMs) return this.clockMs;
    const { model, inbox } = this;
    let bucketEndMs = this.nextBucketEndMs();
    for (;;) {
      const tickMs = model.nextTickMs();
      const messageMs = inbox.nextMs();
      if (bucketEndMs <= untilMs && bucketEndMs <= tickMs && bucketEndMs <= messageMs) {
        model.beforeBucketEnd(bucketEndMs);
        this.outlets.endBucket(bucketEndMs / this.world.resolutionMs - 1);
        bucketEndMs += this.world.resolutionMs;
      } else if (tickMs < untilMs && tickMs <= messageMs) {
        model.onTick(tickMs);
        if (this.outlets.outbox.count !== this.sentSeen) this.noteSpoken(tickMs);
        if (model.nextTickMs() <= tickMs) {
          throw new EngineError("ENGINE_CONTRACT", `the cloud's tick at ${tickMs} ms did not move on`);
        }
      } else if (messageMs < untilMs) {
        this.playMessage(messageMs);
      } else {
        break;
      }
      this.promise();
    }
    this.clockMs = untilMs;
    return untilMs;
  }

  /** One more action is on the agenda: the cells may not rely on more than its beginning. */
  append(action: Action): void {
    this.model.append(action);
    this.promisedMs = Math.min(this.promisedMs, action.beginMs);
  }

  /** Downlinks since the last take. */
  takeOutbox(): MessageColumns {
    this.assertSeen();
    this.sentSeen = 0;
    return this.outlets.outbox.take();
  }

  /** Appends them to the blocks of their receivers instead. */
  moveOutbox(blockOf: (entity: number) => MessageBlock): void {
    this.assertSeen();
    const { outbox } = this.outlets;
    for (let row = 0; row < outbox.count; row++) blockOf(outbox.entity[row]).pushFrom(outbox, row);
    outbox.clear();
    this.sentSeen = 0;
  }

  /** Event and metric rows since the last take. */
  takeRows(): HostRows {
    return this.outlets.takeRows();
  }

  /** What leaves has been looked at: it was an answer, or said when it had been announced. */
  private assertSeen(): void {
    assert(this.sentSeen === this.outlets.outbox.count, "a downlink leaves unseen");
  }

  view(): CloudView {
    return this.model.view(this.clockMs);
  }

  /** Once, at the end of the run, with the clock at `endMs`. */
  finish(endMs: number): CloudAudit {
    if (this.nextBucketEndMs() - this.world.resolutionMs < endMs) this.model.beforeBucketEnd(endMs);
    const audit = this.model.finish(endMs);
    this.outlets.endBucket(Math.max(0, Math.ceil(endMs / this.world.resolutionMs) - 1));
    return audit;
  }

  save(): SavedCloud {
    assert(
      this.outlets.outbox.count === 0 && !this.outlets.hasRows,
      "a checkpoint leaves rows or messages behind",
    );
    return {
      clockMs: this.clockMs,
      promisedMs: this.promisedMs,
      model: this.model.state(),
      inbox: this.inbox.save(),
      outlets: this.outlets.save(),
    };
  }

  restore(saved: SavedCloud): void {
    this.clockMs = saved.clockMs;
    this.promisedMs = saved.promisedMs;
    this.model.restore(saved.model);
    this.inbox.addAll(saved.inbox);
    this.outlets.load(saved.outlets);
  }

  /** After a restore: goes on under another scenario than `before`. The cells may not rely on what was promised under that. */
  fork(before: Scenario): void {
    this.model.fork?.(before, this.clockMs);
    this.promisedMs = Math.min(this.promisedMs, this.model.quietUntilMs?.() ?? this.model.nextTickMs());
  }

  private nextBucketEndMs(): number {
    const { resolutionMs } = this.world;
    return (Math.floor(this.clockMs / resolutionMs) + 1) * resolutionMs;
  }

  private promise(): void {
    const quietMs = this.model.quietUntilMs?.() ?? this.model.nextTickMs();
    if (quietMs > this.promisedMs) this.promisedMs = quietMs;
  }

  private playMessage(nowMs: number): void {
    const { inbox, outlets } = this;
    const row = inbox.take();
    const asker = isRequest(inbox.block.kind[row]) ? inbox.block.entity[row] : -1;
    this.model.onMessage(inbox.block, row, nowMs);
    inbox.release(row);
    for (let sent = this.sentSeen; sent < outlets.outbox.count; sent++) {
      if (outlets.outbox.entity[sent] !== asker && !this.realTime) {
        throw new EngineError(
          "ENGINE_CONTRACT",
          `at ${nowMs} ms the cloud sent kind ${outlets.outbox.kind[sent]} to entity ${outlets.outbox.entity[sent]}, ` +
            "which had asked nothing, outside a control tick",
        );
      }
    }
    this.noteSent(nowMs);
  }

  /** After a tick that sent something: had the cloud promised to be quiet? */
  private noteSpoken(nowMs: number): void {
    if (nowMs < this.promisedMs && !this.realTime) {
      throw new EngineError(
        "ENGINE_CONTRACT",
        `the cloud spoke at ${nowMs} ms, having announced to be quiet until ${this.promisedMs} ms`,
      );
    }
    this.noteSent(nowMs);
  }

  private noteSent(nowMs: number): void {
    const { outbox } = this.outlets;
    for (; this.sentSeen < outbox.count; this.sentSeen++) {
      if (outbox.atMs[this.sentSeen] < nowMs + DOWNLINK_MIN_MS) {
        throw new EngineError(
          "ENGINE_CONTRACT",
          `a downlink sent at ${nowMs} ms arrives at ${outbox.atMs[this.sentSeen]} ms, too soon`,
        );
      }
    }
  }
}
