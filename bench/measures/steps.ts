// Device steps per second: the reference fleet (10,000 devices, one message a minute through fog, full default models).
// One thread plays everything; the rate is per second of processor time, so other work on the machine counts less.
import type { Figure, Measure } from "../measure.js";
import { brokenNotes, play } from "../play.js";
import { REFERENCE } from "../product.js";

const STEPS_PER_S = 2e6;

export const steps: Measure = {
  name: "steps",
  about: "device steps per second, reference fleet, engine alone",
  take: async ({ quick, full }) => {
    const length = quick ? "2h" : "24h";
    const one = await play(REFERENCE, 0, { length });
    const two = await play(REFERENCE, 2, { length });
    const figures: Figure[] = [
      {
        what: `steps per second, one thread (${length})`,
        value: one.deviceSteps / (one.cpuMs / 1_000),
        unit: "steps/s",
        atLeast: STEPS_PER_S,
      },
      { what: "wall time, one thread", value: one.wallMs / 1_000, unit: "s", atMost: 10 },
      { what: "wall time, two threads", value: two.wallMs / 1_000, unit: "s" },
    ];
    if (full) {
      const month = await play(REFERENCE, "auto", { length: "30d" });
      figures.push({ what: "30 days, wall time", value: month.wallMs / 1_000, unit: "s", atMost: 240 });
    }
    return {
      figures,
      notes: [
        `${one.deviceSteps} steps, ${one.rounds} exchanges, digest ${one.digest}`,
        one.digest === two.digest
          ? "one and two threads agree"
          : "DIGESTS DIFFER between one and two threads",
        ...brokenNotes(one),
      ],
    };
  },
};
