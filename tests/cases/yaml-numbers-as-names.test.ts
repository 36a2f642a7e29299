// Text that YAML takes for a number keeps how it was written: a board 1.10 is not a board 1.1, a room 007 not a room 7.
import { describe, expect, test } from "vitest";
import { runCli } from "../../src/cli/run-cli.js";
import { capturedSystem } from "../cli/captured-system.js";
import { runScenario } from "../run-scenario.js";
import { load } from "../scenario/reading.js";
import { caseScenario } from "./case-files.js";

const WAYS = [
  "1.10",
  "1.1",
  "007",
  "7",
  "1e3",
  "1000",
  "1_000",
  "0x10",
  "16",
  "0o17",
  "+5",
  "-0",
  ".5",
  "0.50",
  "12345678901234567890",
  "12345678901234567891",
  "1e309",
  ".inf",
  ".nan",
  "true",
  "True",
  "TRUE",
  "yes",
  "no",
  "on",
  "2026-03-02",
  "2026-03-02T00:00:00Z",
  "12:30",
  "1.0.0",
];

test("boards 1.10 and 1.1 are two boards: three of eight devices are away, the others stay", async () => {
  const scenario = caseScenario("yaml-numbers-as-names");
  expect(scenario.devices.map(({ labels }) => labels)).toEqual([
    { board: "1.10", room: "007" },
    { board: "1.1", room: "7" },
  ]);
  expect(scenario.timeline[0].target.labels).toEqual({ board: "1.10" });
  const run = await runScenario(scenario);
  expect(run.plan.agenda.actions.map(({ entities }) => [...entities])).toEqual([[0, 1, 2]]);
});

const fleet = (board: string, more = ""): string => `iotctl: 1
duration: 1h
${more}
sites: [{id: n, devices: [{twin: parking-nbiot, count: 1, labels: {board: ${board}}}]}]
`;

describe("a label, a seed and a parameter keep how they are written", () => {
  test.each(WAYS)("%s", (text) => {
    expect(load(fleet(text)).scenarios[0].devices[0].labels).toEqual({ board: text });
    expect(load(fleet("a", `seed: ${text}`)).scenarios[0].seed).toBe(text);
    expect(load(fleet(`"${text}"`)).scenarios[0].devices[0].labels).toEqual({ board: text });
    if (/^(1e309|\.inf|\.nan)$/.test(text)) return;
    const scenario = load(fleet(`"\${rev}", lot: "lot-\${rev}"`, `params: {rev: ${text}}\nseed: "\${rev}"`))
      .scenarios[0];
    expect(scenario.devices[0].labels).toEqual({ board: text, lot: `lot-${text}` });
    expect(scenario.seed).toBe(text);
  });

  test.each(["1e309", ".inf", ".nan"])("as a parameter %s is no number", (text) => {
    expect(load(fleet("a", `params: {rev: ${text}}`)).diagnostics.map(({ code }) => code)).toEqual([
      "SCN014",
    ]);
  });

  test.each(["null", "~", ""])("an empty value (%s) is told", (text) => {
    expect(load(fleet(text)).diagnostics.map(({ code }) => code)).toEqual(["SCN012"]);
    expect(load(fleet("a", `seed: ${text}`)).diagnostics.map(({ code }) => code)).toEqual(["SCN012"]);
  });
});

test("a parameter set on the command line, by a variant or by a matrix keeps how it is written", () => {
  const text = `${fleet(`"\${rev}"`, "params: {rev: 1.1}")}variants: {old: {set: {rev: 1.10}}, new: {set: {rev: 1.2}}}\n`;
  expect(load(text).scenarios.map(({ devices }) => devices[0].labels.board)).toEqual(["1.10", "1.2"]);
  const set = load(fleet(`"\${rev}"`, "params: {rev: 1.1}"), {}, { set: { rev: "1.10" } });
  expect(set.scenarios[0].devices[0].labels.board).toBe("1.10");
  const matrix = load(`${fleet(`"\${rev}"`, "params: {rev: 1.1}")}matrix: {rev: [1.1, 1.10]}\n`);
  expect(matrix.scenarios.map(({ variant }) => variant)).toEqual(["rev=1.1", "rev=1.10"]);
});

test("a count stays a number, however it is written", () => {
  const text = fleet("a").replace("count: 1,", "count: 0x10,");
  expect(load(text).scenarios[0].devices[0].count).toBe(16);
  expect(load(fleet("a").replace("count: 1,", "count: 1_000,")).scenarios[0].devices[0].count).toBe(1_000);
});

test("where a name must be text, the hint shows what was written", () => {
  const firmware = load(`${fleet("a")}firmware: [{version: 3.10, size: 100KB}]\n`);
  expect(firmware.diagnostics[0]).toMatchObject({
    code: "SCN012",
    message: "firmware[0].version is 3.10; it must be text",
    hint: 'write it in quotes if it is meant as text: "3.10"',
  });
  const id = load(fleet("a").replace("twin: parking-nbiot", "id: 007, twin: parking-nbiot"));
  expect(id.diagnostics[0].hint).toBe('write it in quotes if it is meant as text: "007"');
  const target = load(`${fleet("a")}timeline: [{at: 1m, fault: device.offline, target: {version: 1_0}}]\n`);
  expect(target.diagnostics[0].hint).toBe('write it in quotes if it is meant as text: "1_0"');
});

test("rows of a recording are picked by the text that is written", () => {
  const log = "room,t,v\n007,0,1\n7,0,2\n007,60,3\n";
  const replay = fleet("a").replace(
    "count: 1,",
    "count: 1, replay: {file: log.csv, timeColumn: t, valueColumn: v, where: {room: 007}},",
  );
  expect(load(replay, { "fleet/log.csv": log }).scenarios[0].traces[0].values).toEqual([1, 3]);
});

test("--seed takes the same text for the same seed", async () => {
  const system = capturedSystem();
  try {
    system.files.write("x.yaml", fleet("a", "seed: x\nname: same"));
    const argv = ["simulate", "x.yaml", "--seed", "007", "--json", "--quiet", "--workers", "1", "--out", "o"];
    expect(await runCli(argv, system)).toBe(0);
    expect(JSON.parse(system.out()).run.seed).toBe(load(fleet("a", "seed: 007")).scenarios[0].seed);
  } finally {
    system.dispose();
  }
});
