// --journal plays what an operator did: kept with the results, named by the summary and the reports, and good for the same run again.
import { afterEach, beforeEach, expect, test } from "vitest";
import { OpenRun } from "../../src/store/open-run.js";
import { type CapturedSystem, capturedSystem, iotctl } from "./captured-system.js";
import { smallFleet } from "./small-fleet.js";
import { decided, summaryIn } from "./stored-summary.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
  system.files.write("small.yaml", smallFleet({ duration: "30m" }));
});
afterEach(() => system.dispose());

const JOURNAL = `# what we did on the day
journal:
  - id: cut
    at: 10m
    fault: backhaul.outage
    target: {kind: gateways}
  - {at: 15m, end: cut}
  - {id: hush, at: 20m, limit: {ingestPerSecond: 3}}
`;
const LINES = `journal:
  - {"id": "cut", "at": "10m", "fault": "backhaul.outage", "target": {"kind": "gateways"}}
  - {"id": "end", "at": "15m", "end": "cut"}
  - {"id": "hush", "at": "20m", "limit": {"ingestPerSecond": 3}}
`;

test("a journal is played, kept line by line, and named with its hash wherever the run is told of", async () => {
  system.files.write("ops.yaml", JOURNAL);
  expect(await iotctl(system, "simulate", "small.yaml", "--journal", "ops.yaml", "--quiet")).toBe(0);
  const folder = "reports/small-1";
  expect(system.files.readText(`${folder}/journal.yaml`)).toBe(LINES);
  const { run, reproduce } = summaryIn(system, folder);
  expect(run.journal).toEqual({ entries: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(reproduce).toContain("--journal ops.yaml");
  const hash = run.journal?.sha256 as string;
  expect(system.out()).toMatch(new RegExp(`journal +3 entries, ${hash.slice(0, 12)}`));
  for (const file of ["report.html", "summary.md", "junit.xml"])
    expect(system.files.readText(`${folder}/${file}`), file).toContain(hash);
  expect(system.files.readText(`${folder}/report.html`)).toContain("cut");
  const store = await OpenRun.open(system.files.resolve(folder));
  const { rows } = await store.query("select fault, change, at_ms from usable.faults order by at_ms, fault");
  store.close();
  expect(rows.map(([fault, change, atMs]) => `${fault} ${change} ${Number(atMs) / 60_000}`)).toEqual([
    "cable start 3",
    "cable end 5",
    "cut start 10",
    "cut end 15",
    "hush start 20",
  ]);
});

test("what was kept gives the same run again, and without it the run is another", async () => {
  system.files.write("ops.yaml", JOURNAL);
  await iotctl(system, "simulate", "small.yaml", "--journal", "ops.yaml", "--quiet");
  await iotctl(
    system,
    "simulate",
    "small.yaml",
    "--journal",
    "reports/small-1/journal.yaml",
    "--quiet",
    "--workers",
    "2",
  );
  await iotctl(system, "simulate", "small.yaml", "--quiet");
  const [first, again, plain] = [1, 2, 3].map((n) => summaryIn(system, `reports/small-${n}`));
  expect({ ...decided(again), reproduce: "" }).toEqual({ ...decided(first), reproduce: "" });
  expect(plain.run.journal).toBeNull();
  expect(plain.run.id).not.toBe(first.run.id);
  expect(plain.run.digest).not.toBe(first.run.digest);
  expect(system.files.exists("reports/small-3/journal.yaml")).toBe(false);
});

test("a run goes on from a checkpoint with the journal that is in it", async () => {
  system.files.write("ops.yaml", JOURNAL);
  await iotctl(
    system,
    "simulate",
    "small.yaml",
    "--journal",
    "ops.yaml",
    "--checkpoint-at",
    "12m",
    "--quiet",
  );
  const checkpoint = "reports/small-1/checkpoint-12m.iotctl";
  expect(await iotctl(system, "simulate", "small.yaml", "--resume", checkpoint, "--quiet")).toBe(0);
  const [first, resumed] = [1, 2].map((n) => summaryIn(system, `reports/small-${n}`));
  expect(resumed.run).toEqual(first.run);
  expect(resumed.reproduce).toContain("--journal reports/small-2/journal.yaml");
  expect(system.files.readText("reports/small-2/journal.yaml")).toBe(LINES);
  system.files.write("other.yaml", LINES.replace("10m", "11m"));
  const words = ["simulate", "small.yaml", "--resume", checkpoint, "--journal", "other.yaml"];
  expect(await iotctl(system, ...words)).toBe(2);
  expect(system.err()).toContain("the checkpoint was written with another journal than the one given");
});

test("verify plays a journal in all settings", async () => {
  system.files.write("ops.yaml", JOURNAL);
  const words = ["verify", "small.yaml", "--journal", "ops.yaml", "--workers", "1,2", "--quiet"];
  expect(await iotctl(system, ...words)).toBe(0);
  const told = system.out();
  await iotctl(system, "simulate", "small.yaml", "--journal", "ops.yaml", "--quiet");
  expect(told).toContain(`same       small  ${summaryIn(system, "reports/small-1").run.digest}`);
});

test("all that is wrong with a journal is told at once, with its lines, and nothing runs", async () => {
  system.files.write(
    "ops.yaml",
    "journal:\n  - {at: 10m, fault: blackout, target: all}\n  - {at: 2m, end: nothing}\n  - {at: 99h, limit: {}}\n",
  );
  expect(await iotctl(system, "simulate", "small.yaml", "--journal", "ops.yaml")).toBe(3);
  for (const place of [
    "SCN051 ops.yaml:2:",
    "SCN047 ops.yaml:3:",
    "SCN041 ops.yaml:4:",
    "SCN017 ops.yaml:4:",
  ])
    expect(system.err()).toContain(place);
  expect(system.err()).toContain("ops.yaml cannot be played by small; nothing was run");
  expect(system.files.exists("reports")).toBe(false);
});

test("a journal that is not there, or is none, is refused; so is one for a live run", async () => {
  expect(await iotctl(system, "simulate", "small.yaml", "--journal", "ops.yaml")).toBe(2);
  expect(system.err()).toContain("there is no journal ops.yaml");
  system.files.write("ops.yaml", JOURNAL.replace("journal:", "timeline:"));
  expect(await iotctl(system, "simulate", "small.yaml", "--journal", "ops.yaml")).toBe(3);
  expect(system.err()).toContain("unknown key `timeline`");
  expect(await iotctl(system, "simulate", "small.yaml", "--live", "--journal", "ops.yaml")).toBe(2);
  expect(system.err()).toContain("--journal and --live exclude one another");
});
