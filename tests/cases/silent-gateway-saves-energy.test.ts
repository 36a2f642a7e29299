// A gateway without power saved its sensors all energy: they knew by magic that nobody would hear them, kept what nobody
// acknowledges, and knew at once when it was back.
import { describe, expect, test } from "vitest";
import { caseText, sumBetween } from "../case-text.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";

const CASE = "silent-gateway-saves-energy";
const HOUR_MS = 3_600_000;
const NO_MATRIX: [string, string] = [
  "matrix: {twin: [parking-lora, temperature-humidity, occupancy-pir, soil-moisture-valve, wearable]}\n",
  "",
];
/** A quarter of the time: six hours of light, six of darkness, six of light. */
const SHORTER: [string, string][] = [
  ["duration: 3d", "duration: 18h"],
  ["at: 1d", "at: 6h"],
  ["for: 24h", "for: 6h"],
  ["[1d .. 2d]", "[6h .. 12h]"],
  ["[0s .. 1d]", "[0s .. 6h]"],
];
const LIGHT = [0, 6 * HOUR_MS] as const;
const DARK = [6 * HOUR_MS, 12 * HOUR_MS] as const;

const played = (twin: string, overrides = "mtbf: 0s"): Promise<ScenarioRun> =>
  runScenario(
    caseText(CASE, {
      changes: [NO_MATRIX, ...SHORTER, ["overrides: {mtbf: 0s}", `overrides: {${overrides}}`]],
    }),
    { set: { twin } },
  );

const joules = (run: ScenarioRun, span: readonly [number, number], consumer: string): number =>
  sumBetween(run, "energy.drained", span, consumer) / 1e9;

describe("a gateway that is dark for six hours", () => {
  test.each(["temperature-humidity", "occupancy-pir", "wearable"])(
    "makes a %s send on, and look for it under `join`; nothing is lost but what its buffer has no room for",
    async (twin) => {
      const run = await played(twin);
      expect(run.broken()).toEqual([]);
      expect(joules(run, DARK, "transmit")).toBeGreaterThan(joules(run, LIGHT, "transmit"));
      expect(joules(run, DARK, "join")).toBeGreaterThan(10 * joules(run, LIGHT, "join"));
      expect(joules(run, DARK, "join")).toBeGreaterThan(1);
      expect(run.total("messages.dropped", "gateway-down")).toBe(0);
      // Found again within the cap of its reconnect policy, two minutes, and a boot of the gateway.
      expect(sumBetween(run, "fog.messages.in", DARK)).toBeLessThan(10);
      expect(sumBetween(run, "fog.messages.in", [12 * HOUR_MS, 12.1 * HOUR_MS])).toBeGreaterThan(20);
    },
  );

  test("gets eight transmissions of each confirmed LoRaWAN reading, at a factor that is fixed eight times the energy", async () => {
    const run = await played("parking-lora", "mtbf: 0s, radio: {sf: 9, adr: false, loss: 0%}");
    expect(run.broken()).toEqual([]);
    const each = (span: readonly [number, number]): number =>
      joules(run, span, "transmit") / sumBetween(run, "messages.produced", span);
    expect(each(DARK) / each(LIGHT)).toBeGreaterThan(7);
    expect(each(DARK) / each(LIGHT)).toBeLessThan(9);
    expect(run.total("messages.delivered") + run.total("messages.dropped", "buffer-full")).toBeGreaterThan(
      0.97 * run.total("messages.produced"),
    );
  });

  test("gets confirmed frames slower and slower where ADR lets the device choose: more than eight times the energy", async () => {
    const run = await played("parking-lora");
    expect(joules(run, DARK, "transmit")).toBeGreaterThan(8 * joules(run, LIGHT, "transmit"));
  });

  test("loses every unconfirmed reading of a parking sensor, which spends as much as ever and keeps nothing", async () => {
    const run = await played("parking-lora", "mtbf: 0s, radio: {confirmed: false}");
    expect(run.broken()).toEqual([]);
    const sent = sumBetween(run, "messages.produced", DARK);
    const lost = run.total("messages.dropped", "gateway-down");
    // The gateway boots for 45 s beyond the dark hours.
    expect(lost).toBeGreaterThanOrEqual(0.98 * sent);
    expect(lost).toBeLessThan(1.03 * sent);
    const each = (span: readonly [number, number]): number =>
      joules(run, span, "transmit") / sumBetween(run, "messages.produced", span);
    expect(Math.abs(each(DARK) / each(LIGHT) - 1)).toBeLessThan(0.2);
  });
});

test("a device whose own radio is cut off does the same: it hears no answer either", async () => {
  const run = await runScenario(
    caseText(CASE, {
      changes: [
        NO_MATRIX,
        ...SHORTER,
        ["fault: power.outage, target: {gateways: true}", "fault: device.offline, target: {site: hall}"],
      ],
    }),
    { set: { twin: "temperature-humidity" } },
  );
  expect(run.broken()).toEqual([]);
  expect(joules(run, DARK, "transmit")).toBeGreaterThan(joules(run, LIGHT, "transmit"));
  expect(joules(run, DARK, "join")).toBeGreaterThan(1);
});

test("devices with a modem of their own knock under `join`: a day without the cloud costs more than one with it", async () => {
  for (const twin of ["parking-nbiot", "asset-tracker", "cold-chain-logger"]) {
    const run = await runScenario(
      caseText(CASE, {
        file: "direct.yaml",
        changes: [
          [
            "matrix: {twin: [parking-nbiot, asset-tracker, cold-chain-logger], fault: [network.outage, cloud.outage]}\n",
            "",
          ],
          ['fault: "${fault}", target: all', "fault: cloud.outage"],
          ...SHORTER,
        ],
      }),
      { set: { twin } },
    );
    const drained = (span: readonly [number, number]): number => sumBetween(run, "energy.drained", span);
    expect(drained(DARK), twin).toBeGreaterThan(drained(LIGHT));
    expect(joules(run, DARK, "join"), twin).toBeGreaterThan(joules(run, LIGHT, "join"));
  }
});
