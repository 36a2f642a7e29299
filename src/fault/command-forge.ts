// command.forge: somebody on the broker sends devices a reboot with the next number and a signature of his own making. LIF-10,
// FLT-11.
import { attack } from "./fault.js";

export const commandForge = attack({
  kind: "command.forge",
  says: "somebody sends devices a command that he has signed himself",
  seen: "commands.rejected (bad-signature)",
  begin: (cloud) => cloud.forgeCommands(),
});
