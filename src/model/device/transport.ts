// One reading's way off the device: attempts over a lossy link, then the gateway or the cloud; or the device's own
// bounded buffer while there is no way. All attempts of one reading are decided at the instant of sending (the pauses
// between them only delay the arrival): a fault that begins within those seconds does not reach them.
import { MessageKind, ReadingFlag } from "../../event/message.js";
import { causeIndex } from "../../event/vocabulary.js";
import { type CellState, Timer } from "../cell-state.js";
import { receive } from "../gateway/receive.js";
import type { GroupModel } from "../group-model.js";
import { Purpose } from "../purpose.js";
import { Link } from "../session.js";
import { drain, RECEIVE, TRANSMIT } from "./battery.js";
import { Power } from "./columns.js";

const BUFFER_FULL = causeIndex("buffer-full");
const LINK_LOSS = causeIndex("link-loss");
const UPLINK_FLOOR_MS = 10;
const PPM_TO_WORD = 4294.967296;
/** Pause between two buffered readings when the way is free again. */
const BUFFER_DRAIN_MS = 250;
/** Pause before a reading that failed on every attempt is tried again. */
const BUFFER_RETRY_MS = 15_000;
const FIELDS = 4;

/** True when the device's next hop answers: its gateway has power, or its own session is up. */
export const hopIsUp = (cell: CellState, device: number): boolean => {
  if (cell.dev.power[device] !== Power.running || cell.dev.radioHolds[device] !== 0) return false;
  const k = cell.gatewayOf[device];
  return k >= 0 ? cell.gw.power[k] === Power.running : cell.sess.link[device] === Link.up;
};

const deliver = (
  cell: CellState,
  device: number,
  group: GroupModel,
  nowMs: number,
  delayMs: number,
  sensedMs: number,
  value: number,
  seq: number,
  flags: number,
): void => {
  const k = cell.gatewayOf[device];
  if (k >= 0) {
    receive(cell, k, device, group, nowMs, sensedMs, value, seq, flags);
    return;
  }
  const { radio } = group.twin;
  const latencyMs =
    radio.latencyMs + delayMs + Math.floor((group.random.word1 / 4294967296) * radio.jitterMs);
  const atMs = nowMs + (latencyMs > UPLINK_FLOOR_MS ? latencyMs : UPLINK_FLOOR_MS);
  cell.send(MessageKind.reading, device, atMs, value, sensedMs, seq, flags, group.wireBytes);
};

/**
 * Sends one reading over the device's link. Hot.
 * @returns true when it arrived (the device may not know: a lost acknowledgement makes a duplicate)
 */
const transmit = (
  cell: CellState,
  device: number,
  group: GroupModel,
  nowMs: number,
  sensedMs: number,
  value: number,
  seq: number,
  flags: number,
): boolean => {
  const { dev, values } = cell;
  const { radio, reporting } = group.twin;
  const index = cell.entityOf[device] - group.first;
  const attemptsMax = reporting.qos === 0 ? 1 : 1 + radio.retriesMax;
  const lostBelow = dev.lossPpm[device] * PPM_TO_WORD;
  const ackLostBelow = radio.ackLossPpm * PPM_TO_WORD;
  let arrived = false;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    if (attempt > 0) values[group.series.retries]++;
    group.random.draw(index, Purpose.link, dev.attempts[device]++ & 0xffffff);
    drain(cell, device, group, TRANSMIT, group.txNj);
    drain(cell, device, group, RECEIVE, group.rxNj);
    values[group.series.airtime] += group.txUs;
    if (cell.gatewayOf[device] < 0) values[group.series.bytesUp] += group.wireBytes;
    if (group.random.word0 < lostBelow) continue;
    const repeat = arrived ? ReadingFlag.duplicate : 0;
    deliver(cell, device, group, nowMs, attempt * radio.retryDelayMs, sensedMs, value, seq, flags | repeat);
    arrived = true;
    if (attemptsMax === 1 || ackLostBelow === 0) break;
    group.random.draw(index, Purpose.ack, dev.attempts[device] & 0xffffff);
    if (group.random.word0 >= ackLostBelow) break;
  }
  return arrived;
};

/** Keeps one reading on the device; a full buffer drops by its policy. */
const keep = (
  cell: CellState,
  device: number,
  group: GroupModel,
  sensedMs: number,
  value: number,
  seq: number,
  flags: number,
): void => {
  let buffer = cell.buffers.get(device);
  if (buffer === undefined) {
    buffer = { head: 0, items: [] };
    cell.buffers.set(device, buffer);
  }
  const { bufferMax, bufferDrop } = group.twin;
  if (buffer.items.length - buffer.head >= bufferMax * FIELDS) {
    cell.values[group.series.dropped + BUFFER_FULL]++;
    if (bufferDrop === "newest") return;
    buffer.head += FIELDS;
  }
  buffer.items.push(sensedMs, value, seq, flags | ReadingFlag.buffered);
  if (buffer.head >= 64 * FIELDS && buffer.head * 2 >= buffer.items.length) {
    buffer.items = buffer.items.slice(buffer.head);
    buffer.head = 0;
  }
};

/** The application's publish: sends a reading, or keeps it behind those that already wait. */
export const publish = (
  cell: CellState,
  device: number,
  group: GroupModel,
  nowMs: number,
  value: number,
  seq: number,
  flags: number,
): void => {
  const isFree = hopIsUp(cell, device);
  if (isFree && !cell.buffers.has(device)) {
    if (transmit(cell, device, group, nowMs, nowMs, value, seq, flags)) return;
    if (group.twin.reporting.qos === 0) {
      cell.values[group.series.dropped + LINK_LOSS]++;
      return;
    }
    keep(cell, device, group, nowMs, value, seq, flags);
    cell.timers.schedule(device * Timer.count + Timer.drain, nowMs + BUFFER_RETRY_MS);
    return;
  }
  keep(cell, device, group, nowMs, value, seq, flags);
};

/** The way is free again: start emptying the buffer. */
export const resumeBuffer = (cell: CellState, device: number, nowMs: number): void => {
  const node = device * Timer.count + Timer.drain;
  if (cell.buffers.has(device) && cell.timers.dueMs(node) === Infinity)
    cell.timers.schedule(node, nowMs + BUFFER_DRAIN_MS);
};

/** DRAIN timer: the oldest waiting reading. */
export const drainBuffer = (cell: CellState, device: number, nowMs: number): void => {
  const buffer = cell.buffers.get(device);
  if (buffer === undefined || !hopIsUp(cell, device)) return;
  const group = cell.group(device);
  const { items, head } = buffer;
  const isThrough = transmit(
    cell,
    device,
    group,
    nowMs,
    items[head],
    items[head + 1],
    items[head + 2],
    items[head + 3],
  );
  if (isThrough) buffer.head += FIELDS;
  if (buffer.head >= buffer.items.length) {
    cell.buffers.delete(device);
    return;
  }
  cell.timers.schedule(
    device * Timer.count + Timer.drain,
    nowMs + (isThrough ? BUFFER_DRAIN_MS : BUFFER_RETRY_MS),
  );
};

/** What a device without power loses: its buffer is in volatile memory. */
export const loseBuffer = (cell: CellState, device: number, cause: number): void => {
  const buffer = cell.buffers.get(device);
  if (buffer === undefined) return;
  cell.values[cell.group(device).series.dropped + cause] += (buffer.items.length - buffer.head) / FIELDS;
  cell.buffers.delete(device);
};

/** Readings in the device's buffer. */
export const bufferedCount = (cell: CellState, device: number): number => {
  const buffer = cell.buffers.get(device);
  return buffer === undefined ? 0 : (buffer.items.length - buffer.head) / FIELDS;
};
