// --journal plays what an operator did: kept with the results, named by the summary and the reports, and good for the same run again.
import { afterEach, beforeEach, expect, test } from "vitest";
import { OpenRun } from "../../src/store/open-run.js";
import { type CapturedWorld, capturedWorld, iotctl } from "./captured-world.js";
import { smallFleet } from "./small-fleet.js";
import { decided, summaryIn } from "./stored-summary.js";

let world: CapturedWorld;
beforeEach(() => {
  world = capturedWorld();
  world.files.write("small.yaml", smallFleet({ duration: "30m" }));
});
afterEach(() => world.dispose());

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
  world.files.write("ops.yaml", JOURNAL);
  expect(await iotctl(world, "simulate", "small.yaml", "--journal", "ops.yaml", "--quiet")).toBe(0);
  const folder = "reports/small-1";
  expect(world.files.readText(`${folder}/journal.yaml`)).toBe(LINES);
  const { run, reproduce } = summaryIn(world, folder);
  expect(run.journal).toEqual({ entries: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(reproduce).toContain("--journal ops.yaml");
  const hash = run.journal?.sha256 as string;
  expect(world.out()).toMatch(new RegExp(`journal +3 entries, ${hash.slice(0, 12)}`));
  for (const file of ["report.html", "summary.md", "junit.xml"])
    expect(world.files.readText(`${folder}/${file}`), file).toContain(hash);
  expect(world.files.readText(`${folder}/report.html`)).toContain("cut");
  const store = await OpenRun.open(world.files.resolve(folder));
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
  world.files.write("ops.yaml", JOURNAL);
  await iotctl(world, "simulate", "small.yaml", "--journal", "ops.yaml", "--quiet");
  await iotctl(
    world,
    "simulate",
    "small.yaml",
    "--journal",
    "reports/small-1/journal.yaml",
    "--quiet",
    "--workers",
    "2",
  );
  await iotctl(world, "simulate", "small.yaml", "--quiet");
  const [first, again, plain] = [1, 2, 3].map((n) => summaryIn(world, `reports/small-${n}`));
  expect({ ...decided(again), reproduce: "" }).toEqual({ ...decided(first), reproduce: "" });
  expect(plain.run.journal).toBeNull();
  expect(plain.run.id).not.toBe(first.run.id);
  expect(plain.run.digest).not.toBe(first.run.digest);
  expect(world.files.exists("reports/small-3/journal.yaml")).toBe(false);
});

test("a run goes on from a checkpoint with the journal that is in it", async () => {
  world.files.write("ops.yaml", JOURNAL);
  await iotctl(world, "simulate", "small.yaml", "--journal", "ops.yaml", "--checkpoint-at", "12m", "--quiet");
  const checkpoint = "reports/small-1/checkpoint-12m.iotctl";
  expect(await iotctl(world, "simulate", "small.yaml", "--resume", checkpoint, "--quiet")).toBe(0);
  const [first, resumed] = [1, 2].map((n) => summaryIn(world, `reports/small-${n}`));
  expect(resumed.run).toEqual(first.run);
  expect(resumed.reproduce).toContain("--journal reports/small-2/journal.yaml");
  expect(world.files.readText("reports/small-2/journal.yaml")).toBe(LINES);
  world.files.write("other.yaml", LINES.replace("10m", "11m"));
  const words = ["simulate", "small.yaml", "--resume", checkpoint, "--journal", "other.yaml"];
  expect(await iotctl(world, ...words)).toBe(2);
  expect(world.err()).toContain("the checkpoint was written with another journal than the one given");
});

test("verify plays a journal in all settings", async () => {
  world.files.write("ops.yaml", JOURNAL);
  const words = ["verify", "small.yaml", "--journal", "ops.yaml", "--workers", "1,2", "--quiet"];
  expect(await iotctl(world, ...words)).toBe(0);
  const told = world.out();
  await iotctl(world, "simulate", "small.yaml", "--journal", "ops.yaml", "--quiet");
  expect(told).toContain(`same       small  ${summaryIn(world, "reports/small-1").run.digest}`);
});

test("all that is wrong with a journal is told at once, with its lines, and nothing runs", async () => {
  world.files.write(
    "ops.yaml",
    "journal:\n  - {at: 10m, fault: blackout, target: all}\n  - {at: 2m, end: nothing}\n  - {at: 99h, limit: {}}\n",
  );
  expect(await iotctl(world, "simulate", "small.yaml", "--journal", "ops.yaml")).toBe(3);
  for (const place of [
    "SCN051 ops.yaml:2:",
    "SCN047 ops.yaml:3:",
    "SCN041 ops.yaml:4:",
    "SCN017 ops.yaml:4:",
  ])
    expect(world.err()).toContain(place);
  expect(world.err()).toContain("ops.yaml cannot be played by small; nothing was run");
  expect(world.files.exists("reports")).toBe(false);
});

test("a journal that is not there, or is none, is refused; so is one for a live run", async () => {
  expect(await iotctl(world, "simulate", "small.yaml", "--journal", "ops.yaml")).toBe(2);
  expect(world.err()).toContain("there is no journal ops.yaml");
  world.files.write("ops.yaml", JOURNAL.replace("journal:", "timeline:"));
  expect(await iotctl(world, "simulate", "small.yaml", "--journal", "ops.yaml")).toBe(3);
  expect(world.err()).toContain("unknown key `timeline`");
  expect(await iotctl(world, "simulate", "small.yaml", "--live", "--journal", "ops.yaml")).toBe(2);
  expect(world.err()).toContain("--journal and --live exclude one another");
});
