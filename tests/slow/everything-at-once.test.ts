// Contract A1 and A3 over many random worlds of everything at once; tests/engine/everything-at-once.test.ts plays a few.
import { expect, it } from "vitest";
import { playAllWays, waysOf } from "../engine/all-ways.js";
import { scenarioOfWorld, worldsOf } from "../engine/worlds/everything.js";

/** Worlds by seed, so that one that fails can be played alone; the naive loop takes long on long ones. */
const FIRST = 7_000;
const WORLDS = 100;
const NAIVE_MINUTES_MAX = 300;

it("many worlds are the same over any cells, batches, checkpoints and the naive loop, and balance", async () => {
  const broken: string[] = [];
  for (let seed = FIRST; seed < FIRST + WORLDS; seed++) {
    const [world] = worldsOf(seed, 1);
    const { scenario } = scenarioOfWorld(world);
    const naive = world.minutes < NAIVE_MINUTES_MAX;
    const { findings } = await playAllWays(scenario, { ...waysOf(scenario, world.seed), naive });
    broken.push(...findings.map((finding) => `worldsOf(${seed}, 1): ${finding}`));
  }
  expect(broken).toEqual([]);
}, 1_800_000);

it("a world is the same on two workers", async () => {
  const [world] = worldsOf(FIRST, 1);
  const { scenario, text } = scenarioOfWorld(world);
  const { findings } = await playAllWays(scenario, { ...waysOf(scenario, world.seed), workers: 2 });
  expect(findings, text).toEqual([]);
});
