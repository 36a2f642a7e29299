import { expect, test } from "vitest";
import { EventBlock, EventKind } from "../../src/event/event.js";
import { AnchorLog } from "../../src/sla/anchors.js";
import { measureSlis, sliRecord } from "../../src/sla/sli.js";
import { DAY, HOUR, namingOf, type Row, samples, storeOf } from "./fleet.js";

const naming = namingOf(undefined, HOUR);
const slis = (rows: readonly Row[]) =>
  new Map(measureSlis({ series: storeOf(rows, naming), naming, endMs: 2 * DAY }).map((sli) => [sli.id, sli]));

test("there are twelve, and without data each is null with its reason", () => {
  const found = [...slis([]).values()];
  expect(found.map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, at) => `M${at + 1}`));
  const empty = found.filter(({ id }) => id !== "M7");
  for (const { value, met, reason } of empty)
    expect([value, met, reason === ""]).toEqual([null, null, false]);
});

test("an empty backlog of existing gateways is zero, and met", () => {
  expect(slis([]).get("M7")).toMatchObject({ value: 0, met: true });
});

test("connectivity is that of the worst day", () => {
  const rows: Row[] = [0, 24].flatMap((bucket) => [
    { metric: "device.expected.time", bucket, value: 1000 },
    { metric: "device.online.time", bucket, value: bucket === 0 ? 1000 : 970 },
  ]);
  expect(slis(rows).get("M2")).toMatchObject({ value: 0.97, met: false });
});

test("update success leaves out what was never tried, and rollback jobs", () => {
  const outcome = (sub: string, value: number): Row => ({ metric: "update.outcome", bucket: 1, value, sub });
  const rows = [
    outcome("SUCCEEDED", 99),
    outcome("FAILED", 1),
    outcome("ROLLED_BACK", 70),
    outcome("CANCELED", 50),
    outcome("IN_PROGRESS", 9),
  ];
  expect(slis(rows).get("M3")).toMatchObject({ value: 0.99, met: true });
});

test("planned reboots do not count", () => {
  const reboot = (sub: string, value: number): Row => ({
    metric: "device.reboots.cause",
    bucket: 1,
    value,
    sub,
  });
  const rows = [
    reboot("update", 500),
    reboot("watchdog", 2),
    { metric: "device.expected.time", bucket: 1, value: 100 * HOUR } as Row,
  ];
  expect(slis(rows).get("M8")).toMatchObject({ value: 0.02, met: false });
});

test("errors, completeness and command latency", () => {
  const rows: Row[] = [
    { metric: "auth.errors", bucket: 1, value: 1, group: "shared" },
    { metric: "connect.attempts", bucket: 1, value: 2000 },
    { metric: "messages.produced", bucket: 1, value: 1000 },
    { metric: "messages.delivered", bucket: 1, value: 980 },
    { metric: "ingest.errors", bucket: 1, value: 20, sub: "ingest-overflow" },
    ...samples("commands.latency", 1, 1_003, 100),
  ];
  const found = slis(rows);
  expect(found.get("M5")).toMatchObject({ value: 0.0005, met: true });
  expect(found.get("M6")).toMatchObject({ value: 20 / 1000, met: false });
  expect(found.get("M9")).toMatchObject({ value: 0.98, met: true });
  expect(found.get("M4")?.value).toBe(1.003);
  expect(found.get("M4")?.met).toBe(true);
});

test("the summary's record says why a value is missing", () => {
  const record = sliRecord([...slis([]).values()]);
  expect(record["M12 time to act"].help).toContain("no data: people's actions");
});

test("anchors are the first time a thing happened, and a rollout's statuses keep their order", () => {
  const block = new EventBlock();
  const rollout = (atMs: number, status: number) => block.push(atMs, 0, 0, EventKind.rollout, 0, status, 0);
  rollout(10, 1);
  rollout(15, 1);
  rollout(20, 2);
  rollout(30, 1);
  rollout(40, 4);
  block.push(50, 0, 0, EventKind.faultStart, 0, 3, 0);
  block.push(60, 0, 0, EventKind.faultEnd, 0, 0, 0);
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
