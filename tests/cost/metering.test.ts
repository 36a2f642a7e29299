// What a run meters, by the rules of the provider: the whole way from a scenario to the line of an invoice.
import { expect, test } from "vitest";
import { UPLINKS } from "../../src/event/uplinks.js";
import { meterArrival } from "../../src/model/cloud/meter/metering.js";
import { runScenario } from "../run-scenario.js";
import { billOf, lineOf } from "./bill.js";

const world = (rest: string, devices: string, duration = "2h") => `iotctl: 1
name: metering
seed: meter
duration: ${duration}
sites:
  - id: lot
    region: eu
${devices}
${rest}
`;
const QUIET = "mtbf: 0s, keepalive: 20m, radio: {loss: 0%, ackLoss: 0%}";

test("a command costs its delivery, the device's PUBACK and its answer; on a hub that counts none, two", async () => {
  const text = (profile: string) =>
    world(
      `cloud: {profile: ${profile}}
timeline:
  - {at: 1h, command: read-sensor, target: {group: lot/t}}`,
      `    devices: [{id: lot/t, twin: thermostat, count: 10, overrides: {${QUIET}, reporting: {interval: 1h, deadband: 1000, heartbeat: 24h}}}]`,
    );
  const aws = await runScenario(text("aws-iot-core"));
  expect(aws.total("commands.acked")).toBe(10);
  expect(aws.total("meter.messages")).toBe(aws.total("messages.delivered") + 3 * 10);
  const azure = await runScenario(text("azure-iot-hub-s1"));
  expect(azure.total("meter.messages")).toBe(azure.total("messages.delivered") + 2 * 10);
});

test("behind a gateway the gateway acknowledges, once", async () => {
  const run = await runScenario(
    world(
      "timeline:\n  - {at: 1h, command: read-sensor, target: {group: lot/t}}",
      `    gateways: {twin: fog-gateway, count: 1, overrides: {backhaul: {loss: 0%}}}
    devices: [{id: lot/t, twin: temperature-wifi, via: gateway, count: 10, overrides: {${QUIET}}}]`,
    ).replace(", overrides: {backhaul: {loss: 0%}}", ""),
  );
  expect(run.total("commands.acked")).toBe(10);
  expect(run.total("meter.messages")).toBe(run.total("meter.rules") + 3 * 10);
});

test("readings that share a message are metered as one, and stored with all their payload", async () => {
  const run = await runScenario(
    world(
      "",
      `    devices: [{id: lot/m, twin: temperature-wifi, via: direct, count: 5, overrides: {mtbf: 0s, keepalive: 20m, reporting: {interval: 10m}, radio: {loss: 0%, ackLoss: 0%, batch: {max: 6, wait: 6h}}}}]`,
      "6h10m",
    ),
  );
  const readings = run.total("messages.delivered");
  const { payloadBytes } = run.plan.groups[0].twin.reporting;
  expect(readings).toBe(5 * 36);
  expect(run.total("meter.rules")).toBe(readings / 6);
  expect(run.total("meter.store.bytes")).toBe(readings * payloadBytes);
});

test("a repeat is metered as a message and not stored twice", async () => {
  const run = await runScenario(
    world(
      "",
      `    devices: [{id: lot/t, twin: temperature-wifi, via: direct, count: 10, overrides: {mtbf: 0s, radio: {loss: 0%, ackLoss: 30%}}}]`,
    ),
  );
  expect(run.total("messages.duplicates")).toBeGreaterThan(100);
  expect(run.total("meter.rules")).toBe(run.total("messages.delivered") + run.total("messages.duplicates"));
  expect(run.total("meter.store.bytes")).toBe(150 * run.total("messages.delivered"));
});

test("a decommissioned device's SIM is paid until it goes: 4 of 10 at half-time leave 8", async () => {
  const run = await runScenario(
    world(
      "timeline:\n  - {at: 1h, decommission: {reason: sold}, target: {twin: parking-nbiot, count: 4, pick: first}}",
      `    devices: [{id: lot/m, twin: parking-nbiot, count: 10, overrides: {mtbf: 0s}}]`,
    ),
  );
  const bill = billOf(run, "aws-iot-full");
  expect(lineOf(bill, "Active SIMs")).toEqual({ quantity: 8, amount: 8 });
  const bytes = run.total("net.bytes.up") + run.total("net.bytes.down");
  expect(bytes).toBeGreaterThan(0);
  // 2 h are a 360th of a month.
  expect(lineOf(bill, "Cellular data").quantity).toBe(360 * bytes);
});

test("session time is exact: an outage is neither missed nor made longer by where the buckets end", async () => {
  const run = await runScenario(
    world(
      "timeline:\n  - {at: 1h3m, fault: device.offline, for: 10m, target: {group: lot/t}}",
      `    devices: [{id: lot/t, twin: thermostat, count: 10, overrides: {mtbf: 0s, keepalive: 1m, reconnect: {policy: fixed, base: 1s, cap: 1s}}}]`,
    ),
  );
  const closedMs = 10 * 7_200_000 - run.total("meter.connect.time");
  // Noticed 1.5 keep-alives after the cut, open again within seconds of its end.
  expect(closedMs / 10).toBeGreaterThanOrEqual(510_000);
  expect(closedMs / 10).toBeLessThan(530_000);
});

test("an uplink is metered as its declaration says: as it arrives, by its service, or not", async () => {
  const { plan } = await runScenario(
    world("", "    devices: [{id: lot/t, twin: temperature-wifi, via: direct, count: 1}]", "1m"),
  );
  const metersOf = (message: (typeof UPLINKS)[number]): number => {
    let metered = 0;
    const count = (name: string, _: number, n = 1) => {
      if (name === "meter.messages") metered += n;
    };
    meterArrival({ plan, count, countGroup: count }, message.kind, 0, 6_000);
    return metered;
  };
  // 6,000 bytes and the topic are two steps of 5 KiB.
  expect(Object.fromEntries(UPLINKS.map((message) => [message.name, metersOf(message)]))).toEqual({
    reading: 0,
    summary: 0,
    jobStatus: 2,
    disconnect: 0,
    commandAck: 2,
    vitals: 2,
    connect: 0,
    provision: 0,
    shadowGet: 0,
    shadowUpdate: 0,
    jobNext: 2,
    attach: 2,
  });
});
