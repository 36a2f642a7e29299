// Drift: readings that are off to one side for longer than chance has it: a cumulative sum (CUSUM, Page 1954) of robust standard
// scores, to either side. What it suspects is learned the less the more it does, so a drift does not become the usual. It is
// over when the sum has come down to half. The memory should hold a day at least: then the day's own swing is part of the
// spread, which a sine never leaves by more than a quarter. Left out: signals that are at home nowhere (registers, tanks, ways), sensors that speak on a change or a deadband.
import { duration, number } from "../core/params.js";
import { detector, Verdict } from "./detector.js";
import { clipped, learn, ROBUST, spreadsOff } from "./robust.js";

const STEADY = ["periodic", "polled"];
const AT_HOME_NOWHERE = ["occupancy", "counter", "level", "random-walk", "track"];
/** It is over when the sum has fallen to this share of its limit. */
const OVER_AT = 0.5;

export const drift = detector({
  kind: "drift",
  says: "readings that stay off to one side",
  params: {
    memory: duration("level and spread are learned over this; nothing is found before", {
      like: "1d",
      otherwise: "1d",
      range: "above 0",
    }),
    slack: number("so many spreads off are usual, however long", "above 0", 1.5, 1.5),
    limit: number("what is beyond that, summed up over readings, in spreads", "above 0", 50, 50),
    least: number("the spread is taken for no less, in the sensor's unit", "above 0", 0.05, 0.05),
  },
  fits: ({ reports, signal }) => STEADY.includes(reports) && !AT_HOME_NOWHERE.includes(signal),
  memory: { ...ROBUST, seen: "u32", fromMs: "f64", above: "f32", below: "f32" },
  onValue: (look, memory, figures) => {
    const { device } = look;
    const { level, seen, fromMs, above, below } = memory;
    const { slack, limit } = figures;
    if (seen[device] === 0) fromMs[device] = look.sensedMs;
    seen[device]++;
    const memories = (look.sensedMs - fromMs[device]) / figures.memoryMs;
    const off = spreadsOff(memory, look, figures);
    const counts = clipped(off);
    if (memories >= 1) {
      above[device] = Math.min(limit, Math.max(0, above[device] + counts - slack));
      below[device] = Math.min(limit, Math.max(0, below[device] - counts - slack));
    }
    const sum = Math.max(above[device], below[device]);
    look.measured = look.value - level[device];
    learn(memory, look, ((1 - sum / limit) * Math.max(1, memories)) / seen[device], figures);
    if (look.isFound) return sum <= OVER_AT * limit ? Verdict.over : Verdict.unchanged;
    return sum >= limit ? Verdict.found : Verdict.unchanged;
  },
});
