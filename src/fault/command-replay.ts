// command.replay: somebody on the broker sends devices a command he has overheard, unchanged. LIF-10, FLT-11.
import { attack } from "./fault.js";

export const commandReplay = attack({
  kind: "command.replay",
  says: "somebody sends devices a command he has overheard, once more",
  seen: "commands.rejected (replay, duplicate)",
  need: {
    action: "command",
    when: "before",
    says: "command.replay has nothing to replay: no command is given before it",
    hint: "command: reboot, earlier",
  },
  countStruck: (cloud) => cloud.overheard(),
  begin: (cloud) => cloud.replayCommands(),
});
