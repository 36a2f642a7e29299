// LIF-10, cloud side: signs commands, sends them to devices that are there, repeats what nobody acknowledged with the
// same number (the device acts once), and gives up after a while.
import { Command } from "../../../event/downlinks.js";
import { Events } from "../../../event/events.js";
import { letter } from "../../../event/letter.js";
import type { Mail } from "../../../event/message.js";
import { CommandAck } from "../../../event/uplinks.js";
import { COMMANDS } from "../../../event/vocabulary.js";
import { signCommand } from "../../protocol/command-signature.js";
import { keyPair } from "../../protocol/run-keys.js";
import type { CloudState } from "../cloud-state.js";
import { isPresent } from "../front/carrier.js";
import { deviceName } from "../registry/credential.js";
import { isRevoked } from "../registry/registry-columns.js";
import { confirmErasure } from "../registry/revocation.js";
import type { SentCommand } from "./command-columns.js";
import { takeNumber } from "./command-number.js";
import {
  addWaiting,
  COMMANDS_WAITING_MAX,
  hasRoom,
  removeWaiting,
  waitingCommand,
} from "./waiting-commands.js";

export const COMMAND_BYTES = 220;
/** The pause before a repeat doubles up to half an hour: sleepers listen only after their own next report. */
const RETRY_AFTER_MS = 30_000;
const RETRY_MAX_MS = 1_800_000;
const DOUBLINGS_MAX = 6;
const EXPIRES_AFTER_MS = 7_200_000;

const send = (state: CloudState, command: SentCommand, nowMs: number): void => {
  const { device, sequence, kind, signature } = command;
  command.triedMs = nowMs;
  command.tries++;
  if (!isPresent(state, device)) return;
  state.count("commands.sent", device);
  state.send(letter(Command, { sequence, command: kind }, COMMAND_BYTES, signature), device, nowMs);
};

/** Sends one command to each of `devices`; those that are not there get it when they are back, if that is soon. */
export const dispatch = (state: CloudState, name: string, devices: Int32Array, nowMs: number): void => {
  const { plan } = state;
  const kind = COMMANDS.indexOf(name as (typeof COMMANDS)[number]);
  const { privateKey } = keyPair(plan.runKey, "commands");
  const members = devices.filter((device) => !isRevoked(state, device));
  const present = members.filter((device) => hasRoom(state, device));
  for (const device of present) {
    const sequence = takeNumber(state, device);
    const signature = signCommand(privateKey, { sequence, device, kind });
    const times = { sentMs: nowMs, triedMs: nowMs, tries: 0 };
    const command: SentCommand = { device, sequence, kind, signature, ...times };
    addWaiting(state, command);
    if (!state.command.overheard.has(device))
      state.command.overheard.set(device, { sequence, kind, signature });
    send(state, command, nowMs);
  }
  state.command.tickMs = Math.min(state.command.tickMs, nowMs + RETRY_AFTER_MS);
  state.emit(Events.audit, nowMs, { note: `command ${name} to ${present.length} devices` });
  const full = members.length - present.length;
  if (full === 0) return;
  const note = `command ${name} refused for ${full} devices: ${COMMANDS_WAITING_MAX} already wait for each`;
  state.emit(Events.audit, nowMs, { note });
};

const pauseOf = ({ tries }: SentCommand): number =>
  Math.min(RETRY_MAX_MS, RETRY_AFTER_MS * (1 << Math.min(DOUBLINGS_MAX, Math.max(0, tries - 1))));

/** Repeats and expires, each command at its own time, whatever else waits. Called at control ticks. */
export const retryCommands = (state: CloudState, nowMs: number): void => {
  let expired = 0;
  let nextMs = Infinity;
  for (const command of state.command.underWay.values()) {
    const { device, sequence, sentMs } = command;
    const obeyed = state.command.obeyed.get(device) ?? -1;
    if (obeyed > sequence) {
      // The device takes numbers in rising order only: this one can never be obeyed.
      removeWaiting(state, command);
      const note = `command ${sequence} is void: ${deviceName(state, device)} has obeyed ${obeyed}`;
      state.emit(Events.audit, nowMs, { note });
      continue;
    }
    if (nowMs - sentMs >= EXPIRES_AFTER_MS) {
      removeWaiting(state, command);
      expired++;
      continue;
    }
    if (nowMs - command.triedMs >= pauseOf(command)) send(state, command, nowMs);
    nextMs = Math.min(nextMs, command.triedMs + pauseOf(command), sentMs + EXPIRES_AFTER_MS);
  }
  if (expired > 0) state.emit(Events.audit, nowMs, { note: `${expired} commands expired unacknowledged` });
  state.command.tickMs = nextMs;
};

/** A device says how a command ended. */
export const onCommandAck = (state: CloudState, { inbox, row }: Mail, nowMs: number): void => {
  const device = inbox.entity[row];
  const sequence = CommandAck.sequence(inbox)[row];
  const sent = waitingCommand(state, device, sequence);
  if (sent === undefined) {
    confirmErasure(state, device, sequence, nowMs);
    return;
  }
  removeWaiting(state, sent);
  const { obeyed } = state.command;
  obeyed.set(sent.device, Math.max(sequence, obeyed.get(sent.device) ?? -1));
  state.count("commands.acked", sent.device);
  state.latency("commands.latency", state.groupOf(sent.device), nowMs - sent.sentMs);
};
