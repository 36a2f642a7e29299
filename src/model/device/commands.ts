// LIF-10, device side: checks a command's signature and number, acts once, acknowledges. A repeat of the last one is
// acknowledged again without acting; anything older is a replay and gets no answer.
import type { KeyObject } from "node:crypto";
import { EventKind } from "../../event/event.js";
import { type MessageColumns, MessageKind } from "../../event/message.js";
import { COMMAND_OUTCOMES, COMMANDS } from "../../event/vocabulary.js";
import type { CellState } from "../cell-state.js";
import { isCommandGenuine } from "../security/command-signature.js";
import { reboot } from "./boot.js";
import { Power } from "./columns.js";
import { changeLife } from "./life.js";
import { scheduleReport } from "./reporting.js";
import { canAsk, uplinkArrivalMs } from "./requests.js";
import { erase, retire } from "./retire.js";

type Outcome = (typeof COMMAND_OUTCOMES)[number];
const ACK_BYTES = 120;

/** What a device makes of a command's number, given the latest one it has obeyed (-1: none). */
export const judgeSequence = (latest: number, sequence: number): "new" | "duplicate" | "replay" =>
  sequence > latest ? "new" : sequence === latest ? "duplicate" : "replay";

const obey = (
  cell: CellState,
  device: number,
  command: (typeof COMMANDS)[number],
  nowMs: number,
): Outcome => {
  if (command === "enter-maintenance") {
    return changeLife(cell, device, "enter-maintenance", "command", nowMs) ? "done" : "refused";
  }
  if (command === "leave-maintenance") {
    if (!changeLife(cell, device, "leave-maintenance", "command", nowMs)) return "refused";
    scheduleReport(cell, device, nowMs);
  }
  return "done";
};

/** One command has arrived. */
export const onCommand = (
  cell: CellState,
  device: number,
  inbox: MessageColumns,
  row: number,
  publicKey: KeyObject,
  nowMs: number,
): void => {
  if (cell.dev.power[device] !== Power.running || !canAsk(cell, device)) return;
  const sequence = inbox.a[row];
  const kind = inbox.b[row];
  const order = judgeSequence(cell.lastCommands.get(device) ?? -1, sequence);
  const isGenuine = isCommandGenuine(
    publicKey,
    inbox.body.get(row) ?? "",
    sequence,
    cell.entityOf[device],
    kind,
  );
  let outcome: Outcome = order === "new" ? "done" : order;
  if (!isGenuine) outcome = "bad-signature";
  if (outcome === "done") {
    cell.lastCommands.set(device, sequence);
    outcome = obey(cell, device, COMMANDS[kind], nowMs);
  }
  cell.emit(EventKind.command, device, nowMs, sequence, kind, COMMAND_OUTCOMES.indexOf(outcome));
  const { series } = cell.group(device);
  if (outcome === "bad-signature" || outcome === "replay") {
    cell.values[series.commandsRejected]++;
    return;
  }
  const atMs = uplinkArrivalMs(cell, device, nowMs);
  cell.values[series.bytesUp] += ACK_BYTES;
  cell.send(
    MessageKind.commandAck,
    device,
    atMs,
    sequence,
    COMMAND_OUTCOMES.indexOf(outcome),
    0,
    0,
    ACK_BYTES,
  );
  if (outcome !== "done") return;
  if (COMMANDS[kind] === "reboot") reboot(cell, device, "command", true, nowMs);
  else if (COMMANDS[kind] === "decommission") {
    // By the cloud's own clock it has been retired already, unless two wall clocks disagree (live).
    retire(cell, device, nowMs);
    erase(cell, device, "order", atMs, nowMs);
  }
};
