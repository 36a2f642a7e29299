// What a device can know of its gateway, transport by transport: the table in docs/radio.md. A gateway is dark for the
// second of three hours.
import { describe, expect, test } from "vitest";
import { TRANSPORT_NAMES, type TransportName } from "../../src/transport/kinds.js";
import { sumBetween } from "../case-text.js";
import { runScenario } from "../run-scenario.js";
import { scenarioOf } from "./radio.js";

const HOUR_MS = 3_600_000;
const DARK = [HOUR_MS, 2 * HOUR_MS] as const;
const AFTER = [2 * HOUR_MS, 3 * HOUR_MS] as const;

const played = (transport: TransportName, confirmed: boolean) =>
  runScenario(
    scenarioOf({
      radio: `{transport: ${transport}, loss: 0%, confirmed: ${confirmed}}`,
      reporting: "{mode: periodic, interval: 5m, payload: 10B}",
      count: 4,
      duration: "3h",
      rest: "timeline:\n  - {id: dark, at: 1h, for: 1h, fault: power.outage, target: {gateways: true}}",
    }),
  );

describe.each(TRANSPORT_NAMES)("over %s", (transport) => {
  test("a confirmed reading is repeated in the dark, kept, and told when somebody answers again", async () => {
    const run = await played(transport, true);
    expect(run.broken()).toEqual([]);
    expect(sumBetween(run, "messages.retries", DARK)).toBeGreaterThan(48);
    expect(run.total("messages.dropped")).toBeGreaterThanOrEqual(0);
    // All 48 of the dark hour arrive later, beside those of the hour itself; a window of readings went with the gateway.
    expect(run.total("messages.dropped", "gateway-down") + run.total("messages.dropped", "link-loss")).toBe(
      0,
    );
    expect(sumBetween(run, "fog.messages.in", AFTER)).toBeGreaterThan(85);
    const joins = sumBetween(run, "energy.drained", DARK, "join");
    // LoRaWAN keeps its session and only gets slower; all others look for their gateway.
    expect(joins > 0).toBe(transport !== "lorawan");
  });

  test("an unconfirmed one is sent once and lost: nobody tells the device", async () => {
    const run = await played(transport, false);
    expect(run.broken()).toEqual([]);
    expect(sumBetween(run, "messages.retries", DARK)).toBe(0);
    const lost = run.total("messages.dropped", "gateway-down");
    expect(lost).toBeGreaterThanOrEqual(48);
    expect(lost).toBeLessThan(52);
    expect(sumBetween(run, "fog.messages.in", AFTER)).toBeLessThanOrEqual(48);
    const perHour = (span: readonly [number, number]): number =>
      sumBetween(run, "energy.drained", span, "transmit");
    expect(perHour(DARK) / perHour([0, HOUR_MS])).toBeCloseTo(1, 1);
  });
});
