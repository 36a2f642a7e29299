// INF-13, INF-14: the gates of the ingest in their order, each with messages that two of them would stop.
import { expect, test } from "vitest";
import { HostOutlets } from "../../src/engine/outlets.js";
import { letter, pushLetter } from "../../src/event/letter.js";
import { MessageBlock } from "../../src/event/message.js";
import { type MetricName, metricIndex } from "../../src/event/metric.js";
import { Reading, Summary } from "../../src/event/uplinks.js";
import { CAUSES, ReadingFlag } from "../../src/event/vocabulary.js";
import { buildFleet } from "../../src/fleet/build.js";
import { CloudState } from "../../src/model/cloud/cloud-state.js";
import { take } from "../../src/model/cloud/services.js";
import { scenarioOf } from "../run-scenario.js";

const PLAN = buildFleet(
  scenarioOf(`
iotctl: 1
name: gates
duration: 1h
cloud: {ingest: {perSecond: 1, queueMax: 1}}
sites:
  - id: s
    gateways: {twin: fog-gateway, count: 1}
    devices:
      - {id: s/direct, twin: temperature-wifi, count: 1, via: direct}
      - {id: s/rooms, twin: temperature-wifi, count: 1}
`),
);
const DEVICE = 0;
const GATEWAY = PLAN.deviceCount;
const NOW_MS = 60_000;

type Prepare = (state: CloudState) => void;
const revoked: Prepare = ({ registry }) =>
  registry.revoked.set(DEVICE, { sequence: 0, signature: "", atMs: 0, erasedMs: -1 });
const quarantined: Prepare = ({ front }) =>
  [DEVICE, GATEWAY].forEach((entity) => {
    front.quarantined.set(entity, [1]);
  });
const full: Prepare = ({ ingest }) => {
  Object.assign(ingest.queue, { waiting: 5_000, atMs: NOW_MS });
};
const heard: Prepare = (state) => {
  send(state, "reading", 0);
  send(state, "summary", 0);
};

const send = (state: CloudState, what: "reading" | "summary", flags: number): void => {
  const inbox = new MessageBlock(1);
  const reading = { value: 20, sensedMs: 1_000, number: 7, flags };
  const summary = { readings: 10, oldestMs: 1_000, newestMs: 2_000, id: 3, group: 1, isRepeat: false };
  const said = what === "reading" ? letter(Reading, reading, 100) : letter(Summary, summary, 100);
  const entity = what === "reading" ? DEVICE : GATEWAY;
  const row = pushLetter(inbox, { ...said, atMs: NOW_MS, entity, seq: 0 });
  take(state, { inbox, row }, NOW_MS);
};

/** Where a message ends after `prepared`, and whether it is billed. */
const endOf = (what: "reading" | "summary", flags: number, ...prepared: Prepare[]): string => {
  const state = new CloudState(PLAN, new HostOutlets(PLAN.layout));
  for (const prepare of prepared) prepare(state);
  const group = what === "reading" ? PLAN.groupOf[DEVICE] : 1;
  const counted = (name: MetricName, sub = 0): number =>
    state.values[PLAN.layout.series(metricIndex(name), group, sub)];
  const before = new Map<string, number>();
  const figures = (): [string, number][] => [
    ["delivered", counted("messages.delivered")],
    ["repeat", counted("messages.duplicates")],
    ...CAUSES.map((cause, sub): [string, number] => [cause, counted("messages.dropped", sub)]),
    ["billed", counted("meter.messages")],
  ];
  for (const [name, figure] of figures()) before.set(name, figure);
  // The queue is empty again for what comes now, unless it was to be full.
  if (!prepared.includes(full)) state.ingest.queue.waiting = 0;
  send(state, what, flags);
  return figures()
    .flatMap(([name, figure]) => {
      const more = figure - (before.get(name) ?? 0);
      return more === 0 ? [] : [`${name} ${more}`];
    })
    .join(", ");
};

const CORRUPT = ReadingFlag.corrupt;

test.each([
  ["nothing", endOf("reading", 0), "delivered 1, billed 1"],
  ["the queue", endOf("reading", 0, full), "ingest-overflow 1, billed 1"],
  ["a corrupt payload before the queue", endOf("reading", CORRUPT, full), "quarantined 1, billed 1"],
  [
    "a quarantined sender before its payload",
    endOf("reading", CORRUPT, quarantined),
    "sender-quarantined 1, billed 1",
  ],
  [
    "a revoked credential before a quarantine, unbilled",
    endOf("reading", 0, revoked, quarantined),
    "revoked 1",
  ],
  ["a repeat before a quarantine", endOf("reading", 0, heard, quarantined), "repeat 1, billed 1"],
  ["a repeat of a revoked credential, unbilled", endOf("reading", 0, heard, revoked), "repeat 1"],
])("a reading is stopped by %s", (_, end, expected) => {
  expect(end).toBe(expected);
});

test.each([
  ["nothing", endOf("summary", 0), "delivered 10, billed 1"],
  ["the queue", endOf("summary", 0, full), "ingest-overflow 10, billed 1"],
  [
    "a quarantined sender before the queue",
    endOf("summary", 0, quarantined, full),
    "sender-quarantined 10, billed 1",
  ],
  ["a repeat before a quarantine", endOf("summary", 0, heard, quarantined), "repeat 10, billed 1"],
])("a summary, for all its readings, is stopped by %s", (_, end, expected) => {
  expect(end).toBe(expected);
});

test("what a gate put aside or dropped has not waited in the queue", () => {
  for (const [flags, prepare] of [
    [CORRUPT, () => {}] as const,
    [0, quarantined] as const,
    [0, revoked] as const,
  ]) {
    const state = new CloudState(PLAN, new HostOutlets(PLAN.layout));
    prepare(state);
    send(state, "reading", flags);
    expect(state.ingest.queue.waiting).toBe(0);
  }
});
