// Contracts A1 and A3 for the radio: whatever a twin's radio is made of, the books balance, and neither partition, workers
// nor a pause show in the result.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TransportName } from "../../src/transport/kinds.js";
import { runScenario } from "../run-scenario.js";
import { scenarioOf } from "./radio.js";

const TROUBLE = `timeline:
  - {id: cut, at: 40m, for: 20m, fault: backhaul.outage, target: {site: s}}
  - {id: away, at: 70m, for: 15m, fault: device.offline, target: {twin: probe, percent: 50, pick: worst-signal}}
  - {id: noise, at: 90m, for: 10m, fault: link.loss, params: {loss: 50%}, target: {twin: probe}}
  - {id: dark, at: 110m, for: 5m, fault: power.outage, params: {scope: all}, target: {site: s}}
  - {id: c, at: 55m, command: reboot, target: all}
  - {id: cfg, at: 50m, config: {desired: {colour: blue}}, target: all}`;
const SIGNAL = "{kind: daily, mean: 20, amplitude: 5, noise: 3, correlation: 0.5}";

describe("a world with every part of the radio at work", () => {
  const world = (radio: string, attach: "gateway" | "direct" = "gateway") =>
    scenarioOf({
      radio,
      attach,
      signal: SIGNAL,
      reporting: "{mode: periodic, interval: 2m, payload: 12B, qos: 1, alarm: {above: 22}}",
      buffer: "{max: 10}",
      count: 60,
      gateways: 4,
      duration: "150m",
      rest: TROUBLE,
    });
  const LORA =
    "{transport: lorawan, sf: auto, adr: true, distance: {min: 100m, max: 4km}, channels: 1, loss: 2%, ackLoss: 5%, burst: {meanLength: 1m}}";
  const NBIOT =
    "{transport: nb-iot, distance: {min: 1km, max: 9km}, loss: 5%, ackLoss: 10%, burst: {meanAttempts: 3}, batch: {max: 4, wait: 9m}, psm: {active: 4s}}";

  it.each([
    ["LoRaWAN", LORA, "gateway"],
    ["LoRaWAN in batches", LORA.replace("channels: 1", "channels: 1, batch: {max: 6, wait: 9m}"), "gateway"],
    ["LoRaWAN without a gateway of its own", LORA, "direct"],
    ["NB-IoT", NBIOT, "direct"],
  ] as const)("%s: gives one digest over cells, workers and checkpoints", async (_, radio, attach) => {
    const scenario = world(radio, attach);
    const plain = await runScenario(scenario);
    expect(plain.broken()).toEqual([]);
    expect(plain.total("messages.alarms")).toBeGreaterThan(0);
    expect(plain.total("messages.duplicates")).toBeGreaterThan(0);
    for (const options of [
      { cellDevices: 7, batchMs: 61_000 },
      { cellDevices: 20, workers: 2 },
    ]) {
      const other = await runScenario(scenario, options);
      expect(other.result.digest).toBe(plain.result.digest);
    }
    const saved: Uint8Array[] = [];
    await runScenario(scenario, {
      checkpointsAtMs: [2_500_000, 4_400_000, 6_700_000],
      onCheckpoint: (__, bytes) => {
        saved.push(bytes);
      },
    });
    for (const bytes of [saved[0], saved[2]])
      expect((await runScenario(scenario, { resume: bytes })).result.digest).toBe(plain.result.digest);
  });

  it("balances for any mix of settings", async () => {
    const options = fc.record({
      transport: fc.constantFrom<TransportName>(
        "lorawan",
        "nb-iot",
        "lte-m",
        "wifi",
        "ble",
        "zigbee",
        "coap",
        "mqtt",
      ),
      loss: fc.constantFrom("0%", "5%", "60%", "100%"),
      ackLoss: fc.constantFrom("0%", "30%"),
      confirmed: fc.boolean(),
      retries: fc.constantFrom(0, 1, 7),
      burst: fc.constantFrom("", ", burst: {meanAttempts: 6}", ", burst: {meanLength: 5m}"),
      batch: fc.constantFrom("", ", batch: {max: 3, wait: 5m}"),
      jitter: fc.constantFrom("0s", "10m"),
    });
    await fc.assert(
      fc.asyncProperty(
        options,
        async ({ transport, loss, ackLoss, confirmed, retries, burst, batch, jitter }) => {
          const attach =
            transport === "nb-iot" || transport === "lte-m" || transport === "mqtt" ? "direct" : "gateway";
          const radio =
            `{transport: ${transport}, loss: ${loss}, ackLoss: ${ackLoss}, confirmed: ${confirmed}, retries: ${retries}, ` +
            `jitter: ${jitter}${burst}${batch}}`;
          const run = await runScenario(
            scenarioOf({
              radio,
              attach,
              signal: SIGNAL,
              reporting: "{mode: periodic, interval: 1m, payload: 12B, qos: 1, alarm: {above: 22}}",
              buffer: "{max: 5}",
              count: 6,
              gateways: 2,
              duration: "150m",
              rest: TROUBLE,
            }),
          );
          expect(run.broken(), radio).toEqual([]);
        },
      ),
      { numRuns: 10 },
    );
  }, 60_000);
});
