// Many operators at random, each played again from its journal (tests/engine/journal.test.ts has one, in all ways).
import { expect, test } from "vitest";
import { RandomOperator, town } from "../engine/worlds/operator.js";
import { runScenario } from "../run-scenario.js";

const OPERATORS = 40;

test("whatever an operator does and whenever, its journal does it again", async () => {
  const scenario = town();
  for (let seed = 0; seed < OPERATORS; seed++) {
    const operator = new RandomOperator(scenario, `operator ${seed}`, 30 + seed);
    const options = { operator: operator.operate, cellDevices: 1 + (seed % 15), strict: true };
    const operated = await runScenario(scenario, options);
    const text = `${seed}\n${operated.result.journal.join("\n")}`;
    expect(operated.broken(), text).toEqual([]);
    expect(operated.result.refused, text).toEqual([]);
    const again = await runScenario(scenario, { journal: operator.wanted, strict: true });
    expect(again.result.digest, text).toBe(operated.result.digest);
  }
}, 900_000);
