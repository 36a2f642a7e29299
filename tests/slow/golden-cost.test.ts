// CST-2 at its full size: 10,000 sensors, 14.4 M readings, by scenario and price book.
import { expect, test } from "vitest";
import { billOf } from "../cost/bill.js";
import { SENSORS, sensorsText, TEN_THOUSAND_SENSORS_BOOK } from "../cost/golden-sensors.js";
import { runScenario } from "../run-scenario.js";

test("10,000 sensors are 5,184.00 USD a month one by one, 13.82 in summaries", async () => {
  const bill = billOf(await runScenario(sensorsText(SENSORS)), TEN_THOUSAND_SENSORS_BOOK);
  expect(bill.withoutFog.total).toBeCloseTo(5_184, 1);
  expect(bill.monthly.total.toFixed(2)).toBe("13.82");
});
