// Commands as a service: acknowledgements come in, what nobody acknowledges is repeated.
import type { CloudState } from "../cloud-state.js";
import type { CloudService } from "../service.js";
import { onCommandAck, retryCommands } from "./dispatcher.js";

const nextTickMs = ({ command }: CloudState): number => command.tickMs;

export const COMMAND = {
  name: "command",
  uplinks: { commandAck: onCommandAck },
  ticks: { nextTickMs, quietUntilMs: nextTickMs, onTick: retryCommands },
} satisfies CloudService;
