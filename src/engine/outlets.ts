// Where a host's model puts what it has to say, and how it enters the digest: every event and window row is hashed
// when it is emitted, so the digest does not depend on how rows are batched later.
import { assert } from "../core/assert.js";
import { Digest } from "../core/digest.js";
import { EventBlock, type EventColumns } from "../event/event.js";
import { MessageBlock } from "../event/message.js";
import type { MetricColumns } from "../event/metric.js";
import type { MetricLayout } from "../event/metric-layout.js";
import { MetricWriter, type SavedCounts } from "../event/metric-writer.js";
import { WindowBlock, type WindowColumns } from "../event/window.js";
import type { Outlets } from "../model/actor.js";
import type { MetricSum } from "./metric-sum.js";
import type { EventRows, WindowRows } from "./rows.js";

/** Digest kinds of the engine start here; smaller ones are the models'. */
const EVENT = 1000;
const EVENT_ORDER = 1100;
const EVENT_MORE = 1200;
const EVENT_NOTE = 1300;
const EVENT_LAST = 1400;
const WINDOW = 1600;
export const DIGEST_METRIC = 1700;
export const DIGEST_END = 1701;

/** Rows of one host for someone who copies them, each with the moment it was emitted. */
export interface LentRows {
  events: EventColumns;
  windows: WindowColumns;
  /** When each window row was emitted, virtual ms. */
  windowsAtMs: ArrayLike<number>;
  metrics: MetricColumns;
}

/** Rows of one host since the last take, to keep or to hand on. */
export interface HostRows extends LentRows {
  windowsAtMs: Float64Array;
}

export interface SavedOutlets {
  counts: SavedCounts;
  lanes: Uint32Array;
}

export class HostOutlets implements Outlets {
  readonly outbox = new MessageBlock();
  readonly events = new EventBlock();
  readonly windows = new WindowBlock();
  readonly metrics: MetricWriter;
  readonly digest = new Digest();
  private windowsAtMs: number[] = [];
  private eventsHashed = 0;
  private bucketsEnded = 0;

  constructor(layout: MetricLayout) {
    this.metrics = new MetricWriter(layout);
  }

  /** Stamps and hashes what was emitted at `nowMs`. Call after every model call that may have emitted window rows. */
  stampWindows(nowMs: number): void {
    const { windows, digest } = this;
    for (let row = this.windowsAtMs.length; row < windows.count; row++) {
      this.windowsAtMs.push(nowMs);
      const gateway = windows.gateway[row];
      const startMs = windows.startMs[row];
      digest.add(WINDOW, gateway, startMs, nowMs, windows.group[row]);
      digest.add(WINDOW + 1, gateway, startMs, windows.readings[row], windows.duplicates[row]);
      digest.add(WINDOW + 2, gateway, startMs, windows.mean[row], windows.stddev[row]);
      digest.add(WINDOW + 3, gateway, startMs, windows.min[row], windows.max[row]);
      digest.add(WINDOW + 4, gateway, startMs, windows.bytesIn[row], windows.bytesOut[row]);
      digest.add(WINDOW + 5, gateway, startMs, windows.alarms[row], windows.late[row]);
    }
  }

  get windowsStamped(): number {
    return this.windowsAtMs.length;
  }

  endBucket(bucket: number): void {
    this.metrics.endBucket(bucket);
    this.bucketsEnded++;
  }

  /** Hashes the event rows not hashed yet. */
  hashEvents(): void {
    const { events, digest } = this;
    for (let row = this.eventsHashed; row < events.count; row++) {
      const kind = events.kind[row];
      const entity = events.entity[row];
      const atMs = events.atMs[row];
      digest.add(EVENT + kind, entity, atMs, events.p0[row], events.p1[row]);
      digest.add(EVENT_ORDER + kind, entity, atMs, events.seq[row], events.p2[row]);
      // Few kinds have more than three fields, and what a kind does not have is 0.
      if (events.p3[row] !== 0 || events.p4[row] !== 0)
        digest.add(EVENT_MORE + kind, entity, events.seq[row], events.p3[row], events.p4[row]);
      if (events.p5[row] !== 0) digest.add(EVENT_LAST + kind, entity, events.seq[row], events.p5[row], 0);
      const note = events.note.get(row);
      if (note !== undefined) digest.addText(EVENT_NOTE + kind, entity, events.seq[row], note);
    }
    this.eventsHashed = events.count;
  }

  /** True when {@link takeRows} would return anything. */
  get hasRows(): boolean {
    return this.events.count > 0 || this.windows.count > 0 || this.bucketsEnded > 0;
  }

  /** Appends the rows to others', without blocks in between. */
  moveRows(events: EventRows, windows: WindowRows, metrics: MetricSum): void {
    this.hashEvents();
    assert(this.windowsStamped === this.windows.count, "a window row leaves without its moment");
    events.add(this.events);
    windows.add(this.windows, this.windowsAtMs);
    if (this.bucketsEnded > 0) {
      metrics.add(this.metrics.rows);
    }
    this.forget();
  }

  /** Shows the rows to someone who copies what he needs of them, without blocks in between. */
  lendRows(to: { add(rows: LentRows): void }): void {
    this.hashEvents();
    const { events, windows, windowsAtMs } = this;
    to.add({ events, windows, windowsAtMs, metrics: this.metrics.rows });
    this.forget();
  }

  private forget(): void {
    if (this.events.note.size > 0) this.events.note = new Map();
    this.events.count = 0;
    this.windows.count = 0;
    this.metrics.rows.count = 0;
    this.eventsHashed = 0;
    if (this.windowsAtMs.length > 0) this.windowsAtMs = [];
    this.bucketsEnded = 0;
  }

  takeRows(): HostRows {
    this.hashEvents();
    assert(this.windowsStamped === this.windows.count, "a window row leaves without its moment");
    const rows = {
      events: this.events.take(),
      windows: this.windows.take(),
      windowsAtMs: Float64Array.from(this.windowsAtMs),
      metrics: this.metrics.take(),
    };
    this.eventsHashed = 0;
    this.windowsAtMs = [];
    this.bucketsEnded = 0;
    return rows;
  }

  /** What goes into a checkpoint; rows and messages must have been taken. */
  save(): SavedOutlets {
    return { counts: this.metrics.save(), lanes: this.digest.lanes };
  }

  load(saved: SavedOutlets): void {
    this.metrics.load(saved.counts);
    this.digest.lanes.set(saved.lanes);
  }
}
