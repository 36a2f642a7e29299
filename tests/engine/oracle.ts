// The meaning of a run, written down as naively as can be: one loop over the whole world, always the smallest thing
// next, by (time, class, entity, message before timer, sequence). No windows, cells, wheels or heaps. Slow and obvious.

import { Batcher } from "../../src/engine/batcher.js";
import { DIGEST_END, HostOutlets } from "../../src/engine/outlets.js";
import type { World } from "../../src/engine/world.js";
import { MessageBlock } from "../../src/event/message.js";
import type { CellModel, CloudModel, Timers } from "../../src/model/actor.js";
import type { JournalEntry } from "../../src/spec/journal.js";
import type { Scenario } from "../../src/spec/scenario.js";
import type { Recorded } from "./record.js";

type Item = { atMs: number; rank: number[]; play: () => void };

/** Timers are known by one number: local entity times this, and kind. */
const KINDS_MAX = 64;

const smaller = (x: Item, y: Item): boolean => {
  const a = [x.atMs, ...x.rank];
  const b = [y.atMs, ...y.rank];
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at] < b[at];
  return false;
};

class Letters {
  readonly block = new MessageBlock();
  readonly waiting = new Set<number>();
  collect(from: MessageBlock): void {
    for (let row = 0; row < from.count; row++) {
      this.block.pushFrom(from, row);
      this.waiting.add(this.block.count - 1);
    }
    from.clear();
  }
}

/** Plays a world of one cell up to `endMs`; what the journal says is on the agenda from the start. */
export const playNaively = (
  world: World,
  scenario: Scenario,
  journal: readonly JournalEntry[] = [],
): Recorded => {
  if (world.cellCount !== 1) throw new Error("the oracle knows no cells");
  const endMs = scenario.durationMs;
  const due = new Map<number, number>();
  const timers: Timers = {
    schedule: (local, kind, atMs) => void due.set(local * KINDS_MAX + kind, atMs),
    cancel: (local, kind) => void due.delete(local * KINDS_MAX + kind),
    dueMs: (local, kind) => due.get(local * KINDS_MAX + kind) ?? Number.POSITIVE_INFINITY,
  };
  const below = new HostOutlets(world.layout);
  const above = new HostOutlets(world.layout);
  const cell: CellModel = world.createCell(0, below, timers);
  const cloud: CloudModel = world.createCloud(above);
  const up = new Letters();
  const down = new Letters();
  for (const entry of journal) {
    const action = world.append(entry, 0);
    if (typeof action === "string") throw new Error(`${entry.line}: ${action}`);
    cell.append(action);
    cloud.append(action);
  }
  cell.start();
  cloud.start();
  let bucket = 0;
  const endBucket = (atMs: number): void => {
    for (const [model, outlets] of [[cell, below] as const, [cloud, above] as const]) {
      model.beforeBucketEnd(atMs);
      outlets.metrics.endBucket(bucket);
    }
    bucket++;
  };
  for (;;) {
    up.collect(below.outbox);
    down.collect(above.outbox);
    const bucketEndMs = (bucket + 1) * world.resolutionMs;
    const edgeMs = cell.nextEdgeMs();
    const tickMs = cloud.nextTickMs();
    const items: Item[] = [
      { atMs: bucketEndMs, rank: [0, 0, 0, 0], play: () => endBucket(bucketEndMs) },
      { atMs: edgeMs, rank: [1, 0, 0, 0], play: () => cell.onEdges(edgeMs) },
      { atMs: tickMs, rank: [2, 0, 0, 0], play: () => cloud.onTick(tickMs) },
    ];
    for (const row of down.waiting) {
      const atMs = down.block.atMs[row];
      const play = () => {
        down.waiting.delete(row);
        cell.onMessage(down.block, row, atMs);
      };
      items.push({ atMs, rank: [3, down.block.entity[row], 0, down.block.seq[row]], play });
    }
    for (const [node, atMs] of due) {
      const local = Math.floor(node / KINDS_MAX);
      const play = () => {
        due.delete(node);
        cell.onTimer(local, node % KINDS_MAX, atMs);
      };
      items.push({ atMs, rank: [3, local, 1, node], play });
    }
    for (const row of up.waiting) {
      const atMs = up.block.atMs[row];
      const play = () => {
        up.waiting.delete(row);
        cloud.onMessage(up.block, row, atMs);
      };
      items.push({ atMs, rank: [4, up.block.entity[row], up.block.seq[row], 0], play });
    }
    const next = items.reduce((least, item) => (smaller(item, least) ? item : least));
    if (next.atMs >= endMs) break;
    next.play();
    below.stampWindows(next.atMs);
  }
  if (bucket * world.resolutionMs < endMs) endBucket(endMs);
  // What the models settle at the very end belongs to the last bucket.
  cell.finish(endMs);
  cloud.finish(endMs);
  below.metrics.endBucket(bucket - 1);
  above.metrics.endBucket(bucket - 1);

  const batcher = new Batcher(world);
  for (const outlets of [below, above]) {
    // Rows must exist for the batcher to take them, whatever was counted.
    batcher.add(outlets.takeRows());
    batcher.digest.merge(outlets.digest.lanes);
  }
  const batch = batcher.flushAll(endMs);
  batcher.digest.add(DIGEST_END, 0, endMs, 0, 0);
  return { digest: batcher.digest.hex(), batches: [batch] };
};
