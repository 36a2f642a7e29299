import { existsSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isoToMs } from "../../src/core/iso-time.js";
import { csvRows } from "../../src/scenario/csv.js";
import type { TraceSpec } from "../../src/spec/fleet.js";
import { load, places, SOUND, scenarioOf } from "./reading.js";

const replaying = (replay: string): string => `iotctl: 1
duration: 14d
sites: [{id: n, devices: [{twin: parking-nbiot, count: 2, replay: ${replay}}]}]
`;
const traceOf = (csv: string, replay = "{file: log.csv, timeColumn: t, valueColumn: v}"): TraceSpec =>
  scenarioOf(replaying(replay), { "fleet/log.csv": csv }).traces[0];

test("a log becomes times since its start and values", () => {
  const trace = traceOf(
    "t,v\n2026-01-01 00:00:00,1.5\n2026-01-01 00:05:00,-2\n2026-01-01T01:00:00+01:00,9\n",
  );
  expect(trace.timesMs).toEqual([0, 300_000]);
  expect(trace.values).toEqual([9, -2]);
  expect(trace).toMatchObject({
    id: "log",
    file: "fleet/log.csv",
    gaps: "silent",
    loop: false,
    shiftMs: 0,
    speed: 1,
  });
});

test("where the clock goes back, the later reading of a timestamp replaces the earlier, and the notes say so", () => {
  const trace = traceOf("t,v\n0,1\n300,2\n600,3\n300,20\n600,30\n900,40\n");
  expect(trace.timesMs).toEqual([0, 300_000, 600_000, 900_000]);
  expect(trace.values).toEqual([1, 20, 30, 40]);
  expect(trace.notes).toEqual([
    "6 rows: 4 kept, 2 merged",
    "the clock goes back by 5m at line 5; readings stand at their own timestamps",
    "2 timestamps come twice; the later reading replaces the earlier one (last wins)",
  ]);
});

test("rows without times are spaced by `step`, and `where` picks one device's rows", () => {
  const trace = traceOf(
    "mote,v\n1,10\n2,20\n1,11\n1,12\n",
    "{file: log.csv, step: 5s, valueColumn: v, where: {mote: 1}}",
  );
  expect(trace.timesMs).toEqual([0, 5_000, 10_000]);
  expect(trace.values).toEqual([10, 11, 12]);
  expect(trace.notes.at(-1)).toMatch(/1 other rows/);
});

test("groups that replay the same log share one trace; other settings make another", () => {
  const scenario = scenarioOf(
    `iotctl: 1
duration: 1h
sites:
  - id: n
    devices:
      - {twin: parking-nbiot, count: 1, replay: {file: log.csv, timeColumn: t, valueColumn: v}}
      - {twin: parking-nbiot, count: 1, replay: {file: log.csv, timeColumn: t, valueColumn: v}}
      - {twin: parking-nbiot, count: 1, replay: {file: log.csv, timeColumn: t, valueColumn: v, speed: 60, loop: true, shift: 5m, gaps: offline}}
`,
    { "fleet/log.csv": "t,v\n0,1\n1,2\n" },
  );
  expect(scenario.devices.map(({ trace }) => trace)).toEqual(["log", "log", "log-2"]);
  expect(scenario.traces[1]).toMatchObject({ speed: 60, loop: true, shiftMs: 300_000, gaps: "offline" });
});

test("a recording in a folder of its own is found beside the file that names it", () => {
  const loaded = load("iotctl: 1\nduration: 1h\ninclude: [worlds/w.yaml]\n", {
    "fleet/worlds/w.yaml":
      "sites: [{id: n, devices: [{twin: parking-nbiot, count: 1, replay: {file: log.csv, timeColumn: t, valueColumn: v}}]}]\n",
    "fleet/worlds/log.csv": "t,v\n0,1\n",
  });
  expect(loaded.scenarios[0].traces[0].file).toBe("fleet/worlds/log.csv");
});

test("all readings are accounted for: kept and merged together are the rows", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: -9, max: 9 })), {
        minLength: 1,
        maxLength: 80,
      }),
      (rows) => {
        const trace = traceOf(`t,v\n${rows.map(([t, v]) => `${t},${v}`).join("\n")}\n`);
        const distinct = new Map(rows);
        expect(trace.timesMs).toHaveLength(distinct.size);
        expect(trace.notes[0]).toBe(
          `${rows.length} rows: ${distinct.size} kept, ${rows.length - distinct.size} merged`,
        );
        const start = Math.min(...distinct.keys());
        expect(trace.timesMs.map((ms, index) => [ms / 1_000 + start, trace.values[index]])).toEqual(
          [...distinct].sort(([a], [b]) => a - b),
        );
      },
    ),
    { numRuns: 60 },
  );
});

const OUTAGES = `${SOUND.replace("duration: 1h", "duration: 2d")}outages: [{file: o.csv, target: all, columns: {name: n, down: d, up: u}}]\n`;

test("recorded outages count from the midnight before the first one", () => {
  const { outages } = scenarioOf(OUTAGES, {
    "fleet/o.csv":
      'n,d,u,why\nb,2026-03-02T01:00:00Z,2026-03-02T02:00:00Z,x\na,2026-03-02T00:30:00+00:00,2026-03-02T00:45:00+00:00,"a, b"\n',
  });
  expect(outages[0].outages).toEqual([
    { name: "a", downMs: 1_800_000, upMs: 2_700_000 },
    { name: "b", downMs: 3_600_000, upMs: 7_200_000 },
  ]);
});

test("startAt, shift, speed and map place and rename them", () => {
  const { outages } = scenarioOf(
    OUTAGES.replace(
      "target: all,",
      "target: all, startAt: 2026-03-01T23:00:00Z, shift: 10m, speed: 2, map: {b: a},",
    ),
    {
      "fleet/o.csv":
        "n,d,u\na,2026-03-02T00:00:00Z,2026-03-02T00:10:00Z\nb,2026-03-02T01:00:00Z,2026-03-02T02:00:00Z\n",
    },
  );
  expect(outages[0].outages).toEqual([
    { name: "a", downMs: 2_400_000, upMs: 2_700_000 },
    { name: "a", downMs: 4_200_000, upMs: 6_000_000, recorded: "b" },
  ]);
});

test("overlapping outages of one name become one, with a warning at the later line", () => {
  const loaded = load(OUTAGES, {
    "fleet/o.csv":
      "n,d,u\na,2026-03-02T00:00:00Z,2026-03-02T00:10:00Z\na,2026-03-02T00:05:00Z,2026-03-02T00:20:00Z\n",
  });
  expect(places(loaded)).toEqual(["SCN063 3:1"]);
  expect(loaded.diagnostics[0]).toMatchObject({
    severity: "warning",
    message: "the outage of `a` begins before the one of line 2 has ended; they count as one",
  });
  expect(loaded.scenarios[0].outages[0].outages).toEqual([{ name: "a", downMs: 0, upMs: 1_200_000 }]);
});

test("an outage that has no end yet lasts to the end of the run, also under a later row of its name", () => {
  const open = scenarioOf(OUTAGES, {
    "fleet/o.csv": "n,d,u\na,2026-03-02T01:00:00Z,\nb,2026-03-02T02:00:00Z,2026-03-02T03:00:00Z\n",
  });
  expect(open.outages[0].outages).toEqual([
    { name: "a", downMs: 3_600_000, upMs: 172_800_000 },
    { name: "b", downMs: 7_200_000, upMs: 10_800_000 },
  ]);
  const joined = load(OUTAGES, {
    "fleet/o.csv": "n,d,u\na,2026-03-02T01:00:00Z,\na,2026-03-02T02:00:00Z,2026-03-02T03:00:00Z\n",
  });
  expect(places(joined)).toEqual(["SCN063 3:1"]);
  expect(joined.scenarios[0].outages[0].outages).toEqual([
    { name: "a", downMs: 3_600_000, upMs: 172_800_000 },
  ]);
  const word = load(OUTAGES, { "fleet/o.csv": "n,d,u\na,2026-03-02T01:00:00Z,ongoing\n" });
  expect(places(word)).toEqual(["SCN061 2:1"]);
});

test("outages outside the run are left out, with a warning", () => {
  const loaded = load(OUTAGES, {
    "fleet/o.csv":
      "n,d,u\na,2026-03-02T00:00:00Z,2026-03-02T00:10:00Z\na,2026-03-09T00:05:00Z,2026-03-09T00:20:00Z\n",
  });
  expect(loaded.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["SCN064", "warning"]]);
  expect(loaded.scenarios[0].outages[0].outages).toHaveLength(1);
});

test("a recording of more devices than the target has is refused", () => {
  const rows = Array.from(
    { length: 31 },
    (_, index) => `d${index},2026-03-02T00:00:00Z,2026-03-02T00:10:00Z`,
  );
  expect(
    load(OUTAGES, { "fleet/o.csv": `n,d,u\n${rows.join("\n")}\n` }).diagnostics.map(({ code }) => code),
  ).toEqual(["SCN066"]);
});

test("CSV quotes, doubled quotes, line ends within quotes and CRLF are read", () => {
  const rows = [...csvRows('a,b\r\n"x, ""y""","line\nend"\r\n\r\n,last')].map((row) => row?.cells);
  expect(rows).toEqual([
    ["a", "b"],
    ['x, "y"', "line\nend"],
    ["", "last"],
  ]);
  expect([...csvRows('a,"open')]).toEqual([null]);
});

test("written CSV reads back", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", " ") });
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
      (rows) => {
        const text = rows
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(","))
          .join("\r\n");
        expect([...csvRows(text)].map((row) => row?.cells)).toEqual(rows);
      },
    ),
  );
});

test("calendar arithmetic agrees with the platform's for every valid time", () => {
  fc.assert(
    fc.property(
      fc.date({
        min: new Date("1600-01-01T00:00:00Z"),
        max: new Date("2999-12-31T23:59:59Z"),
        noInvalidDate: true,
      }),
      (date) => {
        expect(isoToMs(date.toISOString())).toBe(date.getTime());
      },
    ),
  );
});

test.each([
  "2026-02-29",
  "2026-13-01",
  "2026-00-10",
  "2026-01-01T24:00:01Z",
  "2026-01-01T23:59:60Z",
  "2026-01-01T00:00:00+14:01",
  "2026-01-01T00:00:00-12:01",
  "20260101",
  "2026-01-01T00:60:00Z",
  "yesterday",
  "",
  "2026-1-1",
])("`%s` is no time", (text) => {
  expect(isoToMs(text)).toBeUndefined();
});

test("times carry zones and fractions; without a zone they are UTC", () => {
  expect(isoToMs("2024-02-29")).toBe(Date.UTC(2024, 1, 29));
  expect(isoToMs("2026-08-13T11:03:31+02:00")).toBe(Date.UTC(2026, 7, 13, 9, 3, 31));
  expect(isoToMs("2026-08-13 11:03:31.25")).toBe(Date.UTC(2026, 7, 13, 11, 3, 31, 250));
});

const DATA = "../shared/data";
/** Real recordings are kept outside the project; without them these tests are skipped. */
const real = test.skipIf(!existsSync(DATA));
/** Names in the text are then found from the project root. */
const rooted = { shippedRoot: "." };

real("NAB's machine temperature: 22,695 rows are 22,683 kept and 12 merged", () => {
  const { traces } = scenarioOf(
    replaying(
      `{file: ${DATA}/sensor/nab_machine_temperature_system_failure.csv, timeColumn: timestamp, valueColumn: value}`,
    ),
    {},
    rooted,
  );
  expect(traces[0].timesMs).toHaveLength(22_683);
  expect(traces[0].notes[0]).toBe("22,695 rows: 22,683 kept, 12 merged");
  expect(traces[0].notes[1]).toMatch(/goes back by 55m at line 10151/);
  expect(traces[0].timesMs.every((ms, index) => index === 0 || ms > traces[0].timesMs[index - 1])).toBe(true);
});

real("Suthaharan's motes: each has 4,690 readings at 5 s", () => {
  for (const mote of [1, 4]) {
    const { traces } = scenarioOf(
      replaying(
        `{file: ${DATA}/sensor/suthaharan_multihop.csv, step: 5s, valueColumn: temperature, where: {mote_id: ${mote}}}`,
      ),
      {},
      rooted,
    );
    expect(traces[0].timesMs.at(-1)).toBe(4_689 * 5_000);
  }
});

real("an Upptime history of 13 outages of three services replays without a word", () => {
  const { scenarios, diagnostics } = load(
    `iotctl: 1
duration: 14d
sites: [{id: n, devices: [{twin: parking-nbiot, count: 3}]}]
outages: [{file: ${DATA}/outage/upptime_sample.csv, target: all, columns: {name: site, down: down_at, up: up_at}}]
`,
    {},
    rooted,
  );
  expect(diagnostics).toEqual([]);
  const { outages } = scenarios[0].outages[0];
  expect(outages).toHaveLength(13);
  expect(outages[0]).toEqual({ name: "Community Forum", downMs: 39_811_000, upMs: 42_970_000 });
  expect(new Set(outages.map(({ name }) => name)).size).toBe(3);
});
