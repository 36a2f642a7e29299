// The commands nobody has acknowledged yet, by device and number; how many wait for one device is bounded (LIF-10).
import { assert } from "../../../core/assert.js";
import type { CloudState } from "../cloud-state.js";
import type { SentCommand } from "./command-columns.js";

/** Commands that wait for one device; more are refused, and the audit says so. */
export const COMMANDS_WAITING_MAX = 100;

/** One key for a command among all that wait. */
const keyOf = ({ plan }: CloudState, device: number, sequence: number): number =>
  sequence * plan.deviceCount + device;

export const hasRoom = ({ command }: CloudState, device: number): boolean =>
  (command.waitingFor.get(device) ?? 0) < COMMANDS_WAITING_MAX;

export const addWaiting = (state: CloudState, command: SentCommand): void => {
  const { underWay, waitingFor } = state.command;
  const { device, sequence } = command;
  underWay.set(keyOf(state, device, sequence), command);
  const waiting = (waitingFor.get(device) ?? 0) + 1;
  assert(waiting <= COMMANDS_WAITING_MAX, "more commands wait for a device than may");
  waitingFor.set(device, waiting);
};

export const removeWaiting = (state: CloudState, { device, sequence }: SentCommand): void => {
  const { underWay, waitingFor } = state.command;
  if (!underWay.delete(keyOf(state, device, sequence))) return;
  const left = (waitingFor.get(device) ?? 0) - 1;
  assert(left >= 0, "fewer commands wait for a device than none");
  if (left > 0) waitingFor.set(device, left);
  else waitingFor.delete(device);
};

export const waitingCommand = (
  state: CloudState,
  device: number,
  sequence: number,
): SentCommand | undefined => state.command.underWay.get(keyOf(state, device, sequence));
