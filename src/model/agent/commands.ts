// LIF-10, device side: checks a command's signature and number, acts once, acknowledges. A repeat of the last one is
// acknowledged again without acting; anything older (a replay, or one that was overtaken) is refused and gets no answer.
import { assert } from "../../core/assert.js";
import { Command } from "../../event/downlinks.js";
import { Events } from "../../event/events.js";
import { letter } from "../../event/letter.js";
import type { Mail } from "../../event/message.js";
import { CommandAck } from "../../event/uplinks.js";
import { COMMAND_OUTCOMES, COMMANDS } from "../../event/vocabulary.js";
import { restart } from "../device/boot.js";
import { scheduleReport } from "../device/pace.js";
import { canAsk, tellAfter, uplinkArrivalMs } from "../device/requests.js";
import { erase, retire } from "../device/retire.js";
import { carriesFrame } from "../power/supply.js";
import { isCommandGenuine } from "../protocol/command-signature.js";
import { keyPair } from "../protocol/run-keys.js";
import type { CellState } from "../state/cell-state.js";
import { changeLife } from "../state/life.js";
import { Power } from "../state/power-states.js";
import { type Answer, blink, diagnose, readSensor } from "./answers.js";

type Outcome = (typeof COMMAND_OUTCOMES)[number];
const ACK_BYTES = 120;
const DONE: Answer = { outcome: "done", tookMs: 0 };
const REFUSED: Answer = { outcome: "refused", tookMs: 0 };

/** What a device makes of a command's number, given the latest one it has obeyed (-1: none). */
export const judgeSequence = (latest: number, sequence: number): "new" | "duplicate" | "replay" =>
  sequence > latest ? "new" : sequence === latest ? "duplicate" : "replay";

/** For the record: a device cannot tell a replay from a command that another one has overtaken. */
const overtaken = (sequence: number, latest = -1): string =>
  `{"error":"number ${sequence} is not above ${latest}, which was obeyed before"}`;

/** Does what the command says. Reboots and erasures come after the acknowledgement. */
const obey = (
  cell: CellState,
  device: number,
  { command, sequence }: { command: (typeof COMMANDS)[number]; sequence: number },
  nowMs: number,
): Answer => {
  switch (command) {
    case "diagnostics":
      return diagnose(cell, device, nowMs);
    case "read-sensor":
      return readSensor(cell, device, sequence, nowMs);
    case "blink":
      return blink(cell, device);
    case "enter-maintenance":
    case "leave-maintenance": {
      if (!changeLife(cell, device, command, nowMs)) return REFUSED;
      if (command === "leave-maintenance") scheduleReport(cell, device, nowMs);
      return DONE;
    }
    case "reboot":
    case "decommission":
      return DONE;
  }
};

/** One command has arrived. */
export const onCommand = (cell: CellState, device: number, { inbox, row }: Mail, nowMs: number): void => {
  if (cell.dev.power[device] !== Power.running || !canAsk(cell, device)) return;
  const sequence = Command.sequence(inbox)[row];
  const kind = Command.command(inbox)[row];
  const order = judgeSequence(cell.lastCommands.get(device) ?? -1, sequence);
  const isGenuine = isCommandGenuine(
    keyPair(cell.plan.runKey, "commands").publicKey,
    inbox.body.get(row) ?? "",
    { sequence, device: cell.entityOf[device], kind },
  );
  let outcome: Outcome = order === "new" ? "done" : order;
  if (!isGenuine) outcome = "bad-signature";
  let answer = DONE;
  if (outcome === "done") {
    assert(kind < COMMANDS.length, "a signed command is of a kind that nobody knows");
    cell.lastCommands.set(device, sequence);
    answer = obey(cell, device, { command: COMMANDS[kind], sequence }, nowMs);
    outcome = answer.outcome;
  }
  const code = COMMAND_OUTCOMES.indexOf(outcome);
  const note = outcome === "replay" ? overtaken(sequence, cell.lastCommands.get(device)) : answer.body;
  cell.emit(Events.command, device, nowMs, { commandSeq: sequence, command: kind, outcome: code, note });
  const group = cell.group(device);
  const { series } = group;
  if (outcome === "bad-signature" || outcome === "replay") {
    cell.values[series.commandsRejected]++;
    return;
  }
  if (!carriesFrame(cell, device, group, nowMs)) return;
  const { tookMs, body } = answer;
  const bytes = ACK_BYTES + (body?.length ?? 0);
  const ack = letter(CommandAck, { sequence, outcome: code, tookMs }, bytes, body);
  if (outcome === "done" && COMMANDS[kind] === "decommission") {
    // The last word goes out at once and is not repeated: nobody is left to do it.
    const atMs = uplinkArrivalMs(cell, device, nowMs);
    cell.values[series.bytesUp] += bytes;
    cell.post(ack, device, atMs);
    // By the cloud's own clock it has been retired already, unless two wall clocks disagree (live).
    retire(cell, device, nowMs);
    erase(cell, device, { by: "order", lastWordMs: atMs }, nowMs);
    return;
  }
  tellAfter(cell, device, { news: ack, afterMs: tookMs }, nowMs);
  if (outcome === "done" && COMMANDS[kind] === "reboot") restart(cell, device, "command", nowMs);
};
