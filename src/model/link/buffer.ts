// The device's own bounded buffer: alarms before everything else, each class in order; a full buffer drops by the twin's
// policy, an alarm only when nothing else is left. A reading whose frame arrived but whose acknowledgement did not stays
// at the head as a ghost: it will be sent again as a duplicate, and counts neither as waiting nor as lost.
import { assert } from "../../core/assert.js";
import { causeIndex, ReadingFlag } from "../../event/vocabulary.js";
import type { CellState } from "../state/cell-state.js";
import { FIELDS, FLAGS, type Frame, type ReadingQueue } from "../state/frame.js";

const BUFFER_FULL = causeIndex("buffer-full");
/** Sent heads are cut off once there are this many, and as many as what waits. */
const COMPACT_FIELDS = 64 * FIELDS;

const isAlarm = (queue: ReadingQueue, at: number): boolean =>
  (queue.items[at + FLAGS] & ReadingFlag.alarm) !== 0;
const isGhost = (queue: ReadingQueue, at: number): boolean =>
  (queue.items[at + FLAGS] & ReadingFlag.duplicate) !== 0;

/** True for a place within the frame under way; its head always is. */
const isInFrame = (queue: ReadingQueue, at: number): boolean =>
  at === queue.head || at < queue.head + queue.frame * FIELDS;

/** What is under way is no longer what waits: the next try is the first of another frame. */
const breakFrame = (cell: CellState, device: number, queue: ReadingQueue): void => {
  queue.frame = 0;
  cell.link.tries[device] = 0;
};

/** Where the alarms that wait end. */
const afterAlarms = (queue: ReadingQueue): number => {
  let at = queue.head;
  while (at < queue.items.length && isAlarm(queue, at)) at += FIELDS;
  return at;
};

/** Takes one reading out of a full queue by policy. Returns false where it is the newcomer that goes. */
const makeRoom = (
  cell: CellState,
  device: number,
  queue: ReadingQueue,
  newcomerIsAlarm: boolean,
): boolean => {
  const group = cell.group(device);
  const firstNormal = afterAlarms(queue);
  const hasNormal = firstNormal < queue.items.length;
  const { bufferDrop } = group.twin;
  if (!newcomerIsAlarm && (bufferDrop === "newest" || !hasNormal)) {
    cell.values[group.series.dropped + BUFFER_FULL]++;
    return false;
  }
  const victim = hasNormal
    ? bufferDrop === "newest"
      ? queue.items.length - FIELDS
      : firstNormal
    : queue.head;
  if (!isGhost(queue, victim)) cell.values[group.series.dropped + BUFFER_FULL]++;
  if (isInFrame(queue, victim)) breakFrame(cell, device, queue);
  if (victim === queue.head) queue.head += FIELDS;
  else queue.items.splice(victim, FIELDS);
  return true;
};

/** Keeps a fresh reading on its device. */
export const keep = (cell: CellState, frame: Frame): void => {
  const { device, sensedMs, value, seq } = frame;
  let queue = cell.buffers.get(device);
  if (queue === undefined) {
    queue = { head: 0, frame: 0, items: [] };
    cell.buffers.set(device, queue);
    cell.link.tries[device] = 0;
  }
  const newcomerIsAlarm = frame.isAlarm;
  const flags = frame.flags | ReadingFlag.buffered;
  const { bufferMax } = cell.group(device).twin;
  const isFull = queue.items.length - queue.head >= bufferMax * FIELDS;
  if (isFull && !makeRoom(cell, device, queue, newcomerIsAlarm)) return;
  if (newcomerIsAlarm) {
    const at = afterAlarms(queue);
    if (isInFrame(queue, at)) breakFrame(cell, device, queue);
    queue.items.splice(at, 0, sensedMs, value, seq, flags);
  } else queue.items.push(sensedMs, value, seq, flags);
  assert(waitingCount(queue) <= bufferMax, "a buffer holds more than it has room for");
};

/** Takes the first `count` readings away; an empty buffer is forgotten. Returns true where some still wait. */
export const takeFirst = (cell: CellState, device: number, queue: ReadingQueue, count: number): boolean => {
  assert(count <= waitingCount(queue), "more readings leave a buffer than wait in it");
  queue.head += count * FIELDS;
  breakFrame(cell, device, queue);
  if (queue.head >= queue.items.length) {
    cell.buffers.delete(device);
    return false;
  }
  if (queue.head >= COMPACT_FIELDS && queue.head * 2 >= queue.items.length) {
    queue.items = queue.items.slice(queue.head);
    queue.head = 0;
  }
  return true;
};

/** How many readings wait, ghosts included. */
export const waitingCount = (queue: ReadingQueue): number => (queue.items.length - queue.head) / FIELDS;

/** How many of the first `count` readings have not arrived yet. */
export const freshCount = (queue: ReadingQueue, count: number): number => {
  let fresh = 0;
  for (let n = 0, at = queue.head; n < count; n++, at += FIELDS) if (!isGhost(queue, at)) fresh++;
  return fresh;
};

/** The first `count` readings have arrived, and nobody told the device. */
export const makeGhosts = (queue: ReadingQueue, count: number): void => {
  for (let n = 0, at = queue.head; n < count; n++, at += FIELDS)
    queue.items[at + FLAGS] |= ReadingFlag.duplicate;
};

/** Readings in the device's buffer that have not arrived anywhere yet. */
export const bufferedCount = (cell: CellState, device: number): number => {
  const queue = cell.buffers.get(device);
  if (queue === undefined) return 0;
  return freshCount(queue, waitingCount(queue));
};

/** What a device without power loses: its buffer is in volatile memory. */
export const loseBuffer = (cell: CellState, device: number, cause: number): void => {
  if (!cell.buffers.has(device)) return;
  cell.values[cell.group(device).series.dropped + cause] += bufferedCount(cell, device);
  cell.buffers.delete(device);
};
