import { expect, test } from "vitest";
import { load, places, SOUND, scenarioOf } from "./reading.js";

const MIN = 60_000;
const PHASED = `${SOUND.replace("duration: 1h\n", "")}phases: {warmup: 20m, fog-out: 10m, storm: 30m}\n`;
const at = (time: string): number =>
  scenarioOf(`${PHASED}timeline: [{at: ${time}, command: blink, target: all}]\n`).timeline[0].atMs;

test("phases stand back to back and make the run's length", () => {
  const { phases, durationMs } = scenarioOf(PHASED);
  expect(durationMs).toBe(60 * MIN);
  expect(phases).toEqual([
    { name: "warmup", startMs: 0, endMs: 20 * MIN },
    { name: "fog-out", startMs: 20 * MIN, endMs: 30 * MIN },
    { name: "storm", startMs: 30 * MIN, endMs: 60 * MIN },
  ]);
});

test.each([
  ["0", 0],
  ["5m", 5 * MIN],
  ["1m30s", 1.5 * MIN],
  ["storm", 30 * MIN],
  ["storm + 2m", 32 * MIN],
  ["storm+2m", 32 * MIN],
  ["fog-out - 30s", 19.5 * MIN],
  ["fog-out", 20 * MIN],
])("%s is a time", (text, ms) => {
  expect(at(text)).toBe(ms);
});

test.each([
  ["fog-out + later", "SCN015"],
  ["warmup - 1s", "SCN041"],
  ["storm + 30m", "SCN041"],
  ["-5m", "SCN014"],
  ["5 parsecs", "SCN015"],
  ["5", "SCN015"],
  ["[a]", "SCN012"],
])("%s is told with %s", (text, code) => {
  const loaded = load(`${PHASED}timeline: [{at: ${text}, command: blink, target: all}]\n`);
  expect(places(loaded)).toEqual([`${code} 9:17`]);
});

test("every writes entries out: from `at`, else one interval in, until the end", () => {
  const { timeline } = scenarioOf(`${PHASED}timeline:
  - {id: late, at: 50m, every: 5m, command: blink, target: all}
  - {id: beat, every: 20m, fault: device.offline, for: 1m, target: {twin: parking-nbiot}}
`);
  expect(timeline.map(({ id, atMs }) => [id, atMs / MIN])).toEqual([
    ["beat-1", 20],
    ["beat-2", 40],
    ["late-1", 50],
    ["late-2", 55],
  ]);
});

test("a repetition ends at its until, that one included, or after its count", () => {
  const { timeline } = scenarioOf(`${PHASED}timeline:
  - {id: a, at: 10m, every: 5m, until: 20m, command: blink, target: all}
  - {id: b, every: 20m, count: 1, command: blink, target: all}
  - {id: c, at: 30m, every: 1m, count: 3, command: blink, target: all}
  - {id: d, at: 40m, every: 7m, until: 53m, command: blink, target: all}
`);
  expect(timeline.map(({ id, atMs }) => [id, atMs / MIN])).toEqual([
    ["a-1", 10],
    ["a-2", 15],
    ["a-3", 20],
    ["b", 20],
    ["c-1", 30],
    ["c-2", 31],
    ["c-3", 32],
    ["d-1", 40],
    ["d-2", 47],
  ]);
});

test.each([
  ["at: 1m, until: 5m", "SCN017"],
  ["at: 1m, count: 5", "SCN017"],
  ["every: 5m, until: 20m, count: 2", "SCN017"],
  ["every: 5m, until: 4m", "SCN041"],
  ["every: 5m, until: 2h", "SCN041"],
  ["at: 10m, every: 10m, count: 6", "SCN041"],
  ["every: 5m, count: 0", "SCN014"],
  ["every: 5m, count: 1.5", "SCN012"],
  ["every: 5m, until: never", "SCN040"],
])("a repetition with {%s} is told", (text, code) => {
  const loaded = load(`${PHASED}timeline: [{${text}, command: blink, target: all}]\n`);
  expect(loaded.diagnostics.map((one) => one.code)).toEqual([code]);
});

test("entries of one instant keep the file's order", () => {
  const { timeline } = scenarioOf(`${PHASED}timeline:
  - {id: z, at: 20m, command: blink, target: all}
  - {id: first, at: 1m, command: blink, target: all}
  - {id: a, at: fog-out, command: blink, target: all}
`);
  expect(timeline.map(({ id }) => id)).toEqual(["first", "z", "a"]);
});

test("a fault lasts `for`; without it, or past the end, until the end of the run", () => {
  const { timeline } = scenarioOf(`${PHASED}timeline:
  - {at: 1m, fault: device.offline, target: all, for: 5m}
  - {at: 2m, fault: device.offline, target: all}
  - {at: 3m, fault: device.offline, target: all, for: 2h}
`);
  expect(timeline.map(({ id, forMs }) => [id, forMs])).toEqual([
    ["device.offline", 5 * MIN],
    ["device.offline-2", null],
    ["device.offline-3", null],
  ]);
});

test("an expectation's `from` may be a phase, a fault's beginning or end, or a rollout's event", () => {
  const { expectations } = scenarioOf(`${PHASED}timeline:
  - {id: dark, at: fog-out, fault: device.offline, target: all, for: 5m}
firmware: [{version: 2.4.0, size: 1KB}]
rollouts: [{id: fw-2.4.0, at: 5m, to: 2.4.0, target: all}]
expect:
  - {id: a, that: "share(device.online) > 1%", eventually: {within: 1m, from: storm}}
  - {id: b, that: "share(device.online) > 1%", eventually: {from: dark.end + 1m}}
  - {id: c, that: "share(device.online) > 1%", eventually: {from: fw-2.4.0.aborted + 1h}}
  - {id: d, that: "share(device.online) > 1%", sometimes: {from: dark.start}}
  - {id: e, that: "share(device.online) > 1%", always: true}
  - {id: g, that: "share(device.online) > 1%", never: {from: storm, within: 5m}}
  - {id: h, that: "share(device.online) > 1%", eventually: {from: offline-share.raised}}
  - {id: f, that: "share(device.online) > 1%"}
`);
  expect(expectations.map(({ id, mode, withinMs, from }) => ({ id, mode, withinMs, from }))).toEqual([
    { id: "a", mode: "eventually", withinMs: MIN, from: { kind: "at", ms: 30 * MIN } },
    { id: "b", mode: "eventually", withinMs: null, from: { kind: "at", ms: 26 * MIN } },
    {
      id: "c",
      mode: "eventually",
      withinMs: null,
      from: { kind: "event", name: "fw-2.4.0.aborted", offsetMs: 60 * MIN },
    },
    { id: "d", mode: "sometimes", withinMs: null, from: { kind: "at", ms: 20 * MIN } },
    { id: "e", mode: "always", withinMs: null, from: { kind: "at", ms: 0 } },
    { id: "g", mode: "never", withinMs: 5 * MIN, from: { kind: "at", ms: 30 * MIN } },
    {
      id: "h",
      mode: "eventually",
      withinMs: null,
      from: { kind: "event", name: "offline-share.raised", offsetMs: 0 },
    },
    { id: "f", mode: "end", withinMs: null, from: { kind: "at", ms: 0 } },
  ]);
});

test("an entry that cannot be read makes no second problem of the times that mean it", () => {
  const loaded = load(`${PHASED}timeline: [{id: dark, at: never, fault: device.offline, target: all}]
expect: [{id: a, that: "share(device.online) > 1%", eventually: {from: dark.end + 5m}}]
`);
  expect(places(loaded)).toEqual(["SCN040 9:27"]);
});

test("an id made by `every` must not be another entry's", () => {
  const loaded = load(`${PHASED}timeline:
  - {id: beat, every: 20m, command: blink, target: all}
  - {id: beat-2, at: 5m, command: blink, target: all}
`);
  expect(places(loaded)).toEqual(["SCN018 10:23"]);
});
