// LIF-10, device side: takes a command once, acts, acknowledges.
import { EventKind } from "../../event/event.js";
import { type MessageColumns, MessageKind } from "../../event/message.js";
import { COMMANDS } from "../../event/vocabulary.js";
import type { CellState } from "../cell-state.js";
import { reboot } from "./boot.js";
import { Power } from "./columns.js";
import { changeLife } from "./life.js";
import { scheduleReport } from "./reporting.js";
import { canAsk, uplinkArrivalMs } from "./requests.js";

const ACK_BYTES = 120;
/** Outcomes of a command. */
export const CommandOutcome = { done: 0, refused: 1 } as const;

/** One command has arrived. */
export const onCommand = (
  cell: CellState,
  device: number,
  inbox: MessageColumns,
  row: number,
  nowMs: number,
): void => {
  if (cell.dev.power[device] !== Power.running || !canAsk(cell, device)) return;
  const command = COMMANDS[inbox.b[row]];
  let outcome: number = CommandOutcome.done;
  if (command === "enter-maintenance" && !changeLife(cell, device, "enter-maintenance", "command", nowMs))
    outcome = CommandOutcome.refused;
  if (command === "leave-maintenance") {
    if (changeLife(cell, device, "leave-maintenance", "command", nowMs)) scheduleReport(cell, device, nowMs);
    else outcome = CommandOutcome.refused;
  }
  cell.emit(EventKind.command, device, nowMs, inbox.a[row], inbox.b[row], outcome);
  const atMs = uplinkArrivalMs(cell, device, nowMs);
  cell.values[cell.group(device).series.bytesUp] += ACK_BYTES;
  cell.send(MessageKind.commandAck, device, atMs, inbox.a[row], outcome, 0, 0, ACK_BYTES);
  if (command === "reboot") reboot(cell, device, "command", true, nowMs);
};
