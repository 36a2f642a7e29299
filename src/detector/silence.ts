// Silence: a device in service that has said nothing for too long. Looked at once per window; over when it is heard.
import { duration } from "../core/params.js";
import { detector, Verdict } from "./detector.js";

export const silence = detector({
  kind: "silence",
  says: "nothing heard for too long",
  isUsual: true,
  params: { silenceAfter: duration("a device not heard for this long", { like: "30m", otherwise: "30m" }) },
  memory: {},
  endsWhenHeard: true,
  onWindow: (look, _, { silenceAfterMs }) => {
    look.measured = look.silentMs;
    return !look.isFound && look.measured > silenceAfterMs ? Verdict.found : Verdict.unchanged;
  },
});
