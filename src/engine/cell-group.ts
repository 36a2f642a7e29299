// The cells one thread owns, driven together; the same class runs beside the conductor and inside a worker thread.
import { deserialize, serialize } from "node:v8";
import { assert } from "../core/assert.js";
import { Digest } from "../core/digest.js";
import { MessageBlock, type MessageColumns } from "../event/message.js";
import type { CellAudit } from "../model/actor.js";
import type { Action } from "../model/plan/agenda.js";
import { CellHost, type SavedCell } from "./cell-host.js";
import { MetricSum } from "./metric-sum.js";
import type { HostRows } from "./outlets.js";
import { EventRows, WindowRows } from "./rows.js";
import type { World } from "./world.js";

/** What a cell and the model behind it left at the end, and the digest of the group's rows. */
export interface GroupEnd {
  audits: { cell: number; audit: CellAudit }[];
  lanes: Uint32Array;
  rows: HostRows | null;
}

export class CellGroup {
  readonly indices: readonly number[];
  /** By position in {@link indices}: how far the cell has played, and its earliest unprocessed request. */
  readonly clocksMs: Float64Array;
  readonly pendingMs: Float64Array;
  private readonly hosts: CellHost[];
  private readonly positionOf = new Map<number, number>();
  private readonly world: World;
  private readonly uplinks = new MessageBlock();
  /** In the conductor's own thread uplinks are not handed over but read where they are. */
  private readonly lends: boolean;
  private lent = false;
  private readonly events = new EventRows();
  private readonly windows = new WindowRows();
  private readonly metrics: MetricSum;

  /** `shared`, where given, holds clocks and bounds (2 per cell) for another thread to read. */
  constructor(world: World, indices: readonly number[], shared?: Float64Array) {
    this.world = world;
    this.indices = indices;
    this.lends = shared === undefined;
    this.metrics = new MetricSum(world.layout);
    const count = indices.length;
    const columns = shared ?? new Float64Array(2 * count);
    this.clocksMs = columns.subarray(0, count);
    this.pendingMs = columns.subarray(count, 2 * count);
    this.hosts = indices.map((index) => new CellHost(world, index));
    indices.forEach((index, position) => {
      this.positionOf.set(index, position);
    });
  }

  start(): void {
    for (const host of this.hosts) host.start();
    for (let position = 0; position < this.hosts.length; position++) this.gather(position);
  }

  /** One more action is on the agenda. */
  append(action: Action): void {
    for (const { model } of this.hosts) model.append(action);
  }

  /** Hands each downlink to its cell. */
  deliver(downlinks: MessageColumns): void {
    const { cellOf } = this.world;
    for (let row = 0; row < downlinks.count; row++) {
      const position = this.positionOf.get(cellOf[downlinks.entity[row]]);
      assert(position !== undefined, "a downlink comes to a thread that does not have its cell");
      this.hosts[position].deliverRow(downlinks, row);
    }
  }

  advance(untilMs: number, cloudClockMs: number): void {
    for (let position = 0; position < this.hosts.length; position++) {
      const before = this.clocksMs[position];
      if (this.hosts[position].advance(untilMs, cloudClockMs) > before) this.gather(position);
    }
  }

  /**
   * Uplinks since the last take, or null. Without another thread to hand them to they are the group's own block, to be read before
   * the next question: a run has tens of thousands of rounds, and nine columns each time cost more than the rows in them.
   */
  takeUplinks(): MessageColumns | null {
    this.endLoan();
    if (this.uplinks.count === 0) return null;
    this.lent = this.lends;
    return this.lends ? this.uplinks : this.uplinks.take();
  }

  private endLoan(): void {
    if (!this.lent) return;
    this.uplinks.clear();
    this.lent = false;
  }

  /** How far every cell of the group has played. */
  leastClockMs(): number {
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.clocksMs.length; at++)
      if (this.clocksMs[at] < least) least = this.clocksMs[at];
    return least;
  }

  /** All rows since the last take, unsorted, metric rows merged over the group; null when there are none. */
  takeRows(): HostRows | null {
    if (this.events.count === 0 && this.windows.count === 0 && this.metrics.isEmpty) return null;
    const { windows, atMs } = this.windows.takeAll();
    return {
      events: this.events.takeAll(),
      windows,
      windowsAtMs: atMs,
      metrics: this.metrics.take(Number.POSITIVE_INFINITY),
    };
  }

  /** Each cell written down; uplinks and rows must have been taken. */
  save(): { cell: number; bytes: Uint8Array }[] {
    return this.hosts.map((host) => ({ cell: host.index, bytes: serialize(host.save()) }));
  }

  restore(saved: readonly { cell: number; bytes: Uint8Array }[]): void {
    for (const { cell, bytes } of saved) {
      const position = this.positionOf.get(cell);
      if (position === undefined) continue;
      // A copy: typed arrays read back may be views into the bytes they came from.
      this.hosts[position].restore(deserialize(Uint8Array.from(bytes)) as SavedCell);
      this.gather(position);
    }
  }

  finish(endMs: number): GroupEnd {
    const digest = new Digest();
    const audits = this.hosts.map((host, position) => {
      const audit = host.finish(endMs);
      this.gather(position);
      digest.merge(host.outlets.digest.lanes);
      return { cell: host.index, audit };
    });
    return { audits, lanes: digest.lanes, rows: this.takeRows() };
  }

  /** Takes over what a host has put out. */
  private gather(position: number): void {
    this.endLoan();
    const host = this.hosts[position];
    this.clocksMs[position] = host.clockMs;
    this.pendingMs[position] = host.pendingRequestMs;
    if (host.outlets.outbox.count > 0) host.moveOutbox(this.uplinks);
    if (host.outlets.hasRows) host.outlets.moveRows(this.events, this.windows, this.metrics);
  }
}
