// LIF-10: attacks on the command plane by somebody on the broker: a command he has overheard, unchanged (replay), or a reboot with
// the next number and a signature of his own making (forge).
import { Command } from "../../../event/downlinks.js";
import { letter } from "../../../event/letter.js";
import { COMMANDS } from "../../../event/vocabulary.js";
import { signCommand } from "../../protocol/command-signature.js";
import { keyPair } from "../../protocol/run-keys.js";
import type { CloudState } from "../cloud-state.js";
import { nextNumber } from "./command-number.js";
import { COMMAND_BYTES } from "./dispatcher.js";

const REBOOT = COMMANDS.indexOf("reboot");

interface Forged {
  sequence: number;
  kind: number;
  signature: string;
}

const send = (
  state: CloudState,
  device: number,
  { sequence, kind, signature }: Forged,
  nowMs: number,
): void => {
  state.send(letter(Command, { sequence, command: kind }, COMMAND_BYTES, signature), device, nowMs);
};

/** Of these devices the ones on whose way a command was overheard. */
export const overheardOf = ({ command }: CloudState, devices: Int32Array): Int32Array =>
  devices.filter((device) => command.overheard.has(device));

export const replayCommands = (state: CloudState, devices: Int32Array, nowMs: number): void => {
  for (const device of overheardOf(state, devices))
    send(state, device, state.command.overheard.get(device) as Forged, nowMs);
};

export const forgeCommands = (state: CloudState, devices: Int32Array, nowMs: number): void => {
  const stranger = keyPair(state.plan.runKey, "stranger").privateKey;
  for (const device of devices) {
    const sequence = nextNumber(state, device);
    const signature = signCommand(stranger, { sequence, device, kind: REBOOT });
    send(state, device, { sequence, kind: REBOOT, signature }, nowMs);
  }
};
