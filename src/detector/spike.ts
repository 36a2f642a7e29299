// Spikes: a reading that is far off the latest ones, in robust standard scores. It is over when so many in a row were not.
// Left out: a sensor that wakes its device on a change has no usual value, nor has a seat that is taken or free.
import { count, number } from "../core/params.js";
import { detector, Verdict } from "./detector.js";
import { learn, ROBUST, spreadsOff } from "./robust.js";

export const spike = detector({
  kind: "spike",
  says: "a reading far off the latest ones",
  params: {
    z: number("so many spreads off its level a reading is a spike", "above 0", 6, 6),
    memory: count("readings that level and spread are learned over", {
      least: 8,
      most: 10_000,
      otherwise: 30,
    }),
    least: number("the spread is taken for no less, in the sensor's unit", "above 0", 0.05, 0.05),
    calm: count("ordinary readings in a row after which it is over", { least: 1, most: 255, otherwise: 10 }),
  },
  fits: ({ reports, signal }) => reports !== "on-change" && signal !== "occupancy",
  memory: { ...ROBUST, seen: "u16", calmFor: "u8" },
  onValue: (look, memory, figures) => {
    const { device } = look;
    const { seen, calmFor } = memory;
    const isOdd = seen[device] >= figures.memory && Math.abs(spreadsOff(memory, look, figures)) > figures.z;
    learn(memory, look, 1 / Math.min(seen[device] + 1, figures.memory), figures);
    if (seen[device] < figures.memory) seen[device]++;
    look.measured = look.value;
    if (isOdd) {
      calmFor[device] = 0;
      return look.isFound ? Verdict.unchanged : Verdict.found;
    }
    if (!look.isFound || ++calmFor[device] < figures.calm) return Verdict.unchanged;
    return Verdict.over;
  },
});
