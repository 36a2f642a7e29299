// Class A and PSM: a device that sleeps between uplinks hears nothing else. What the cloud starts by itself waits at the
// network until the device has sent a frame that was heard; LoRaWAN then has room for one downlink, a cellular modem stays
// awake for all. What the device asked for comes within its request's own windows; where its gateway's duty cycle has no room
// in them it is lost, and asked for again. Left out: answers longer than an acknowledgement.
import { assert } from "../../core/assert.js";
import { type Envelope, envelopeAt, isSameNews } from "../../event/letter.js";
import type { Mail } from "../../event/message.js";
import { isServiceAnswer, isUnasked } from "../../event/messages.js";
import type { CellState } from "../state/cell-state.js";
import { inService } from "../state/lifecycle.js";
import { isAtWork } from "../state/retirement.js";
import { airOf } from "./air.js";

/** Downlinks that wait for one device; the oldest goes when another comes. */
export const PARKED_MAX = 8;

/**
 * True where a class A gateway has no room for an answer that is there now. A join's accept has had its own (own-frame.ts), and
 * an update's pieces have theirs.
 */
const hasNoRoom = (cell: CellState, device: number, { inbox, row }: Mail): boolean => {
  if (!isServiceAnswer(inbox.kind[row])) return false;
  return !airOf(cell.group(device)).canAnswer(cell, device, inbox.atMs[row]);
};

/**
 * Parks a downlink where its device sleeps, and loses an answer that a gateway cannot send. Returns false where it can be heard
 * now (an answer; somebody works on a device in maintenance).
 */
export const park = (cell: CellState, device: number, mail: Mail): boolean => {
  const group = cell.group(device);
  if (!group.radio.hearsAfterUplinkOnly) return false;
  const { inbox, row } = mail;
  if (!isUnasked(inbox.kind[row])) return hasNoRoom(cell, device, mail);
  if (!inService(cell.dev.state[device]) && !isAtWork(cell, device)) return false;
  if (airOf(group).isAwake(cell, device, inbox.atMs[row])) return false;
  const waiting = cell.parked.get(device) ?? [];
  // The cloud repeats what nobody has acknowledged: one copy waits.
  const envelope = envelopeAt(inbox, row);
  if (waiting.some((other) => isSameNews(other, envelope))) return true;
  if (waiting.length >= PARKED_MAX) waiting.shift();
  waiting.push(envelope);
  assert(waiting.length <= PARKED_MAX, "more is parked for a device than there is room");
  cell.parked.set(device, waiting);
  return true;
};

/** What a device that was just heard may be sent now, in order. */
export const unpark = (cell: CellState, device: number): Envelope[] => {
  const waiting = cell.parked.get(device);
  if (waiting === undefined) return [];
  const heard = waiting.splice(0, Math.min(waiting.length, airOf(cell.group(device)).downlinksMax));
  if (waiting.length === 0) cell.parked.delete(device);
  return heard;
};
