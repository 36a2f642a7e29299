// What one Bluetooth reading takes, by the data sheet of an nRF52: 5.3 mA at 0 dBm, 5.4 mA listening.
import { expect, test } from "vitest";
import { runScenario } from "../run-scenario.js";
import { scenarioOf } from "./radio.js";

test("a reading of 20 bytes over BLE is 1 ms and 37 bytes of 8 us at 5.3 mA, and 2 ms of listening at 5.4 mA", async () => {
  const run = await runScenario(
    scenarioOf({
      radio: "{transport: ble, loss: 0%}",
      reporting: "{mode: periodic, interval: 10m, payload: 20B}",
      duration: "2h",
    }),
  );
  const readings = run.total("messages.produced");
  expect(readings).toBe(12);
  const ratio = run.total("energy.drained", "transmit") / run.total("energy.drained", "receive");
  expect(ratio).toBeCloseTo((5.3 * 1.296) / (5.4 * 2), 2);
  // At 3.6 V or a little more, lithium thionyl chloride: 24.7 uJ sending.
  const microjoules = run.total("energy.drained", "transmit") / 1_000 / readings;
  expect(Math.abs(microjoules / (5.3 * 1.296 * 3.65) - 1)).toBeLessThan(0.03);
});
