import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Summary } from "../../src/result/summary.js";
import { type CapturedWorld, capturedWorld, iotctl } from "./captured-world.js";
import { smallFleet } from "./small-fleet.js";
import { decided, summaryIn } from "./stored-summary.js";

let world: CapturedWorld;
beforeEach(() => {
  world = capturedWorld();
  world.files.write("small.yaml", smallFleet());
});
afterEach(() => world.dispose());

const summaryOf = (folder: string): Summary => summaryIn(world, folder);

const RESULTS = ["junit.xml", "report.html", "run.duckdb", "scenario.json", "summary.json", "summary.md"];

describe("iotctl simulate", () => {
  test("keeps six results in a numbered folder and ends with the text summary", async () => {
    expect(await iotctl(world, "simulate", "small.yaml")).toBe(0);
    expect(world.files.list("reports/small-1")).toEqual(RESULTS);
    expect(world.out()).toMatch(/^PASSED {2}small/);
    expect(world.out()).toMatch(/results in reports\/small-1\n$/);
    expect(world.err()).toBe("");
    expect(summaryOf("reports/small-1")).toMatchObject({
      schema: "iotctl.summary/1",
      verdict: "passed",
      fleet: { devices: 40, gateways: 2, tenants: 2 },
      ledger: { balanced: true },
      environment: { mode: "virtual" },
    });
  });

  test("gives the same account whatever the threads and checks, and `compare --same` agrees", async () => {
    await iotctl(world, "simulate", "small.yaml", "--quiet");
    await iotctl(world, "simulate", "small.yaml", "--quiet", "--workers", "2", "--strict");
    const [one, two] = ["reports/small-1", "reports/small-2"].map(summaryOf);
    expect({ ...decided(two), invariants: [] }).toEqual({ ...decided(one), invariants: [] });
    expect(await iotctl(world, "compare", "small-1", "small-2", "--same")).toBe(0);
    expect(world.out()).toContain(`the same (${one.run.digest})`);
  });

  test("another seed is another run, and the command it names gives it again", async () => {
    await iotctl(world, "simulate", "small.yaml");
    expect(
      await iotctl(world, "simulate", "small.yaml", "--seed", "it's winter", "--set", "connectLimit=90"),
    ).toBe(0);
    const [first, other] = ["reports/small-1", "reports/small-2"].map(summaryOf);
    expect(other.run.digest).not.toBe(first.run.digest);
    expect(other.run.id).not.toBe(first.run.id);
    expect(other.reproduce).toBe("iotctl simulate small.yaml --seed 'it'\\''s winter' --set connectLimit=90");
    await iotctl(world, "simulate", "small.yaml", "--seed", "it's winter", "--set", "connectLimit=90");
    expect(decided(summaryOf("reports/small-3"))).toEqual(decided(other));
    expect(await iotctl(world, "compare", "small-1", "small-2", "--same")).toBe(6);
    expect(world.err()).toContain("the runs differ in");
  });

  test("a missed promise stands beside the verdict, and --sla must makes it the exit code", async () => {
    const promised = smallFleet().replace(
      "{id: red}",
      "{id: red, sla: {availability: 99.9%, freshness: {share: 99.9%, within: 1s}}}",
    );
    world.files.write("promised.yaml", promised);
    expect(await iotctl(world, "simulate", "promised.yaml")).toBe(0);
    expect(world.out()).toMatch(/^PASSED, 2 promises missed {2}small/);
    expect(summaryOf("reports/small-1").promises.made.map(({ what, met }) => `${what} ${met}`)).toEqual([
      "availability false",
      "freshness false",
    ]);
    expect(await iotctl(world, "simulate", "promised.yaml", "--sla", "must")).toBe(1);
    const summary = summaryOf("reports/small-2");
    expect(summary).toMatchObject({ verdict: "failed", exitCode: 1, promises: { must: true } });
    expect(summary.reproduce).toMatch(/ --sla must$/);
    // Nobody promised blue anything.
    expect(summary.sla.map(({ stated }) => stated.availability)).toEqual([true, false]);
  });

  test.each([
    ["select max(down_ms) < 5 from final.device_downtime", /SCN085 small.yaml:18:\d+ .*Binder Error/],
    ["select 1 < 2 from final.device_downtimes", /SCN085 small.yaml:18:\d+ .*device_downtimes/],
    ["select count(*) from usable.devices", /SCN085 .*one column that is true or false; it gives BIGINT/],
    ["drop table log.events", /SCN085 .*not permitted/],
    ["selec true", /SCN085 .*Parser Error/],
  ])("bad SQL ends before the run: %s", async (sql, complaint) => {
    world.files.write("small.yaml", smallFleet({ expect: `{id: x, sql: "${sql}"}` }));
    for (const verb of ["simulate", "validate"]) {
      expect(await iotctl(world, verb, "small.yaml")).toBe(3);
      expect(world.err()).toMatch(complaint);
    }
    expect(world.files.exists("reports/small-1")).toBe(false);
  });

  test("--json prints exactly summary.json and nothing else", async () => {
    expect(await iotctl(world, "simulate", "small.yaml", "--json")).toBe(0);
    expect(world.out()).toBe(world.files.readText("reports/small-1/summary.json"));
  });

  test.each([
    [
      "an expectation that fails is 1",
      1,
      "failed",
      smallFleet({ expect: '{id: x, that: "sum(messages.produced) == 0"}' }),
    ],
    [
      "an expectation without data is 8",
      8,
      "no-data",
      smallFleet({ expect: '{id: x, that: "p95(commands.latency) <= 5s"}' }),
    ],
    [
      "a stop condition is 4",
      4,
      "stopped",
      smallFleet({ more: 'stop: [{id: enough, when: "sum(messages.produced) > 0"}]' }),
    ],
    [
      "a failed wish is 0",
      0,
      "passed",
      smallFleet({ expect: '{id: x, that: "sum(messages.produced) == 0", severity: should}' }),
    ],
    [
      "a failed SQL expectation is 1",
      1,
      "failed",
      smallFleet({ expect: '{id: x, sql: "select count(*) > 1000000 from final.device_downtime"}' }),
    ],
  ])("the exit code of %s", async (_, exit, verdict, text) => {
    world.files.write("other.yaml", text);
    expect(await iotctl(world, "simulate", "other.yaml", "--quiet")).toBe(exit);
    expect(summaryOf("reports/small-1")).toMatchObject({ verdict, exitCode: exit });
  });

  test("an invalid scenario is 3 with every problem at its place, and nothing is made", async () => {
    world.files.write(
      "bad.yaml",
      smallFleet({ expect: '{id: x, that: "sum(no.such) == 0"}' }).replace("duration:", "duraton:"),
    );
    expect(await iotctl(world, "simulate", "bad.yaml")).toBe(3);
    expect(world.err()).toMatch(/bad\.yaml:4:1 .*duraton/);
    expect(world.err()).toMatch(/bad\.yaml:\d+:\d+ .*no\.such/);
    expect(world.out()).toBe("");
    expect(world.files.exists("reports")).toBe(false);
  });

  test("an unknown price book is found before the run, not after it", async () => {
    world.files.write("dear.yaml", `${smallFleet()}priceBook: aws-iot-cor\n`);
    expect(await iotctl(world, "simulate", "dear.yaml")).toBe(3);
    expect(world.err()).toMatch(/PRB000 dear\.yaml:\d+:1 there is no price book `aws-iot-cor`/);
    expect(world.err()).toContain("did you mean `aws-iot-core`?");
    expect(world.files.exists("reports")).toBe(false);
  });

  test("an existing --out is refused before anything runs", async () => {
    world.files.makeFolder("mine");
    expect(await iotctl(world, "simulate", "small.yaml", "--out", "mine")).toBe(2);
    expect(world.err()).toContain("mine already exists");
    expect(world.files.list("mine")).toEqual([]);
  });

  test("Ctrl-C keeps what there is, marked, and exits with 130", async () => {
    const impatient: CapturedWorld = {
      ...world,
      onInterrupt: (handler) => {
        handler();
        return () => {};
      },
    };
    expect(await iotctl(impatient, "simulate", "small.yaml")).toBe(130);
    expect(world.files.list("reports/small-1")).toEqual(RESULTS);
    const summary = summaryOf("reports/small-1");
    expect(summary).toMatchObject({ verdict: "interrupted", exitCode: 130 });
    expect(summary.run.endedEarly).toContain("interrupted");
    expect(summary.run.virtualMs).toBeLessThan(600_000);
  });

  test("Ctrl-C leaves what was only cut short as not judged: no expectation has failed", async () => {
    const more = [
      '{id: always, that: "share(device.online) >= 0.1%", always: {from: 9m}}',
      '{id: late, that: "sum(messages.delivered) > 100", eventually: {within: 9m}}',
      '{id: rows, sql: "select count(*) > 1000 from usable.outages"}',
    ];
    const expected = ['{id: all-in, that: "sum(messages.delivered) >= 100"}', ...more].join("\n  - ");
    world.files.write("cut.yaml", smallFleet({ expect: expected }));
    const impatient: CapturedWorld = {
      ...world,
      onInterrupt: (handler) => {
        handler();
        return () => {};
      },
    };
    expect(await iotctl(impatient, "simulate", "cut.yaml"), world.err() + world.out()).toBe(130);
    const { verdict, exitCode, expectations } = summaryOf("reports/small-1");
    expect([verdict, exitCode]).toEqual(["interrupted", 130]);
    expect(expectations.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(
      ["all-in", "always", "late", "rows", "limit"].map((id) => `${id} not-judged`),
    );
    expect(world.out()).toMatch(/^INTERRUPTED/);
    expect(world.out()).not.toContain("FAIL");
    const junit = world.files.readText("reports/small-1/junit.xml");
    expect(junit.match(/<skipped/g)).toHaveLength(5);
    expect(junit).not.toContain("<failure");
  });

  test("Ctrl-C during the first of several variants leaves no trace of the others", async () => {
    const variants = "variants: {tight: {set: {connectLimit: 50}}, wide: {set: {connectLimit: 200}}}\n";
    world.files.write("two.yaml", `${smallFleet()}${variants}`);
    const impatient: CapturedWorld = {
      ...world,
      onInterrupt: (handler) => {
        handler();
        return () => {};
      },
    };
    expect(await iotctl(impatient, "simulate", "two.yaml", "--json")).toBe(130);
    expect(JSON.parse(world.out())).toHaveLength(1);
    expect(world.files.list("reports")).toEqual(["small-tight-1"]);
  });

  test("a disk that fills up is exit 7, and the folder says that it is partial", async () => {
    const full: CapturedWorld = {
      ...world,
      files: {
        ...world.files,
        write: (path, content) => {
          if (path.endsWith("report.html"))
            throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
          world.files.write(path, content);
        },
      },
    };
    expect(await iotctl(full, "simulate", "small.yaml", "--quiet")).toBe(7);
    expect(world.err()).toContain("the disk is full");
    expect(world.err()).toContain("again: iotctl simulate small.yaml --seed 11");
    expect(world.files.readText("reports/small-1/INCOMPLETE")).toContain("no space left");
    await iotctl(world, "runs");
    expect(world.out()).toMatch(/small-1 +passed, incomplete/);
    expect(await iotctl(world, "report", "small-1")).toBe(2);
  });
});
