// Bursty loss: the share and the mean burst that were asked for come out, in attempts and in time.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveKey, KeyedRandom, seedKey } from "../../src/core/rng.js";
import { badChance, gilbertChain, kept } from "../../src/model/radio/gilbert-elliott.js";
import { runScenario } from "../run-scenario.js";
import { bareLora, scenarioOf } from "./radio.js";

const play = (
  burst: { meanAttempts: number; meanMs: number },
  lost: number,
  stepMs: number,
  steps: number,
) => {
  const random = new KeyedRandom(deriveKey(seedKey("bursts"), `${lost}/${stepMs}`));
  let isBad = false;
  let bad = 0;
  let bursts = 0;
  for (let n = 0; n < steps; n++) {
    const wasBad: boolean = isBad;
    isBad = random.uniform(0, 0, n) < badChance(burst, lost, wasBad, stepMs);
    if (isBad) bad++;
    if (isBad && !wasBad) bursts++;
  }
  return { share: bad / steps, meanBurst: bad / bursts, bursts };
};

describe("a bursty link", () => {
  it.each([
    [0.02, 4],
    [0.1, 2],
    [0.3, 10],
    [0.5, 3],
  ])("loses %d of the attempts in bursts of %d", (lost, meanAttempts) => {
    const steps = 400_000;
    const { share, meanBurst, bursts } = play({ meanAttempts, meanMs: 0 }, lost, 0, steps);
    // A two-state chain's mean varies as if it had (1 - memory) / (1 + memory) as many independent attempts.
    const { goodToBad, badToGood } = gilbertChain(lost, meanAttempts);
    const memory = 1 - goodToBad - badToGood;
    const effective = (steps * (1 - memory)) / (1 + memory);
    expect(Math.abs(share - lost)).toBeLessThan(4 * Math.sqrt((lost * (1 - lost)) / effective));
    // Bursts are geometric: their mean has a deviation of sqrt(b (b - 1) / n).
    const deviation = Math.sqrt((meanAttempts * (meanAttempts - 1)) / bursts);
    expect(Math.abs(meanBurst - meanAttempts)).toBeLessThan(4 * deviation + 1e-9);
  });

  it("loses the same share in time, in spells of the length asked for, however finely it is looked at", () => {
    for (const stepMs of [100, 500, 2_000]) {
      const { share, meanBurst, bursts } = play({ meanAttempts: 0, meanMs: 30_000 }, 0.2, stepMs, 400_000);
      expect(Math.abs(share - 0.2)).toBeLessThan(0.04);
      // Seen at intervals d, a spell of mean L lasts d / (1 - P(bad after d | bad)) on average.
      const stays = badChance({ meanAttempts: 0, meanMs: 30_000 }, 0.2, true, stepMs);
      expect(Math.abs(meanBurst * (1 - stays) - 1)).toBeLessThan(4 / Math.sqrt(bursts));
    }
    expect(1_000 / (1 - badChance({ meanAttempts: 0, meanMs: 30_000 }, 0.2, true, 1_000))).toBeCloseTo(
      30_000,
      -3.5,
    );
  });

  it("keeps its share over any span, and forgets its state", () => {
    const burst = { meanAttempts: 0, meanMs: 10_000 };
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.nat(1e9), (lost, ms) => {
        const after =
          lost * badChance(burst, lost, true, ms) + (1 - lost) * badChance(burst, lost, false, ms);
        expect(after).toBeCloseTo(lost, 9);
        expect(kept(burst, lost, 1e9)).toBeLessThan(1e-9);
      }),
    );
  });

  it("cannot have bursts shorter than its share makes them", () => {
    expect(gilbertChain(0.9, 1).goodToBad).toBeCloseTo(1, 12);
    expect(gilbertChain(0.9, 1).badToGood).toBeCloseTo(1 / 9, 12);
    expect(gilbertChain(0, 5)).toEqual({ goodToBad: 0, badToGood: 1 });
  });

  it("in a run loses the share asked for, with longer silences than independent loss", async () => {
    const lossOf = async (burst: string) => {
      const run = await runScenario(
        scenarioOf({
          count: 20,
          duration: "12h",
          radio: bareLora(`sf: 7, loss: 20%${burst}`).replace("loss: 0%, ", ""),
          reporting: "{mode: periodic, interval: 60s, payload: 10B}",
        }),
      );
      expect(run.broken()).toEqual([]);
      return run;
    };
    const bursty = await lossOf(", burst: {meanAttempts: 5}");
    const plain = await lossOf("");
    const share = (run: typeof plain): number =>
      run.total("messages.dropped") / run.total("messages.produced");
    // Both lose what each device's own share says; 14,400 attempts, memory 0.75 makes them count for a seventh.
    expect(Math.abs(share(bursty) - share(plain))).toBeLessThan(5 * Math.sqrt((0.2 * 0.8 * 7) / 14_400));
  });
});
