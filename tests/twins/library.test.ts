// The twins that come with the program: each is read without a word, lives a quarter of a day in order, keeps to the
// rules of its radio, and lasts as long as such a device does.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { explainTwin } from "../../src/explain/explain-twin.js";
import { SHIPPED_TWINS } from "../../src/scenario/twins.js";
import { runScenario } from "../run-scenario.js";
import { groupText, loadShipped, shippedDevices } from "./reading.js";

const YEAR = 365;
/** Expected life in days: what makers of such devices promise, generously. Mains twins are not here. */
const LIFE_DAYS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  "air-quality": [3 * YEAR, 7 * YEAR],
  "asset-tracker": [1 * YEAR, 4 * YEAR],
  "cold-chain-logger": [2.9 * YEAR, 8 * YEAR],
  "occupancy-pir": [5 * YEAR, 12 * YEAR],
  "parking-lora": [5 * YEAR, 14 * YEAR],
  "parking-nbiot": [4 * YEAR, 12 * YEAR],
  "temperature-humidity": [3 * YEAR, 8 * YEAR],
  "vibration-sensor": [3 * YEAR, 8 * YEAR],
  wearable: [7, 60],
};
const SOLAR = ["soil-moisture-valve"];

const devices = shippedDevices();
const onBattery = devices.filter(({ power }) => power.source === "battery").map(({ name }) => name);

test("there are at least fifteen, of all the kinds that fleets are made of", () => {
  expect(SHIPPED_TWINS.length).toBeGreaterThanOrEqual(15);
  const transports = new Set(devices.map(({ radio }) => radio.transport));
  for (const transport of ["lorawan", "nb-iot", "lte-m", "wifi", "ble", "zigbee", "modbus-tcp", "ethernet"])
    expect(transports).toContain(transport);
  expect(devices.filter(({ rules }) => rules.length > 0).length).toBeGreaterThanOrEqual(5);
  expect(devices.filter(({ power }) => power.solar !== null).length).toBeGreaterThanOrEqual(1);
  expect(devices.filter(({ radio }) => radio.link.batch !== null).length).toBeGreaterThanOrEqual(1);
  expect(new Set(devices.map(({ reporting }) => reporting.mode)).size).toBe(3);
});

test.each(SHIPPED_TWINS)("%s is read without a word", (name) => {
  const { twin, diagnostics } = loadShipped(name);
  expect(diagnostics).toEqual([]);
  expect(twin?.name).toBe(name);
  expect(twin?.description).not.toBe("");
});

test.each(devices.map(({ name }) => name))("%s says where its figures come from", (name) => {
  const comments = readFileSync(`twins/${name}.yaml`, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("#"))
    .join(" ");
  expect(comments).toMatch(/sources?:|properties after|our choices throughout/i);
});

test("a twin that names its designed life is expected to reach it", () => {
  const named = devices.filter(({ power }) => (power.battery?.lifeMs ?? 0) > 0);
  expect(named.length).toBeGreaterThanOrEqual(3);
  for (const twin of named) {
    const days = explainTwin(twin).budget?.life.days ?? 0;
    expect(days, twin.name).toBeGreaterThan((twin.power.battery?.lifeMs ?? Infinity) / 86_400_000);
  }
});

describe("in a scenario of five devices and six hours", () => {
  test.each(devices.map(({ name }) => name))("%s keeps the ledgers balanced", async (name) => {
    const run = await runScenario(groupText(name), { strict: true });
    expect(run.broken()).toEqual([]);
    expect(run.total("messages.produced")).toBeGreaterThan(0);
    expect(run.total("messages.delivered")).toBeGreaterThan(0);
    // One lost reading in ten would be no product; a single parking sensor's first ones weigh a lot.
    expect(run.total("messages.dropped")).toBeLessThanOrEqual(0.1 * run.total("messages.produced") + 1);
    expect(run.total("device.depleted")).toBe(0);
    expect(run.total("device.brownouts")).toBe(0);
  });
});

describe("a battery twin", () => {
  test("has its bounds in this file", () => {
    expect([...Object.keys(LIFE_DAYS), ...SOLAR].sort()).toEqual([...onBattery].sort());
  });

  test.each(Object.keys(LIFE_DAYS))("%s lasts as long as such a device should", (name) => {
    const twin = devices.find((device) => device.name === name);
    if (twin === undefined) throw new Error(name);
    const [least, most] = LIFE_DAYS[name];
    const days = explainTwin(twin).budget?.life.days ?? Number.NaN;
    expect(days).toBeGreaterThan(least);
    expect(days).toBeLessThan(most);
  });

  test.each(SOLAR)("%s gets through its darkest month by its panel", (name) => {
    const twin = devices.find((device) => device.name === name);
    if (twin === undefined) throw new Error(name);
    const life = explainTwin(twin).budget?.life;
    expect(life?.days).toBeNull();
    expect(life?.harvest?.darkestMAhPerDay).toBeGreaterThan(life?.activeMAhPerDay ?? Infinity);
    expect(life?.harvest?.meanMAhPerDay).toBeGreaterThan(life?.harvest?.darkestMAhPerDay ?? Infinity);
  });
});

describe("a LoRaWAN twin", () => {
  const names = devices.filter(({ radio }) => radio.transport === "lorawan").map(({ name }) => name);

  test.each(names)("%s stays within 1 %% of time on air, also at its slowest rate", async (name) => {
    const twin = devices.find((device) => device.name === name);
    if (twin === undefined) throw new Error(name);
    expect(explainTwin(twin).dutyUsed).toBeLessThan(1);
    const run = await runScenario(groupText(name, "{}", 5, "24h"));
    const shareOnAir = run.total("net.airtime") / (5 * 86_400_000_000);
    expect(shareOnAir).toBeGreaterThan(0);
    expect(shareOnAir).toBeLessThan(0.01);
  });
});
