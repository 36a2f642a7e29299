import { expect, test } from "vitest";
import { EventBlock } from "../../src/event/event.js";
import { Events } from "../../src/event/events.js";
import { AnchorLog } from "../../src/sla/anchors.js";
import type { SliSources } from "../../src/sla/run-totals.js";
import { measureSlis, sliRecord } from "../../src/sla/sli.js";
import { DAY, HOUR, namingOf, type Row, samples, storeOf } from "./fleet.js";

const naming = namingOf(undefined, HOUR);
const slis = (rows: readonly Row[]) =>
  new Map(measureSlis({ series: storeOf(rows, naming), naming, endMs: 2 * DAY }).map((sli) => [sli.id, sli]));

const NAMES = [
  "freshness",
  "connectivity",
  "ota success",
  "command latency p95",
  "auth errors",
  "ingress errors",
  "backlog",
  "reboots",
  "battery discharge",
  "anomaly rate",
  "latency to act p95",
  "completeness",
];

test("there are twelve in the order of the requirement, and without data each is null with its reason", () => {
  const found = [...slis([]).values()];
  expect(found.map(({ id, name }) => `${id} ${name}`)).toEqual(NAMES.map((name, at) => `M${at + 1} ${name}`));
  const empty = found.filter(({ id }) => id !== "M7");
  for (const { value, met, reason } of empty)
    expect([value, met, reason === ""]).toEqual([null, null, false]);
});

test("every target is a default that nobody promised, or there is none", () => {
  for (const { basis, target } of slis([]).values())
    expect(basis).toBe(target === "none" ? "none" : "default");
});

test("freshness is device time with a young reading: silence lowers it", () => {
  const rows = (freshMs: number): Row[] => [
    { metric: "device.expected.time", bucket: 0, value: 1000 },
    { metric: "device.fresh.time", bucket: 0, value: freshMs },
    { metric: "messages.delivered", bucket: 0, value: 10 },
    { metric: "messages.fresh", bucket: 0, value: 10 },
  ];
  expect(slis(rows(950)).get("M1")).toMatchObject({ value: 0.95, met: true });
  expect(slis(rows(949)).get("M1")).toMatchObject({ value: 0.949, met: false });
  expect(slis(rows(0)).get("M1")).toMatchObject({ value: 0, met: false });
});

test("connectivity is that of the worst day", () => {
  const rows: Row[] = [0, 24].flatMap((bucket) => [
    { metric: "device.expected.time", bucket, value: 1000 },
    { metric: "device.online.time", bucket, value: bucket === 0 ? 1000 : 970 },
  ]);
  expect(slis(rows).get("M2")).toMatchObject({ value: 0.97, met: false });
});

test("update success is that of the worst batch, each stage of each rollout by itself", () => {
  const stage = (succeeded: number, failed: number) => ({ succeeded, failed });
  const of = (rollouts: SliSources["rollouts"]) =>
    measureSlis({ series: storeOf([], naming), naming, endMs: DAY, rollouts })[2];
  expect(
    of([
      { id: "a", stages: [stage(10, 0), stage(880, 10)] },
      { id: "b", stages: [stage(9, 1), stage(1000, 0), stage(0, 0)] },
    ]),
  ).toMatchObject({ value: 0.9, met: false, help: expect.stringContaining("b stage 1: 9 of 10") });
  expect(of([{ id: "a", stages: [stage(99, 1), stage(500, 0)] }])).toMatchObject({ value: 0.99, met: true });
  expect(of([{ id: "a", stages: [stage(0, 0)] }])).toMatchObject({ value: null, met: null });
});

const reboot = (sub: string, value: number): Row => ({
  metric: "device.reboots.cause",
  bucket: 1,
  value,
  sub,
});

test("planned reboots do not count", () => {
  const rows = [
    ...["power-on", "update", "rollback", "command"].map((cause) => reboot(cause, 500)),
    reboot("watchdog", 2),
    { metric: "device.expected.time", bucket: 1, value: 100 * HOUR } as Row,
  ];
  expect(slis(rows).get("M8")).toMatchObject({ value: 0.02, met: false });
});

test("auth errors and completeness are shares of what was tried and produced", () => {
  const rows: Row[] = [
    { metric: "auth.errors", bucket: 1, value: 1, group: "shared" },
    { metric: "connect.attempts", bucket: 1, value: 2000 },
    { metric: "messages.produced", bucket: 1, value: 1000 },
    { metric: "messages.delivered", bucket: 1, value: 980 },
  ];
  expect(slis(rows).get("M5")).toMatchObject({ value: 0.0005, met: true });
  const more: Row = { metric: "auth.errors", bucket: 1, value: 14 };
  expect(slis([...rows, more]).get("M5")).toMatchObject({ met: false });
  expect(slis(rows).get("M12")).toMatchObject({ value: 0.98, met: true });
  const oneMore: Row = { metric: "messages.produced", bucket: 1, value: 1 };
  expect(slis([...rows, oneMore]).get("M12")).toMatchObject({ met: false });
});

test("ingress errors are payloads put aside anywhere, gateways included, and what a full ingest refused", () => {
  const rows: Row[] = [
    { metric: "messages.delivered", bucket: 1, value: 27_032 },
    { metric: "messages.dropped", bucket: 1, value: 14_968, sub: "quarantined" },
    { metric: "messages.dropped", bucket: 1, value: 500, sub: "link-loss" },
    // The cloud books what it puts aside twice: as lost, and as an error of its ingest.
    { metric: "ingest.errors", bucket: 1, value: 100, sub: "quarantined" },
  ];
  expect(slis(rows).get("M6")).toMatchObject({ value: 14_968 / 42_000, met: false });
  const full: Row[] = [
    { metric: "messages.delivered", bucket: 1, value: 996 },
    { metric: "ingest.errors", bucket: 1, value: 4, sub: "ingest-overflow" },
  ];
  expect(slis(full).get("M6")).toMatchObject({ value: 0.004, met: true });
});

test("command latency is over all commands sent: those never answered are not forgotten", () => {
  const commands = (sent: number, acked: number, ms: number): Row[] => [
    { metric: "commands.sent", bucket: 1, value: sent },
    { metric: "commands.acked", bucket: 1, value: acked },
    ...samples("commands.latency", 1, ms, acked),
  ];
  expect(slis(commands(100, 100, 1_003)).get("M4")).toMatchObject({ value: 1.003, met: true });
  expect(slis(commands(100, 100, 6000)).get("M4")).toMatchObject({ met: false });
  expect(slis(commands(100, 100, 5000)).get("M4")).toMatchObject({ value: 5, met: false });
  expect(slis(commands(100, 94, 1000)).get("M4")).toMatchObject({
    value: null,
    met: false,
    reason: "6 of 100 commands were not acknowledged",
  });
  expect(slis(commands(100, 95, 1000)).get("M4")).toMatchObject({ value: 1, met: true });
  // Of 100 sent the 95th is the slowest of 95 answered, and the 90th is not asked for.
  const slowest = [
    ...commands(100, 95, 0).slice(0, 2),
    ...samples("commands.latency", 1, 1000, 94),
    ...samples("commands.latency", 1, 7000, 1),
  ];
  expect(slis(slowest).get("M4")).toMatchObject({ value: 7, met: false });
});

test("backlog is that of the worst moment, at gateways or in the cloud's queue", () => {
  const queue = (bucket: number, value: number): Row => ({
    metric: "fog.queue.depth",
    bucket,
    value,
    group: "shared",
  });
  expect(slis([]).get("M7")).toMatchObject({ value: 0, met: true });
  // Two gateways: five messages each while they were cut off, none at the end.
  expect(slis([queue(1, 10), queue(5, -10)]).get("M7")).toMatchObject({ value: 5, met: false });
  expect(slis([queue(1, 2), queue(5, -2)]).get("M7")).toMatchObject({ value: 1, met: true });
  // Two gateways and 40 direct devices.
  const cloud: Row = { metric: "broker.queue.depth", bucket: 3, value: 84, group: "shared" };
  expect(slis([cloud, queue(1, 1)]).get("M7")).toMatchObject({ value: 2, met: false });
});

test("battery discharge, anomalies and the latency to act have no target", () => {
  const rows: Row[] = [
    { metric: "device.expected.time", bucket: 1, value: 10 * DAY },
    { metric: "energy.drained", bucket: 1, value: 50e9, sub: "sleep" },
    { metric: "fog.anomalies", bucket: 1, value: 3, sub: "stuck" },
    { metric: "fog.messages.in", bucket: 1, value: 1500 },
    ...samples("actions.latency", 1, 200, 10),
  ];
  const found = slis(rows);
  expect(found.get("M9")).toMatchObject({ value: 5, met: null });
  expect(found.get("M10")).toMatchObject({ value: 2, met: null });
  expect(found.get("M11")).toMatchObject({ value: 0.2, met: null, basis: "none" });
  // Nine of ten within 200 ms: the 95th of a hundred is among the slow ones.
  const slow = [...samples("actions.latency", 1, 200, 90), ...samples("actions.latency", 2, 900, 10)];
  expect(slis(slow).get("M11")?.value).toBeCloseTo(0.9, 2);
});

test("the summary's record says why a value is missing", () => {
  const record = sliRecord([...slis([]).values()]);
  expect(record["M11 latency to act p95"].help).toContain("no data: no local rule acted");
});

test("anchors are the first time a thing happened, and a rollout's statuses keep their order", () => {
  const block = new EventBlock();
  const rollout = (atMs: number, status: number) =>
    block.push(Events.rollout, { atMs, entity: 0, seq: 0 }, { rollout: 0, status, stage: 0 });
  rollout(10, 1);
  rollout(15, 1);
  rollout(20, 2);
  rollout(30, 1);
  rollout(40, 4);
  block.push(Events.faultStart, { atMs: 50, entity: 0, seq: 0 }, { fault: 0, devices: 3 });
  block.push(Events.faultEnd, { atMs: 60, entity: 0, seq: 0 }, { fault: 0, devices: 0 });
  const log = new AnchorLog(naming);
  log.add(block.take());
  expect(log.anchors()).toEqual({
    "fw.start": 10,
    "fw.paused": 20,
    "fw.aborted": 40,
    "blackout.start": 50,
    "blackout.end": 60,
  });
  expect(log.statusChanges("fw").map(({ atMs, status }) => `${atMs} ${status}`)).toEqual([
    "10 running",
    "20 paused",
    "30 running",
    "40 aborted",
  ]);
});
