// Class A and PSM: a device that sleeps between uplinks hears nothing else. What the cloud starts by itself waits at the
// network until the device has sent a frame that was heard; LoRaWAN then has room for one downlink, a cellular modem stays
// awake for all. What the device asked for comes within its request's own windows and does not wait.
import { type Message, type MessageColumns, MessageKind, messageAt } from "../../event/message.js";
import { causeIndex } from "../../event/vocabulary.js";
import type { CellState } from "../cell-state.js";
import { inService } from "../device/lifecycle.js";
import { isAtWork } from "../device/retire.js";

const REVOKED = causeIndex("revoked");
/** Downlinks that wait for one device; the oldest goes when another comes. */
export const PARKED_MAX = 8;

/** True for what the cloud sends unasked. */
const isUnasked = (kind: number, a: number): boolean =>
  kind === MessageKind.jobNotify ||
  kind === MessageKind.shadowDelta ||
  kind === MessageKind.command ||
  (kind === MessageKind.kick && a === REVOKED);

/** Parks a downlink where its device sleeps. Returns false where it can be heard now (somebody works on a device in maintenance). */
export const park = (cell: CellState, device: number, inbox: MessageColumns, row: number): boolean => {
  if (!isUnasked(inbox.kind[row], inbox.a[row]) || !cell.group(device).radio.hearsAfterUplinkOnly)
    return false;
  if (!inService(cell.dev.state[device]) && !isAtWork(cell, device)) return false;
  const waiting = cell.parked.get(device) ?? [];
  // The cloud repeats what nobody has acknowledged: one copy waits.
  if (waiting.some(({ kind, a }) => kind === inbox.kind[row] && a === inbox.a[row])) return true;
  if (waiting.length >= PARKED_MAX) waiting.shift();
  waiting.push(messageAt(inbox, row));
  cell.parked.set(device, waiting);
  return true;
};

/** What a device that was just heard may be sent now, in order. */
export const unpark = (cell: CellState, device: number): Message[] => {
  const waiting = cell.parked.get(device);
  if (waiting === undefined) return [];
  const heard = waiting.splice(0, cell.group(device).radio.isPaced ? 1 : waiting.length);
  if (waiting.length === 0) cell.parked.delete(device);
  return heard;
};
