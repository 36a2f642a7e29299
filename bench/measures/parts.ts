// What each part of the model costs: first-light in one thread under the sampling profiler, self time by source file.
// Shares of one run, so a busy machine hardly matters. Shadows are at work in config-rollout and updates in canary-abort.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expectExit, runNode } from "../child.js";
import type { Figure, Measure } from "../measure.js";
import { script } from "../product.js";

/** Parts by the path of a built file, first match counts. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/\/model\/battery\/|\/device\/(battery|charge|forecast|steepness|supply)\.js/, "battery"],
  [
    /\/model\/network\/|\/device\/(transport|paced|uplink|buffer|notice|own-frame)\.js/,
    "radio and transport",
  ],
  [/\/model\/shadow\//, "shadow"],
  [/\/model\/ota\//, "update"],
  [/\/model\/gateway\//, "gateway"],
  [/\/model\/cloud\//, "cloud"],
  [/\/model\//, "device: sampling, lifecycle, sessions"],
  [/\/core\//, "core: timers, random draws, digest"],
  [/\/(engine|event|fleet)\//, "engine"],
];

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[];
  samples: number[];
  timeDeltas: number[];
}

const partOf = (url: string, name: string): string =>
  PARTS.find(([pattern]) => pattern.test(url))?.[1] ??
  (name === "(idle)" ? "" : "Node, loading, garbage collection");

/** Self time by part, as shares of all that is not idle. */
const sharesOf = (profile: Profile): Map<string, number> => {
  const parts = new Map(
    profile.nodes.map(({ id, callFrame }) => [id, partOf(callFrame.url, callFrame.functionName)]),
  );
  const times = new Map<string, number>();
  profile.samples.forEach((node, at) => {
    const part = parts.get(node) ?? "";
    if (part !== "") times.set(part, (times.get(part) ?? 0) + profile.timeDeltas[at]);
  });
  const all = [...times.values()].reduce((sum, time) => sum + time, 0);
  return new Map([...times].map(([part, time]) => [part, time / all]));
};

const profileOf = async (scenario: string): Promise<Map<string, number>> => {
  const folder = mkdtempSync(join(tmpdir(), "iotctl-parts-"));
  try {
    const options = ["--cpu-prof", `--cpu-prof-dir=${folder}`];
    expectExit(await runNode([...options, script("children/play"), scenario, "0"]), [0]);
    const [file] = readdirSync(folder).filter((name) => name.endsWith(".cpuprofile"));
    return sharesOf(JSON.parse(readFileSync(join(folder, file), "utf8")) as Profile);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

export const parts: Measure = {
  name: "parts",
  about: "what each part of the model costs, share of processor time",
  take: async ({ quick }) => {
    const figures: Figure[] = [];
    for (const name of quick ? ["live-small"] : ["first-light", "config-rollout", "canary-abort"]) {
      const shares = await profileOf(`scenarios/${name}.yaml`);
      for (const [part, share] of [...shares].sort(([, x], [, y]) => y - x)) {
        figures.push({ what: `${name}: ${part}`, value: 100 * share, unit: "%" });
      }
    }
    return {
      figures,
      notes: ["self time of a sampling profiler; inlined functions count for their caller's file"],
    };
  },
};
