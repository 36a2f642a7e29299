// clock.jump: a device's clock is off until the fault ends. SHD-4, FLT-9. Felt by devices that go by their clock: those with a
// shadow property that latest-wins settles.

import { duration, flag } from "../core/params.js";
import { entityFault } from "./fault.js";

export const clockJump = entityFault({
  kind: "clock.jump",
  says: "devices' clocks are off; what is changed there bears a wrong time",
  seen: "shadow.conflicts; shadow.misjudged",
  params: {
    by: duration("how far", { like: "10m" }),
    back: flag("the clock is slow, not fast"),
  },
  strikes: "devices",
  feels: () => "clock",
  need: {
    action: "local",
    when: "during",
    says: "clock.jump would show nowhere: nothing is changed at a device while its clock is off",
    hint: "local: {set: {...}}, while the fault lasts",
  },
  begin: ({ clock }, { byMs, back }) => clock.add(back === 1 ? -byMs : byMs),
  end: ({ clock }) => clock.takeBack(),
  isLeft: ({ clock }) => clock.isLeft(),
});
