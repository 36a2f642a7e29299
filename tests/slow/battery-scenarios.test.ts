// The shipped scenarios of this row, run as a user runs them: their expectations hold, and would not hold in a world that
// differs by what they are about.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CapturedSystem, capturedSystem, iotctl, PACKAGE_ROOT } from "../cli/captured-system.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
});
afterEach(() => system.dispose());

interface Outcome {
  variant: string;
  verdict: string;
  failed: string[];
}

/** Runs a shipped scenario; what failed, by variant. */
const play = async (name: string, ...more: string[]): Promise<{ exit: number; outcomes: Outcome[] }> => {
  const file = `${PACKAGE_ROOT}/scenarios/${name}.yaml`;
  const exit = await iotctl(system, "simulate", file, "--json", "--out", "run", ...more);
  const read = JSON.parse(system.out()) as Summary | Summary[];
  const outcomes = [read].flat().map(({ run, verdict, expectations }) => ({
    variant: run.variant ?? "",
    verdict,
    failed: expectations.flatMap((each) => (each.verdict === "pass" ? [] : [each.id])),
  }));
  return { exit, outcomes };
};

interface Summary {
  run: { variant?: string };
  verdict: string;
  expectations: { id: string; verdict: string }[];
}

describe("battery-life", () => {
  test("three months, five years and sixty days end when they were worked out to", async () => {
    const { exit, outcomes } = await play("battery-life");
    expect(outcomes.map(({ failed }) => failed)).toEqual([[], [], [], []]);
    expect(outcomes.map(({ verdict }) => verdict)).toEqual(["passed", "passed", "passed", "passed"]);
    expect(exit).toBe(0);
  });

  test("half the time awake lasts twice as long: the days no longer fit", async () => {
    const { exit, outcomes } = await play("battery-life", "--variant", "always-awake", "--set", "awake=30s");
    expect(exit).toBe(1);
    expect(outcomes[0].failed).toContain("all-by-then");
  });

  test("a smaller cell is empty too early", async () => {
    const smaller = ["--variant", "always-awake", "--set", "capacity=2400mAh"];
    expect((await play("battery-life", ...smaller)).outcomes[0].failed).toEqual(["none-too-early"]);
  });
});

describe("solar-winter", () => {
  test("one panel is enough, one degrades for a winter, one goes dark and comes back", async () => {
    const { exit, outcomes } = await play("solar-winter");
    expect(outcomes.map(({ failed }) => failed)).toEqual([[], [], []]);
    expect(exit).toBe(0);
  });

  test("half a panel does not carry it through", async () => {
    const { outcomes } = await play("solar-winter", "--variant", "enough", "--set", "panel=45mW");
    expect(outcomes[0].failed).toEqual(["winter-degrades", "winter-darkens", "ran-empty"]);
  });
});

test("battery-drain finds both culprits by their slope and leaves the good alone", async () => {
  const { exit, outcomes } = await play("battery-drain");
  expect(outcomes[0].failed).toEqual([]);
  expect(exit).toBe(0);
  expect(system.files.readText("run/report.html")).toMatch(
    /14 batteries falling more than twice as fast as designed/,
  );
});
