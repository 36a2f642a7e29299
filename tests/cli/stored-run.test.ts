import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CapturedSystem, capturedSystem, iotctl } from "./captured-system.js";
import { smallFleet } from "./small-fleet.js";

let system: CapturedSystem;
beforeAll(async () => {
  system = capturedSystem();
  system.files.write("small.yaml", smallFleet());
  expect(await iotctl(system, "simulate", "small.yaml", "--quiet")).toBe(0);
});
afterAll(() => system.dispose());

describe("a stored run", () => {
  test("is listed with its verdict and digest", async () => {
    expect(await iotctl(system, "runs", "--json")).toBe(0);
    const { runs } = JSON.parse(system.out()) as { runs: Record<string, unknown>[] };
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      folder: "reports/small-1",
      state: "complete",
      scenario: "small",
      verdict: "passed",
      exitCode: 0,
      seed: "11",
      digest: expect.stringMatching(/^[0-9a-f]{32}$/),
      startedAt: "2026-01-02T03:04:05.000Z",
    });
  });

  test("renders to the same reports again", async () => {
    const files = ["summary.json", "report.html", "summary.md", "junit.xml"];
    const before = files.map((file) => system.files.readText(`reports/small-1/${file}`));
    for (const file of files.slice(1)) system.files.remove(`reports/small-1/${file}`);
    expect(await iotctl(system, "report", "small-1")).toBe(0);
    expect(files.map((file) => system.files.readText(`reports/small-1/${file}`))).toEqual(before);
    expect(system.out()).toContain("wrote reports/small-1/report.html");
  });

  test("answers SQL as a table, JSON and CSV", async () => {
    const sql = "select id, verdict from final.expectations order by id";
    expect(await iotctl(system, "query", "small-1", sql)).toBe(0);
    expect(system.out()).toContain("2 rows");
    await iotctl(system, "query", "reports/small-1", sql, "--csv");
    expect(system.out()).toBe("id,verdict\nlimit,pass\nnone-empty,pass\n");
    await iotctl(system, "query", "small-1", sql, "--json");
    expect(JSON.parse(system.out())).toMatchObject({
      rows: [
        ["limit", "pass"],
        ["none-empty", "pass"],
      ],
    });
  });

  test("tells what can be asked, with types, units and meaning", async () => {
    expect(await iotctl(system, "query", "small-1", "--tables")).toBe(0);
    expect(system.out()).toMatch(/^usable\.fog_windows {2,}what gateways summed up/m);
    expect(await iotctl(system, "query", "small-1", "--tables", "fog_windows")).toBe(0);
    expect(system.out()).toMatch(/^bytes_in +BIGINT +bytes +payload bytes that came from devices/m);
    await iotctl(system, "query", "small-1", "--tables", "final.device_availability", "--json");
    expect(JSON.parse(system.out())[0].columns).toContainEqual({
      name: "mttr_ms",
      type: "BIGINT",
      unit: "ms",
      meaning: "mean length of the outages that ended; NULL without one",
    });
    expect(await iotctl(system, "query", "small-1", "--tables", "fog_window")).toBe(2);
    expect(system.err()).toContain("did you mean `fog_windows`?");
    expect(await iotctl(system, "query", "small-1")).toBe(2);
    expect(system.err()).toContain("--tables");
    // In SQL, for the operator and for a tenant alike; a tenant's empty neighbours are names and nothing more.
    for (const scope of [[], ["--tenant", "blue"]]) {
      expect(await iotctl(system, "query", "small-1", "show tables", "--csv", ...scope)).toBe(0);
      expect(system.out()).toContain("\nfog_windows\n");
      expect(system.out()).not.toContain("owners");
      expect(await iotctl(system, "query", "small-1", "describe readings", "--csv", ...scope)).toBe(0);
      expect(system.out()).toContain("sensed_ms,BIGINT");
    }
    await iotctl(
      system,
      "query",
      "small-1",
      "select distinct tenant_id from outages",
      "--csv",
      "--tenant",
      "blue",
    );
    expect(system.out()).not.toContain("red");
  });

  test("shows a tenant its own rows alone", async () => {
    const sql =
      "select distinct tenant_id from usable.lifecycle union select distinct tenant_id from final.sla";
    await iotctl(system, "query", "small-1", sql, "--csv", "--tenant", "blue");
    expect(system.out()).toBe("tenant_id\nblue\n");
    expect(await iotctl(system, "query", "small-1", sql, "--tenant", "green")).toBe(2);
    expect(system.err()).toContain("green");
  });

  test("refuses wrong SQL and SQL that writes, with exit 2 and a hint", async () => {
    expect(await iotctl(system, "query", "small-1", "select * from final.nope")).toBe(2);
    expect(system.err()).toMatch(/hint: .*show all tables/);
    expect(await iotctl(system, "query", "small-1", "drop schema final cascade")).not.toBe(0);
    expect(await iotctl(system, "query", "small-1", "select count(*) from final.sla", "--csv")).toBe(0);
  });

  test("is exported once, never over something else", async () => {
    expect(await iotctl(system, "export", "small-1", "--parquet", "out/here", "--json")).toBe(0);
    const { files } = JSON.parse(system.out()) as { files: { path: string; rows: number }[] };
    expect(files.some(({ path }) => path.includes("tenant_id=blue"))).toBe(true);
    expect(await iotctl(system, "export", "small-1", "--parquet", "out/here")).toBe(2);
    expect(system.err()).toContain("not empty");
  });

  test("is the same as itself", async () => {
    expect(await iotctl(system, "compare", "small-1", "small-1", "--same", "--json")).toBe(0);
    expect(JSON.parse(system.out())).toMatchObject({ sameDigest: true, differing: [] });
  });

  test("a comparison is written where one asks", async () => {
    expect(await iotctl(system, "compare", "small-1", "small-1", "--out", "diff")).toBe(0);
    expect(system.files.list("diff")).toEqual(["comparison.html", "comparison.md"]);
  });
});
