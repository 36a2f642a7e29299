// One reading's way off the device: sent over its radio (air.ts) to the gateway or the cloud, or kept in the device's own buffer
// while there is no way, or others wait before it.
import { causeIndex, ReadingFlag } from "../../event/vocabulary.js";
import { carriesFrame } from "../power/supply.js";
import { type CellState, Timer } from "../state/cell-state.js";
import type { Frame } from "../state/frame.js";
import { Power } from "../state/power-states.js";
import { SessionState } from "../state/session-states.js";
import { airOf } from "./air.js";
import { keep, waitingCount } from "./buffer.js";
import { BUFFER_DRAIN_MS } from "./uplink.js";

/** The reading that was on its way when the battery browned out. */
const LOST_IN_REBOOT = causeIndex("reboot");

/**
 * True when the device may send, as far as it knows: it runs, and has a session of its own or hangs on a gateway. Whether that
 * gateway has power, and its own radio reaches anybody, it learns from acknowledgements alone.
 */
const maySend = (cell: CellState, device: number): boolean =>
  cell.dev.power[device] === Power.running &&
  (cell.gatewayOf[device] >= 0 ||
    (cell.dev.radioHolds[device] === 0 && cell.sess.state[device] === SessionState.up));

/** True when the device's next hop answers: its gateway has power, or its own session is up. */
export const hopIsUp = (cell: CellState, device: number): boolean => {
  if (cell.dev.power[device] !== Power.running || cell.dev.radioHolds[device] !== 0) return false;
  const k = cell.gatewayOf[device];
  return k >= 0 ? cell.gw.power[k] === Power.running : cell.sess.state[device] === SessionState.up;
};

/** Plans the next look at the buffer; `isUrgent` moves one that is planned forward. */
const planDrain = (cell: CellState, device: number, atMs: number, isUrgent: boolean): void => {
  const dueMs = cell.dueMs(device, Timer.drain);
  if (dueMs === Infinity || (isUrgent && atMs < dueMs)) cell.wake(device, Timer.drain, atMs);
};

/** A reading joins those that wait for a full batch, or for the end of the wait. */
const collect = (cell: CellState, frame: Frame): void => {
  const { device, group, sentMs } = frame;
  const { batch } = group.radio;
  const queue = cell.buffers.get(device);
  if (batch === null || queue === undefined) return;
  const most = Math.min(group.radio.batchFits[cell.link.rate[device]], group.twin.bufferMax);
  // A frame that waits to be repeated is not overtaken, except by an alarm, which makes another frame of it.
  const isFull = queue.frame === 0 && waitingCount(queue) >= most;
  const isUrgent = isFull || frame.isAlarm;
  planDrain(cell, device, sentMs + (isUrgent ? 1 : batch.waitMs), isUrgent);
};

/**
 * The application's publish: sends a fresh reading, or keeps it behind those that already wait. Its priority is the flag
 * {@link ReadingFlag.alarm}: an alarm goes first, at once, and is confirmed whatever the twin says.
 * @returns false where the battery gave way
 */
export const publish = (cell: CellState, frame: Frame): boolean => {
  const { device, group, sentMs } = frame;
  const isUp = maySend(cell, device);
  const { batch } = group.radio;
  const freeMs = cell.link.freeMs[device];
  if (!isUp || batch !== null || sentMs < freeMs || (cell.buffers.size > 0 && cell.buffers.has(device))) {
    if (isUp && batch === null && airOf(group).mustWait(cell, device, sentMs))
      cell.values[group.series.dutyWaits]++;
    keep(cell, frame);
    if (!isUp) return true;
    if (batch !== null) collect(cell, frame);
    else planDrain(cell, device, Math.max(sentMs + 1, freeMs), frame.isAlarm);
    return true;
  }
  if (!carriesFrame(cell, device, group, sentMs)) {
    cell.values[group.series.dropped + LOST_IN_REBOOT]++;
    return false;
  }
  airOf(group).send(cell, frame);
  return true;
};

/** The device knows that its way is free again (its own session, a boot): it starts emptying the buffer. */
export const resumeBuffer = (cell: CellState, device: number, nowMs: number): void => {
  if (cell.buffers.has(device)) planDrain(cell, device, nowMs + BUFFER_DRAIN_MS, false);
};

/** DRAIN timer: what waits at the head of the buffer. */
export const drainBuffer = (cell: CellState, device: number, nowMs: number): void => {
  const queue = cell.buffers.get(device);
  if (queue === undefined || !maySend(cell, device)) return;
  airOf(cell.group(device)).drain(cell, device, queue, nowMs);
};
