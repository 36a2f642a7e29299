// Broken once: a keep-alive of one minute, of twenty and of twelve hours took the same joules.
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { loadScenario } from "../../src/scenario/load.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";

const TEXT = readFileSync("tests/cases/keepalive-pings/scenario.yaml", "utf8").replace(
  /variants:[\s\S]*?expect:/,
  "expect:",
);
const DEVICES = 50;
const PING = 71;
const joules = (run: ScenarioRun): number => run.total("energy.drained") / 1e9 / DEVICES;
const play = (keepalive: string, text = TEXT): Promise<ScenarioRun> =>
  runScenario(text, { set: { keepalive } });

describe("a sleeping sensor with an own MQTT session", () => {
  let often: ScenarioRun;
  let seldom: ScenarioRun;
  let beyond: ScenarioRun;
  let fewest: ScenarioRun;
  beforeAll(async () => {
    often = await play("1m");
    seldom = await play("20m");
    fewest = await play("29m");
    beyond = await play("12h", TEXT.replace("mtbf: 0s,", "mtbf: 0s, radio: {psm: false},"));
  }, 120_000);

  test("pings when it has been silent for a keep-alive: 1,440 a day at one minute, at most 72 at twenty", () => {
    // What goes up is the same but for the pings.
    const readings = often.total("messages.produced");
    expect(seldom.total("messages.produced")).toBe(readings);
    const pings = (run: ScenarioRun) =>
      (run.total("net.bytes.down") - readings * 44 - ((run.total("net.bytes.down") - readings * 44) % PING)) /
      PING /
      DEVICES;
    expect(pings(often)).toBeGreaterThan(1_400);
    expect(pings(often)).toBeLessThanOrEqual(1_440);
    expect(pings(seldom)).toBeGreaterThan(50);
    expect(pings(seldom)).toBeLessThanOrEqual(72);
    const more = (often.total("net.bytes.up") - seldom.total("net.bytes.up")) / DEVICES;
    expect(more).toBeCloseTo((pings(often) - pings(seldom)) * PING, -2);
  });

  test("each costs a short exchange: more than 100 J a day at one minute, below 20 J at twenty", () => {
    expect(joules(often) - joules(seldom)).toBeGreaterThan(100);
    expect(joules(often)).toBeGreaterThan(5 * joules(seldom));
    const [perPing] = [(joules(often) - joules(seldom)) / (1_428 - 60)];
    expect(perPing).toBeGreaterThan(0.1);
    expect(perPing).toBeLessThan(0.3);
    expect(60 * perPing).toBeLessThan(20);
    expect(joules(fewest)).toBeLessThan(joules(seldom));
    for (const run of [often, seldom, fewest, beyond]) expect(run.broken()).toEqual([]);
  });

  test("is free on the invoice and keeps everybody online", () => {
    expect(often.total("meter.messages")).toBe(seldom.total("meter.messages"));
    for (const run of [often, seldom, fewest]) {
      expect(run.total("connect.accepted")).toBe(0);
      expect(run.total("device.online.time")).toBe(DEVICES * 86_400_000);
    }
  });

  test("that can be paged, with a keep-alive beyond what the broker takes, is disconnected after half an hour, again and again", () => {
    expect(beyond.total("connect.accepted")).toBeGreaterThan(30 * DEVICES);
    expect(beyond.total("device.online.time")).toBeLessThan(DEVICES * 86_400_000);
    expect(beyond.total("net.bytes.up")).toBeGreaterThan(30 * DEVICES * 5_250);
  });

  test("holds twelve hours on a broker that takes them", async () => {
    const run = await play("12h", TEXT.replace("profile: aws-iot-core", "profile: self-hosted"));
    expect(run.total("connect.accepted")).toBe(0);
    expect(run.total("device.online.time")).toBe(DEVICES * 86_400_000);
    expect(joules(run)).toBeLessThan(joules(fewest));
  });

  test("asleep in power saving mode hears nothing of its end, and dials when it has something to say", async () => {
    const run = await play("12h");
    expect(run.broken()).toEqual([]);
    // Half an hour online after each report, every two hours.
    const share = run.total("device.online.time") / (DEVICES * 86_400_000);
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.35);
    expect(run.total("messages.delivered")).toBeGreaterThan(0.9 * run.total("messages.produced"));
  });
});

test("the loader warns of it, and refuses what 16 bits of seconds do not hold", () => {
  const told = (keepalive: string) =>
    loadScenario("case.yaml", {
      set: { keepalive },
      readText: (path) => (path.endsWith("case.yaml") ? TEXT : readFileSync(path, "utf8")),
      exists: (path) => path.endsWith("case.yaml") || path.startsWith("twins/"),
      shippedRoot: ".",
    }).diagnostics.map(({ code, severity }) => `${severity} ${code}`);
  expect(told("20m")).toEqual([]);
  expect(told("29m")).toEqual([]);
  expect(told("30m")).toEqual(["warning SCN055"]);
  expect(told("12h")).toEqual(["warning SCN055"]);
  expect(told("19h")).toEqual(["error SCN014"]);
});

test("a device whose reports come faster than its keep-alive never pings; its gateway does between two windows", async () => {
  const text = (via: string) => `iotctl: 1
name: busy
seed: busy
duration: 1h
sites:
  - id: lab
    region: eu
    gateways: {twin: fog-gateway, count: 1}
    devices: [{id: lab/t, twin: temperature-wifi, via: ${via}, count: 10, overrides: {mtbf: 0s, radio: {loss: 0%, ackLoss: 0%}}}]
`;
  const direct = await runScenario(text("direct"));
  const wire = direct.total("net.bytes.up", undefined, "lab/t");
  const [{ twin }] = direct.plan.groups;
  expect(wire).toBe(
    direct.total("messages.produced") * (twin.reporting.payloadBytes + twin.radio.overheadBytes),
  );
  const behind = await runScenario(text("gateway"));
  const [gateway] = behind.plan.gatewayGroups;
  expect(gateway.twin.keepaliveMs).toBe(60_000);
  const shared = behind.total("net.bytes.up") - behind.total("net.bytes.up", undefined, "lab/t");
  // One window in five minutes: four pings between two summaries, within one at each end.
  expect(shared / PING).toBeGreaterThan(44);
  expect(shared / PING).toBeLessThan(61);
});

test("a dead sensor's device and one in maintenance stay online by their pings", async () => {
  const run = await runScenario(`iotctl: 1
name: silent
seed: silent
duration: 3h
sites:
  - id: lab
    region: eu
    devices: [{id: lab/t, twin: temperature-wifi, via: direct, count: 4, overrides: {mtbf: 0s, keepalive: 5m}}]
timeline:
  - {at: 30m, fault: sensor.silence, for: 2h, target: {group: lab/t, count: 2, pick: first}}
  - {at: 30m, command: enter-maintenance, target: {group: lab/t, count: 4, pick: first}}
expect: [{id: all, that: "share(device.online) == 100%", always: true}]
`);
  expect(run.total("connect.attempts")).toBe(0);
  // 2.5 h of a ping each 5 minutes, nothing else.
  expect(run.total("net.bytes.down", undefined, "lab/t")).toBeGreaterThan(4 * 28 * PING);
});
