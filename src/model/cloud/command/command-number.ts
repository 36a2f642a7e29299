// The number a signed command carries. Each device's are counted by themselves, so that it can tell old from new (LIF-10),
// and what is sent to others changes no number of its own.
import type { CloudState } from "../cloud-state.js";

/** The number of the next command to a device. */
export const nextNumber = ({ command }: CloudState, device: number): number =>
  command.numbers.get(device) ?? 0;

export const takeNumber = (state: CloudState, device: number): number => {
  const sequence = nextNumber(state, device);
  state.command.numbers.set(device, sequence + 1);
  return sequence;
};
