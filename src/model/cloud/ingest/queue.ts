// INF-13: the ingest's queue, with a service rate and a bound.
import { assert } from "../../../core/assert.js";
import type { CloudState } from "../cloud-state.js";

/** A queued message, in thousandths: `n` messages a second take `n` of them off in a millisecond, so nothing is rounded. */
const MESSAGE = 1_000;

/** What has been served since the last look, at the limit in force. Also called when it changes: one that tightens slows what already waits. */
export const settleQueue = ({ ingest }: CloudState, nowMs: number): void => {
  const { queue, queueLimit } = ingest;
  assert(nowMs >= queue.atMs, "the ingest queue is served backwards");
  const served = (nowMs - queue.atMs) * queueLimit.inForce;
  queue.waiting = Math.max(0, queue.waiting - served);
  queue.atMs = nowMs;
};

/** Puts one message into the queue. Returns the wait in ms, or -1 when the queue is full. */
export const enqueue = (state: CloudState, nowMs: number): number => {
  const { queue, queueLimit } = state.ingest;
  const { window } = state.alert;
  settleQueue(state, nowMs);
  assert(queue.waiting >= 0, "fewer messages wait than none");
  const depth = Math.ceil(queue.waiting / MESSAGE);
  if (depth >= state.plan.scenario.cloud.ingestQueueMax) return -1;
  if (depth + 1 > window.queueMax) window.queueMax = depth + 1;
  state.peak("broker.queue.depth", depth + 1);
  const waitMs = Math.floor(queue.waiting / queueLimit.inForce);
  queue.waiting += MESSAGE;
  return waitMs;
};
