// What all ways of sending share: which readings are confirmed, what an attempt costs, where a reading goes that got
// through, and whether its acknowledgement comes back.
import { Reading } from "../../event/uplinks.js";
import { causeIndex, ReadingFlag } from "../../event/vocabulary.js";
import { UPLINK_MIN_MS } from "../actor.js";
import { Purpose } from "../plan/purpose.js";
import { drainAttempt } from "../power/battery.js";
import type { CellState } from "../state/cell-state.js";
import { freshen } from "../state/freshness.js";
import type { GroupModel } from "../state/group-model.js";
import { Power } from "../state/power-states.js";

/** Pause between two buffered readings when the way is free again. */
export const BUFFER_DRAIN_MS = 250;

/** Readings that are acknowledged on the link, and repeated until they are: the twin's choice, and all alarms. */
export const isConfirmed = (group: GroupModel, flags: number): boolean =>
  group.radio.isConfirmed || (flags & ReadingFlag.alarm) !== 0;

const LINK_LOSS = causeIndex("link-loss");
const GATEWAY_DOWN = causeIndex("gateway-down");

/** Why a frame that nobody will repeat is lost: the books know, the device does not. */
export const lossCause = (cell: CellState, device: number): number => {
  const k = cell.gatewayOf[device];
  return k >= 0 && cell.gw.power[k] !== Power.running ? GATEWAY_DOWN : LINK_LOSS;
};

/** How late what attempt `attempt` has brought is beside the link's own latency, ms. */
export const jitterOf = (cell: CellState, device: number, attempt: number): number =>
  cell.chance.uniform(device, Purpose.jitter, attempt) * cell.group(device).radio.twin.jitterMs;

/** The pause before try `attempt` (from 1) of an exchange whose latest one stayed unanswered. */
export const retryPauseMs = (
  cell: CellState,
  device: number,
  { radio }: GroupModel,
  attempt: number,
): number => {
  const uniform = cell.chance.uniform(device, Purpose.retry, cell.dev.attempts[device]);
  return radio.transport.retryWaitMs(radio.twin, attempt, uniform);
};

/**
 * Hands one reading that the latest attempt has brought to the gateway or to the cloud. `bytes` is the payload of the message
 * it makes, 0 where it rides in another one's.
 */
export const deliver = (
  cell: CellState,
  device: number,
  group: GroupModel,
  nowMs: number,
  delayMs: number,
  sensedMs: number,
  value: number,
  seq: number,
  flags: number,
  bytes: number,
): void => {
  const attempt = cell.dev.attempts[device];
  const isReadable = (flags & ReadingFlag.corrupt) === 0;
  const isDirect = cell.gatewayOf[device] < 0;
  // Of a direct device only what cannot be read, or ends that, is of interest to anybody but the cloud.
  if (!isDirect || !isReadable || (cell.refused.size > 0 && cell.refused.has(device))) {
    const { upcalls } = cell;
    const at = upcalls.reserve();
    upcalls.device[at] = device;
    upcalls.sensedMs[at] = sensedMs;
    upcalls.value[at] = value;
    upcalls.seq[at] = seq;
    upcalls.flags[at] = flags;
    upcalls.delayMs[at] = delayMs;
    upcalls.attempt[at] = attempt;
  }
  if (!isDirect) return;
  const jitterMs = Math.floor(jitterOf(cell, device, attempt));
  const latencyMs = group.radio.latencyMs[cell.link.rate[device]] + delayMs + jitterMs;
  // One exchange at a time: nothing that is sent later arrives earlier.
  const { freeMs } = cell.link;
  const atMs = Math.max(nowMs + Math.max(latencyMs, UPLINK_MIN_MS), freeMs[device]);
  freeMs[device] = atMs;
  const { outbox } = cell.out;
  const row = cell.send(Reading, device, atMs, bytes);
  Reading.value(outbox)[row] = value;
  Reading.sensedMs(outbox)[row] = sensedMs;
  Reading.number(outbox)[row] = seq;
  Reading.flags(outbox)[row] = flags;
  if (isReadable) freshen(cell, device, group, nowMs, atMs, sensedMs);
};

/** Books what one attempt takes: energy, time on air, bytes. */
export const bookAttempt = (
  cell: CellState,
  device: number,
  group: GroupModel,
  txNc: number,
  rxNc: number,
  airtimeUs: number,
  wireBytes: number,
): void => {
  drainAttempt(cell, device, group, txNc, rxNc);
  cell.values[group.series.airtime] += airtimeUs;
  if (cell.gatewayOf[device] < 0) cell.values[group.series.bytesUp] += wireBytes;
};

/**
 * What a request or an answer of the device's own costs: about what sending a reading does; the connection is that of the
 * exchange it belongs to.
 */
export const bookRequest = (cell: CellState, device: number, group: GroupModel, nowMs: number): void => {
  const { radio, series } = group;
  const rate = cell.link.rate[device];
  cell.sess.packetMs[device] = nowMs;
  drainAttempt(cell, device, group, radio.txNc[rate], 0);
  cell.values[series.airtime] += radio.airtimeUs[rate];
};

/** True where the acknowledgement of an attempt that arrived gets back. */
export const ackArrives = (cell: CellState, device: number, group: GroupModel): boolean => {
  if (cell.gatewayOf[device] < 0) cell.values[group.series.bytesDown] += group.radio.ackBytes;
  const { ackLossPpm } = group.radio.twin;
  return (
    ackLossPpm === 0 || !cell.chance.chancePpm(device, Purpose.ack, cell.dev.attempts[device], ackLossPpm)
  );
};
