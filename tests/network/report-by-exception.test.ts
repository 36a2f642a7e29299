// INF-5: a deadband saves messages, and with them time on air and energy.
import { expect, test } from "vitest";
import { runScenario } from "../run-scenario.js";
import { scenarioOf } from "./radio.js";

const SIGNAL = "{kind: daily, mean: 21, amplitude: 2.5, noise: 0.15, correlation: 0.9}";
const world = (reporting: string) =>
  scenarioOf({
    radio: "{transport: lorawan, sf: 7, loss: 0%, confirmed: false}",
    signal: SIGNAL,
    reporting: `{interval: 60s, payload: 10B, ${reporting}}`,
    count: 10,
    duration: "48h",
  });

test("half a degree of deadband saves four messages of five or more, and their share of the radio's energy", async () => {
  const every = await runScenario(world("mode: periodic"));
  const moved = await runScenario(world("mode: deadband, deadband: 0.5, heartbeat: 30m"));
  expect(moved.broken()).toEqual([]);
  const share = moved.total("messages.produced") / every.total("messages.produced");
  expect(share).toBeLessThan(0.2);
  // At least the heartbeats: one in 30 minutes.
  expect(share).toBeGreaterThanOrEqual(1 / 31);
  // What was held back was sampled all the same.
  expect(moved.total("messages.suppressed") + moved.total("messages.produced")).toBe(
    every.total("messages.produced"),
  );
  expect(moved.total("net.airtime") / every.total("net.airtime")).toBeCloseTo(share, 6);
  const radio = (run: typeof every): number => run.total("energy.drained", "transmit");
  expect(radio(moved) / radio(every)).toBeCloseTo(share, 2);
});
