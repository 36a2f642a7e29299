// How long a user waits for the short verbs, and for the first simulated rows.
import { expectExit, run } from "../child.js";
import { type Measure, median } from "../measure.js";
import { play } from "../play.js";
import { IOTCTL } from "../product.js";

const wallOf = async (times: number, args: string[]): Promise<number> => {
  const walls: number[] = [];
  // The first one warms the disk cache.
  for (let at = 0; at <= times; at++) {
    const child = expectExit(await run(process.execPath, [IOTCTL, ...args]), [0]);
    if (at > 0) walls.push(child.wallMs);
  }
  return median(walls);
};

export const startUp: Measure = {
  name: "start-up",
  about: "short verbs, median of several starts",
  take: async ({ quick }) => {
    const times = quick ? 3 : 9;
    const help = await wallOf(times, ["--help"]);
    const validate = await wallOf(times, ["validate", "scenarios/first-light.yaml"]);
    const floor: number[] = [];
    for (let at = 0; at < times; at++) floor.push((await run(process.execPath, ["-e", ""])).wallMs);
    const first = await play("scenarios/live-small.yaml", "auto", {});
    return {
      figures: [
        { what: "iotctl --help", value: help, unit: "ms", atMost: 150 },
        { what: "iotctl validate", value: validate, unit: "ms", atMost: 300 },
        { what: "first rows of a small fleet", value: first.firstBatchMs, unit: "ms", atMost: 500 },
        { what: "floor: node -e ''", value: median(floor), unit: "ms" },
      ],
      notes: [`${times} starts each`],
    };
  },
};
