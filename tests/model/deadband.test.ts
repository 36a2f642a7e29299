// INF-5 by hand: a register that gains one a minute, told when it has moved by more than five.
import { expect, test } from "vitest";
import { caseText } from "../case-text.js";
import { runScenario } from "../run-scenario.js";

test("a deadband of five lets every sixth minute through, one of 20 every twenty-first", async () => {
  for (const [deadband, everyMinutes] of [
    [5, 6],
    [20, 21],
  ]) {
    const run = await runScenario(
      caseText("failures-and-repairs", {
        changes: [
          ["count: 2000", "count: 3"],
          ["duration: 100d", "duration: 21h"],
          [
            "mtbf: 20d, repair: 12h, radio: {loss: 0%}, reporting: {interval: 24h}",
            `mtbf: 0s, signal: {kind: counter, perHour: 60}, radio: {loss: 0%}, reporting: {mode: deadband, interval: 60s, deadband: ${deadband}, heartbeat: 48h}`,
          ],
        ],
      }),
    );
    // The first reading is always told.
    const each = run.total("messages.produced") / 3 - 1;
    expect(Math.abs(each - (21 * 60) / everyMinutes)).toBeLessThanOrEqual(1);
  }
});
