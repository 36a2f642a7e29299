// INF-13: the ingest's queue, with a service rate; its bound is the gate's (gates.ts).
import { assert } from "../../../core/assert.js";
import type { Limit } from "../rate-limit.js";

export interface Queue {
  /** What waits, in thousandths of a message, as of when. */
  waiting: number;
  atMs: number;
  /** Messages served in a second. */
  limit: Limit;
}

/** A queued message, in thousandths: `n` messages a second take `n` of them off in a millisecond, so nothing is rounded. */
const MESSAGE = 1_000;

/** What has been served since the last look, at the limit in force. Also called when it changes: one that tightens slows what already waits. */
export const settleQueue = (queue: Queue, nowMs: number): void => {
  assert(nowMs >= queue.atMs, "the ingest queue is served backwards");
  const served = (nowMs - queue.atMs) * queue.limit.inForce;
  queue.waiting = Math.max(0, queue.waiting - served);
  queue.atMs = nowMs;
};

/** How many messages wait, as of the last look. */
export const depthOf = ({ waiting }: Queue): number => {
  assert(waiting >= 0, "fewer messages wait than none");
  return Math.ceil(waiting / MESSAGE);
};

/** Puts one message into the queue. Returns how long it waits, ms. */
export const enqueue = (queue: Queue): number => {
  const waitMs = Math.floor(queue.waiting / queue.limit.inForce);
  queue.waiting += MESSAGE;
  return waitMs;
};
