// What all ways of sending share: which readings are confirmed, what an attempt costs, where a reading goes that got
// through, and whether its acknowledgement comes back.
import { Reading } from "../../event/uplinks.js";
import { causeIndex, ReadingFlag } from "../../event/vocabulary.js";
import { UPLINK_MIN_MS } from "../actor.js";
import { Purpose } from "../plan/purpose.js";
import { drainAttempt } from "../power/battery.js";
import type { Exchange, RadioModel } from "../radio/radio-model.js";
import type { CellState } from "../state/cell-state.js";
import type { Frame } from "../state/frame.js";
import { freshen } from "../state/freshness.js";
import { Power } from "../state/power-states.js";

/** Pause between two buffered readings when the way is free again. */
export const BUFFER_DRAIN_MS = 250;

/** Readings that are acknowledged on the link, and repeated until they are: the twin's choice, and all alarms. */
export const isConfirmed = (radio: RadioModel, frame: Frame): boolean => radio.isConfirmed || frame.isAlarm;

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
export const retryPauseMs = (cell: CellState, device: number, attempt: number): number => {
  const { radio } = cell.group(device);
  const uniform = cell.chance.uniform(device, Purpose.retry, cell.dev.attempts[device]);
  return radio.transport.retryWaitMs(radio.twin, attempt, uniform);
};

/** What has to be done above for the reading in hand of a frame that got through: written down in the upcalls. */
const callUp = ({ dev, upcalls }: CellState, frame: Frame): void => {
  const arrival = upcalls.arrive(frame);
  arrival.flags |= frame.repeat;
  arrival.delayMs = frame.lateMs;
  arrival.attempt = dev.attempts[frame.device];
};

/** A direct device's reading goes to the cloud; `bytes` is the payload of its message, 0 where it rides in another one's. */
const post = (cell: CellState, frame: Frame, bytes: number): void => {
  const { device, sensedMs, sentMs } = frame;
  const jitterMs = Math.floor(jitterOf(cell, device, cell.dev.attempts[device]));
  const latencyMs = frame.group.radio.latencyMs[cell.link.rate[device]] + frame.lateMs + jitterMs;
  // One exchange at a time: nothing that is sent later arrives earlier.
  const { freeMs } = cell.link;
  const atMs = Math.max(sentMs + Math.max(latencyMs, UPLINK_MIN_MS), freeMs[device]);
  freeMs[device] = atMs;
  const { outbox } = cell.out;
  const row = cell.send(Reading, device, atMs, bytes);
  const flags = frame.flags | frame.repeat;
  Reading.value(outbox)[row] = frame.value;
  Reading.sensedMs(outbox)[row] = sensedMs;
  Reading.number(outbox)[row] = frame.seq;
  Reading.flags(outbox)[row] = flags;
  const isReadable = (flags & ReadingFlag.corrupt) === 0;
  if (isReadable) freshen(cell, device, Math.min(sensedMs, sentMs), atMs);
};

/** Hands the readings that the latest attempt has brought to the gateway or to the cloud. Hot. */
export const deliver = (cell: CellState, frame: Frame): void => {
  const { device, count } = frame;
  const isDirect = cell.gatewayOf[device] < 0;
  for (let n = 0; n < count; n++) {
    frame.turnTo(n);
    const isReadable = (frame.flags & ReadingFlag.corrupt) === 0;
    // Of a direct device only what cannot be read, or ends that, is of interest to anybody but the cloud.
    if (!isDirect || !isReadable || (cell.refused.size > 0 && cell.refused.has(device))) callUp(cell, frame);
    if (isDirect) post(cell, frame, n === 0 ? frame.group.radio.batchBytes(count) : 0);
  }
};

/** Books what one attempt takes: energy, by ADR's power at the moment, time on air, bytes. */
export const bookAttempt = (cell: CellState, device: number, exchange: Exchange): void => {
  const { radio, series } = cell.group(device);
  const { txNc, rxNc, airtimeUs, wireBytes } = exchange;
  const spentNc = radio.isSimple ? txNc : radio.txNcAt(txNc, cell.link.powerSteps[device]);
  drainAttempt(cell, device, spentNc, rxNc);
  cell.values[series.airtime] += airtimeUs;
  if (cell.gatewayOf[device] < 0) cell.values[series.bytesUp] += wireBytes;
};

/**
 * What a request or an answer of the device's own costs: about what sending a reading does; the connection is that of the
 * exchange it belongs to.
 */
export const bookRequest = (cell: CellState, device: number, nowMs: number): void => {
  const { radio, series } = cell.group(device);
  const { txNc, airtimeUs } = radio.single[cell.link.rate[device]];
  cell.sess.packetMs[device] = nowMs;
  drainAttempt(cell, device, txNc, 0);
  cell.values[series.airtime] += airtimeUs;
};

/** True where the acknowledgement of an attempt that arrived gets back. */
export const ackArrives = (cell: CellState, device: number): boolean => {
  const group = cell.group(device);
  if (cell.gatewayOf[device] < 0) cell.values[group.series.bytesDown] += group.radio.ackBytes;
  const { ackLossPpm } = group.radio;
  return (
    ackLossPpm === 0 || !cell.chance.chancePpm(device, Purpose.ack, cell.dev.attempts[device], ackLossPpm)
  );
};
