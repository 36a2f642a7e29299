import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Summary } from "../../src/result/summary.js";
import { type CapturedSystem, capturedSystem, iotctl } from "./captured-system.js";
import { smallFleet } from "./small-fleet.js";
import { decided, summaryIn } from "./stored-summary.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
  system.files.write("small.yaml", smallFleet());
});
afterEach(() => system.dispose());

const summaryOf = (folder: string): Summary => summaryIn(system, folder);

const RESULTS = ["junit.xml", "report.html", "run.duckdb", "scenario.json", "summary.json", "summary.md"];

describe("iotctl simulate", () => {
  test("keeps six results in a numbered folder and ends with the text summary", async () => {
    expect(await iotctl(system, "simulate", "small.yaml")).toBe(0);
    expect(system.files.list("reports/small-1")).toEqual(RESULTS);
    expect(system.out()).toMatch(/^PASSED {2}small/);
    expect(system.out()).toMatch(/results in reports\/small-1\n$/);
    expect(system.err()).toBe("");
    expect(summaryOf("reports/small-1")).toMatchObject({
      schema: "iotctl.summary/1",
      verdict: "passed",
      fleet: { devices: 40, gateways: 2, tenants: 2 },
      ledger: { balanced: true },
      environment: { mode: "virtual" },
    });
  });

  test("gives the same account whatever the threads and checks, and `compare --same` agrees", async () => {
    await iotctl(system, "simulate", "small.yaml", "--quiet");
    await iotctl(system, "simulate", "small.yaml", "--quiet", "--workers", "2", "--strict");
    const [one, two] = ["reports/small-1", "reports/small-2"].map(summaryOf);
    expect({ ...decided(two), invariants: [] }).toEqual({ ...decided(one), invariants: [] });
    expect(await iotctl(system, "compare", "small-1", "small-2", "--same")).toBe(0);
    expect(system.out()).toContain(`the same (${one.run.digest})`);
  });

  test("another seed is another run, and the command it names gives it again", async () => {
    await iotctl(system, "simulate", "small.yaml");
    expect(
      await iotctl(system, "simulate", "small.yaml", "--seed", "it's winter", "--set", "connectLimit=90"),
    ).toBe(0);
    const [first, other] = ["reports/small-1", "reports/small-2"].map(summaryOf);
    expect(other.run.digest).not.toBe(first.run.digest);
    expect(other.run.id).not.toBe(first.run.id);
    expect(other.reproduce).toBe("iotctl simulate small.yaml --seed 'it'\\''s winter' --set connectLimit=90");
    await iotctl(system, "simulate", "small.yaml", "--seed", "it's winter", "--set", "connectLimit=90");
    expect(decided(summaryOf("reports/small-3"))).toEqual(decided(other));
    expect(await iotctl(system, "compare", "small-1", "small-2", "--same")).toBe(6);
    expect(system.err()).toContain("the runs differ in");
  });

  test("a missed promise stands beside the verdict, and --sla must makes it the exit code", async () => {
    const promised = smallFleet().replace(
      "{id: red}",
      "{id: red, sla: {availability: 99.9%, freshness: {share: 99.9%, within: 1s}}}",
    );
    system.files.write("promised.yaml", promised);
    expect(await iotctl(system, "simulate", "promised.yaml")).toBe(0);
    expect(system.out()).toMatch(/^PASSED, 2 promises missed {2}small/);
    expect(summaryOf("reports/small-1").promises.made.map(({ what, met }) => `${what} ${met}`)).toEqual([
      "availability false",
      "freshness false",
    ]);
    expect(await iotctl(system, "simulate", "promised.yaml", "--sla", "must")).toBe(1);
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
    system.files.write("small.yaml", smallFleet({ expect: `{id: x, sql: "${sql}"}` }));
    for (const verb of ["simulate", "validate"]) {
      expect(await iotctl(system, verb, "small.yaml")).toBe(3);
      expect(system.err()).toMatch(complaint);
    }
    expect(system.files.exists("reports/small-1")).toBe(false);
  });

  test("--json prints exactly summary.json and nothing else", async () => {
    expect(await iotctl(system, "simulate", "small.yaml", "--json")).toBe(0);
    expect(system.out()).toBe(system.files.readText("reports/small-1/summary.json"));
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
    system.files.write("other.yaml", text);
    expect(await iotctl(system, "simulate", "other.yaml", "--quiet")).toBe(exit);
    expect(summaryOf("reports/small-1")).toMatchObject({ verdict, exitCode: exit });
  });

  test("an invalid scenario is 3 with every problem at its place, and nothing is made", async () => {
    system.files.write(
      "bad.yaml",
      smallFleet({ expect: '{id: x, that: "sum(no.such) == 0"}' }).replace("duration:", "duraton:"),
    );
    expect(await iotctl(system, "simulate", "bad.yaml")).toBe(3);
    expect(system.err()).toMatch(/bad\.yaml:4:1 .*duraton/);
    expect(system.err()).toMatch(/bad\.yaml:\d+:\d+ .*no\.such/);
    expect(system.out()).toBe("");
    expect(system.files.exists("reports")).toBe(false);
  });

  test("an unknown price book is found before the run, not after it", async () => {
    system.files.write("dear.yaml", `${smallFleet()}priceBook: aws-iot-cor\n`);
    expect(await iotctl(system, "simulate", "dear.yaml")).toBe(3);
    expect(system.err()).toMatch(/PRB000 dear\.yaml:\d+:1 there is no price book `aws-iot-cor`/);
    expect(system.err()).toContain("did you mean `aws-iot-core`?");
    expect(system.files.exists("reports")).toBe(false);
  });

  test("an existing --out is refused before anything runs", async () => {
    system.files.makeFolder("mine");
    expect(await iotctl(system, "simulate", "small.yaml", "--out", "mine")).toBe(2);
    expect(system.err()).toContain("mine already exists");
    expect(system.files.list("mine")).toEqual([]);
  });

  test("Ctrl-C keeps what there is, marked, and exits with 130", async () => {
    const impatient: CapturedSystem = {
      ...system,
      onInterrupt: (handler) => {
        handler();
        return () => {};
      },
    };
    expect(await iotctl(impatient, "simulate", "small.yaml")).toBe(130);
    expect(system.files.list("reports/small-1")).toEqual(RESULTS);
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
    system.files.write("cut.yaml", smallFleet({ expect: expected }));
    const impatient: CapturedSystem = {
      ...system,
      onInterrupt: (handler) => {
        handler();
        return () => {};
      },
    };
    expect(await iotctl(impatient, "simulate", "cut.yaml"), system.err() + system.out()).toBe(130);
    const { verdict, exitCode, expectations } = summaryOf("reports/small-1");
    expect([verdict, exitCode]).toEqual(["interrupted", 130]);
    expect(expectations.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(
      ["all-in", "always", "late", "rows", "limit"].map((id) => `${id} not-judged`),
    );
    expect(system.out()).toMatch(/^INTERRUPTED/);
    expect(system.out()).not.toContain("FAIL");
    const junit = system.files.readText("reports/small-1/junit.xml");
    expect(junit.match(/<skipped/g)).toHaveLength(5);
    expect(junit).not.toContain("<failure");
  });

  test("Ctrl-C during the first of several variants leaves no trace of the others", async () => {
    const variants = "variants: {tight: {set: {connectLimit: 50}}, wide: {set: {connectLimit: 200}}}\n";
    system.files.write("two.yaml", `${smallFleet()}${variants}`);
    const impatient: CapturedSystem = {
      ...system,
      onInterrupt: (handler) => {
        handler();
        return () => {};
      },
    };
    expect(await iotctl(impatient, "simulate", "two.yaml", "--json")).toBe(130);
    expect(JSON.parse(system.out())).toHaveLength(1);
    expect(system.files.list("reports")).toEqual(["small-tight-1"]);
  });

  test("a disk that fills up is exit 7, and the folder says that it is partial", async () => {
    const full: CapturedSystem = {
      ...system,
      files: {
        ...system.files,
        write: (path, content) => {
          if (path.endsWith("report.html"))
            throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
          system.files.write(path, content);
        },
      },
    };
    expect(await iotctl(full, "simulate", "small.yaml", "--quiet")).toBe(7);
    expect(system.err()).toContain("the disk is full");
    expect(system.err()).toContain("again: iotctl simulate small.yaml --seed 11");
    expect(system.files.readText("reports/small-1/INCOMPLETE")).toContain("no space left");
    await iotctl(system, "runs");
    expect(system.out()).toMatch(/small-1 +passed, incomplete/);
    expect(await iotctl(system, "report", "small-1")).toBe(2);
  });
});
