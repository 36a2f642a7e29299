import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenRun, openRun } from "../../src/store/open-run.js";
import { RunStore } from "../../src/store/run-store.js";
import { finishedRun, firstBatch, info, newFolder } from "./small-run.js";

let run: OpenRun;
beforeAll(async () => {
  run = await openRun(await finishedRun());
});
afterAll(() => run.close());

/** Runs for minutes when nothing stops it. */
const ENDLESS = "select count(*) from range(10000000000) a where a.range % 7 = 3";

describe("a query", () => {
  test("gives columns with types, and numbers as numbers", async () => {
    const { columns, rows, truncated } = await run.query(
      `select count(*) as n, sum(value) as total, 1.5::decimal(4, 2) as price, timestamp '2025-01-02 03:04:05' as at,
         null as nothing, true as yes, [1, 2] as list, {'a': 1::bigint} as record, 170141183460469231731687303715884105727 as huge
       from usable.metrics where metric = 'messages.produced'`,
    );
    expect(columns.slice(0, 3)).toEqual([
      { name: "n", type: "BIGINT" },
      { name: "total", type: "HUGEINT" },
      { name: "price", type: "DECIMAL(4,2)" },
    ]);
    expect(rows).toEqual([
      [
        2,
        150,
        1.5,
        "2025-01-02 03:04:05",
        null,
        true,
        [1, 2],
        { a: 1 },
        170141183460469231731687303715884105727n,
      ],
    ]);
    expect(truncated).toBe(false);
  });

  test("stops at the row limit and says that there was more", async () => {
    const limited = await run.query("select * from range(5000)", { maxRows: 2_050 });
    expect([limited.rows.length, limited.truncated]).toEqual([2_050, true]);
    const exact = await run.query("select * from range(5000)", { maxRows: 5_000 });
    expect([exact.rows.length, exact.truncated]).toEqual([5_000, false]);
  });

  test("is stopped at its time limit, and the next one runs", async () => {
    await expect(run.query(ENDLESS, { timeoutMs: 50 })).rejects.toMatchObject({ code: "STORE_TIMEOUT" });
    expect((await run.query("select 1")).rows).toEqual([[1]]);
  });

  test("takes parameters by position and by name", async () => {
    const sql = "select count(*) from usable.devices where tenant_id =";
    expect((await run.query(`${sql} $1`, { params: ["port"] })).rows).toEqual([[10]]);
    expect((await run.query(`${sql} $tenant`, { params: { tenant: "city" } })).rows).toEqual([[15]]);
  });

  test("may show and describe", async () => {
    expect((await run.query("show all tables")).rows.length).toBeGreaterThan(40);
    expect((await run.query("describe final.sla")).rows.map(([name]) => name)).toContain("freshness_target");
  });

  test.each([
    ["selec 1", /syntax error/, /one statement/],
    ["select * from final.device_downtimes", /device_downtime/, /show all tables/],
    ["select * from final.device_downtimes", /device_downtime/, /iotctl query RUN --tables/],
    ["select nothing from final.sla", /nothing/, /^`describe final\.sla` lists its columns$/],
    ["select nothing from final.device_downtime", /nothing/, /`describe final\.device_downtime`/],
    [
      "select s.x from final.sla s join usable.devices d using (tenant_id)",
      /x/,
      /final\.sla` and `describe usable\.devices/,
    ],
    ["select nothing", /nothing/, /name a table/],
    ["select nofunction(1)", /nofunction/, /functions are DuckDB's/],
    ["select 1; select 2", /2 statements/, /semicolon/],
    ["select cast('x' as integer)", /Could not convert/, /see the message/],
  ])("%s is a SQL error with DuckDB's message and a hint", async (sql, message, hint) => {
    await expect(run.query(sql)).rejects.toMatchObject({
      code: "STORE_SQL",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });
});

describe("an expectation's SQL", () => {
  test("is true, false, or without data", async () => {
    const max = "select max(downtime_ms) <= $ from final.device_downtime where tenant_id = 'city'";
    expect(await run.evaluateSql(max.replace("$", "8100000"))).toEqual({ value: true });
    expect(await run.evaluateSql(max.replace("$", "8099999"))).toEqual({ value: false });
    expect(await run.evaluateSql(max.replace("$", "1").replace("city", "nobody"))).toEqual({ value: null });
    expect(await run.evaluateSql("select true from final.sla")).toEqual({ value: null });
  });

  test.each([
    ["select count(*) from usable.devices", /boolean.*BIGINT/],
    ["select true, false", /one row with one/],
    ["select true from usable.devices", /one row with one/],
    ["select true from nowhere", /nowhere/],
    ["drop table final.sla", /DROP/],
    ["explain analyze delete from final.sla", /EXPLAIN/],
    ["copy (select 1) to 'x.csv'", /COPY|file system operations are disabled/],
  ])("%s is an error, not a verdict", async (sql, error) => {
    const verdict = await run.evaluateSql(sql);
    expect(verdict).toEqual({ value: null, error: expect.stringMatching(error) });
  });

  test("runs on the open store, where it can change nothing and read no file", async () => {
    const store = await RunStore.create(newFolder(), info);
    await store.append(firstBatch());
    expect(await store.evaluateSql("select count(*) = 25 from usable.lifecycle")).toEqual({ value: true });
    for (const sql of [
      "delete from log.events",
      "explain analyze delete from log.events",
      "set enable_external_access = true",
      "select count(*) > 0 from read_text('/etc/hostname')",
      "select count(*) > 0 from glob('/*')",
      "select count(*) > 0 from query('delete from log.events returning 1')",
    ])
      expect(await store.evaluateSql(sql), sql).toEqual({ value: null, error: expect.any(String) });
    expect((await store.query("select count(*) from raw.events")).rows).toEqual([
      [firstBatch().events.count],
    ]);
    await store.close();
  });

  test("is stopped at its time limit", async () => {
    expect(await run.evaluateSql(ENDLESS.replace("count(*)", "count(*) > 1"), { timeoutMs: 50 })).toEqual({
      value: null,
      error: expect.stringMatching(/50 ms/),
    });
  });
});
