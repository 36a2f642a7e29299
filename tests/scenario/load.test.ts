import { expect, test } from "vitest";
import { FILE, load, SOUND, scenarioOf } from "./reading.js";

test("a minimal file becomes one scenario with documented defaults", () => {
  const { scenarios, diagnostics } = load(SOUND);
  expect(diagnostics).toEqual([]);
  expect(scenarios).toHaveLength(1);
  const [scenario] = scenarios;
  expect(scenario).toMatchObject({
    format: 1,
    name: "test",
    file: FILE,
    variant: "",
    seed: "1",
    durationMs: 3_600_000,
    resolutionMs: 1_000,
    priceBook: "aws-iot-core",
    start: { state: "active", overMs: 0 },
    tenants: [
      { id: "default", availabilityPpm: 999_000, freshnessSharePpm: 950_000, freshnessWithinMs: 120_000 },
    ],
    cloud: {
      profile: "aws-iot-core",
      connectsPerSecond: 3_000,
      provisionsPerSecond: 10,
      ingestPerSecond: 20_000,
      ingestQueueMax: 1_000_000,
      processingMs: 5,
      units: 1,
      messagesPerDay: null,
      metering: { stepBytes: 5_120, connects: true, acknowledgements: true },
      keepalive: { minMs: 30_000, maxMs: 1_200_000 },
    },
  });
  expect(scenario.alerts.map(({ metric }) => metric)).toEqual([
    "offline-share",
    "auth-errors",
    "connect-refusals",
    "ingest-queue",
    "reboot-rate",
  ]);
});

test("groups are called after site and twin, and via and tenant follow from twin and file", () => {
  const { devices, gateways } = scenarioOf(SOUND);
  expect(gateways.map(({ id, count }) => [id, count])).toEqual([["north/gw", 2]]);
  expect(devices.map(({ id, via, tenant, labels }) => ({ id, via, tenant, labels }))).toEqual([
    { id: "north/parking-lora", via: "gateway", tenant: "default", labels: { board: "rev-a" } },
    { id: "north/parking-nbiot", via: "direct", tenant: "default", labels: {} },
  ]);
});

test("groups of one twin at one site are numbered, around ids that are written down", () => {
  const { devices, gateways } = scenarioOf(`iotctl: 1
duration: 1h
sites:
  - id: north
    gateways: [{twin: fog-gateway}, {twin: fog-gateway}, {id: roof, twin: fog-gateway}]
    devices:
      - {twin: parking-nbiot, count: 1}
      - {twin: parking-nbiot, count: 2}
      - {twin: parking-nbiot, count: 3, id: north/parking-nbiot-2}
`);
  expect(gateways.map(({ id }) => id)).toEqual(["north/gw", "north/gw-2", "roof"]);
  expect(devices.map(({ id, count }) => [id, count])).toEqual([
    ["north/parking-nbiot", 1],
    ["north/parking-nbiot-3", 2],
    ["north/parking-nbiot-2", 3],
  ]);
});

test("numbers may carry underscores, labels may be numbers, a seed may be a number", () => {
  const scenario = scenarioOf(`iotctl: 1
seed: 42
duration: 1h
sites:
  - id: north
    devices: [{twin: parking-nbiot, count: 1_000, labels: {floor: 3, lit: true}}]
`);
  expect(scenario.seed).toBe("42");
  expect(scenario.devices[0].count).toBe(1_000);
  expect(scenario.devices[0].labels).toEqual({ floor: "3", lit: "true" });
});

test("the cloud's limits come from the profile, the file's own lie on top", () => {
  const { cloud } = scenarioOf(`${SOUND}cloud:
  profile: azure-iot-hub-s1
  broker: {connectsPerSecond: 250/s}
  ingest: {perSecond: 7, queueMax: 50_000}
`);
  expect(cloud).toEqual({
    profile: "azure-iot-hub-s1",
    connectsPerSecond: 250,
    provisionsPerSecond: 16,
    ingestPerSecond: 7,
    ingestQueueMax: 50_000,
    processingMs: 5,
    units: 1,
    messagesPerDay: 400_000,
    metering: { stepBytes: 4_096, connects: false, acknowledgements: false },
    keepalive: { minMs: 1_000, maxMs: 1_767_000 },
  });
});

test("units scale a hub's limits; a profile that is not sold by the unit refuses them", () => {
  const { cloud } = scenarioOf(`${SOUND}cloud: {profile: azure-iot-hub-s1, units: 20}
`);
  expect(cloud).toMatchObject({
    units: 20,
    connectsPerSecond: 240,
    ingestPerSecond: 240,
    messagesPerDay: 8_000_000,
  });
  const { diagnostics } = load(`${SOUND}cloud: {profile: self-hosted, units: 2}\n`);
  expect(diagnostics.map(({ message }) => message)).toEqual([
    "cloud.units is 2; the profile self-hosted is not sold by the unit",
  ]);
});

test("alert rules take the defaults of their metric; an empty list means no alerts", () => {
  const { alerts } = scenarioOf(`${SOUND}alerts:
  - {id: dark, metric: offline-share, threshold: 25%, for: 2m, severity: P0}
  - {id: loops, metric: reboot-rate}
`);
  expect(alerts).toEqual([
    {
      id: "dark",
      metric: "offline-share",
      threshold: 0.25,
      forMs: 120_000,
      isDefault: false,
      severity: "P0",
    },
    { id: "loops", metric: "reboot-rate", threshold: 0.03, forMs: 600_000, isDefault: false, severity: "P2" },
  ]);
  expect(scenarioOf(`${SOUND}alerts: []\n`).alerts).toEqual([]);
});

test("a loaded scenario is plain data: a JSON round trip changes nothing", () => {
  const scenario = scenarioOf(SOUND);
  expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
  expect(structuredClone(scenario)).toEqual(scenario);
});

test("anchors and aliases are followed", () => {
  const { devices } = scenarioOf(`iotctl: 1
duration: 1h
sites:
  - id: north
    devices:
      - {twin: parking-nbiot, count: 1, labels: &here {district: harbour}}
      - {twin: parking-nbiot, count: 1, labels: *here}
`);
  expect(devices[1].labels).toEqual({ district: "harbour" });
});

test("a site over its gateways' capacity is warned of, not refused", () => {
  const { scenarios, diagnostics } = load(`iotctl: 1
duration: 1h
sites:
  - id: north
    gateways: {twin: fog-gateway, count: 1}
    devices: [{twin: parking-lora, count: 300}]
`);
  expect(scenarios).toHaveLength(1);
  expect(diagnostics.map(({ code, severity, line }) => [code, severity, line])).toEqual([
    ["SCN036", "warning", 5],
  ]);
});

test("an alias means the anchor before it, also where the anchor is set anew further down", () => {
  const text = `${SOUND}name: &x first\ndescription: *x\ncloud: {profile: &x aws-iot-core}\n`;
  expect(scenarioOf(text).description).toBe("first");
});

test("60,000 keys are read, or refused, in linear time", () => {
  const keys = Array.from({ length: 60_000 }, (_, index) => `k${index}: 1`).join("\n");
  expect(load(`iotctl: 1\nduration: 1h\n${keys}\n`).diagnostics.at(-1)?.code).toBe("SCN090");
}, 30_000);
