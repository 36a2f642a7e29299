// What a statement over a stored run may not do, whoever asks: write, reach outside, or take more than its share.
import { existsSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { queryBounded } from "../../src/store/bounded-query.js";
import { queryRun } from "../../src/store/query-run.js";
import { RunStore } from "../../src/store/run-store.js";
import { Session } from "../../src/store/session.js";
import { emptyBatch, finishedRun, info, newFolder } from "./small-run.js";

let dir: string;
beforeAll(async () => {
  dir = await finishedRun();
}, 60_000);

const OUTSIDE = [
  "copy (select 1) to '$RUN/run.duckdb'",
  "copy (select 1) to '$RUN/new.csv'",
  "export database '$RUN/out'",
  "select * from read_text('/etc/hostname')",
  "select * from '/etc/hostname'",
  "select * from glob('/*')",
  "install httpfs",
  "load httpfs",
  "attach ':memory:' as other",
  "attach '$RUN/run.duckdb' as again",
  "create temp table t as select 1",
  "set memory_limit = '64GB'",
  "set enable_external_access = true",
  "call enable_logging()",
  "insert into log.run select * from log.run",
  "explain analyze copy (select 1) to '$RUN/new.csv'",
  "select 1; select 2",
];

describe("a statement over a run", () => {
  test.each(OUTSIDE)("%s is refused, by the operator and by a tenant", async (sql) => {
    const before = statSync(join(dir, "run.duckdb"));
    const files = readdirSync(dir);
    for (const scope of [{}, { tenant: "city" }])
      await expect(queryRun(dir, sql.replaceAll("$RUN", dir), scope)).rejects.toMatchObject({
        code: "STORE_SQL",
      });
    const after = statSync(join(dir, "run.duckdb"));
    expect([after.size, after.mtimeMs]).toEqual([before.size, before.mtimeMs]);
    expect(readdirSync(dir)).toEqual(files);
  });

  test("in a process of its own gives the same rows, big numbers and errors included", async () => {
    const sql = "select entity, at_ms, 9223372036854775807::bigint big from raw.events order by all limit 5";
    expect(await queryBounded(dir, sql)).toEqual(await queryRun(dir, sql));
    await expect(queryBounded(dir, "select nothing")).rejects.toMatchObject({
      code: "STORE_SQL",
      hint: expect.stringContaining("--tables"),
    });
    await expect(queryBounded(dir, "select 1", { tenant: "nobody" })).rejects.toMatchObject({
      code: "STORE_SCOPE",
    });
  });

  test("that takes too much memory, or gives too much text, is ended and says so", async () => {
    for (const sql of ["select repeat('x', 70000000)", "select list(repeat('x', 1000)) from range(70000)"])
      await expect(queryRun(dir, sql, { tenant: "city" })).rejects.toMatchObject({ code: "STORE_MEMORY" });
    // DuckDB's own limit does not see this one: the system's does.
    const blind = "select length(repeat('x', 900000000))";
    await expect(queryBounded(dir, blind, { tenant: "city" }, 600)).rejects.toMatchObject({
      code: "STORE_MEMORY",
    });
  });

  test("does not learn where anybody's home is", async () => {
    const sql = "select value from duckdb_settings() where value like '%/%'";
    for (const scope of [{}, { tenant: "city" }]) {
      const { rows } = await queryBounded(dir, sql, scope);
      const texts = rows.flat().join(" ");
      expect(texts).not.toContain(process.env.HOME ?? "/root");
      // The operator named the run's folder himself.
      if ("tenant" in scope) expect(texts).not.toMatch(/\/(root|home|Users|tmp|work)\b/);
    }
  });
});

describe("a database that is none", () => {
  test("whose tables were never made says so, and what to do", async () => {
    const folder = newFolder();
    const session = await Session.open(join(folder, "run.duckdb"), {});
    session.close();
    for (const scope of [{}, { tenant: "city" }])
      await expect(queryRun(folder, "select 1", scope)).rejects.toMatchObject({
        code: "ENV_STORE",
        message: expect.stringContaining("was not finished being created"),
        hint: expect.stringContaining("--prune"),
      });
  });

  test("or that was cut short says so", async () => {
    const folder = await finishedRun();
    truncateSync(join(folder, "run.duckdb"), 5_000);
    for (const scope of [{}, { tenant: "city" }])
      await expect(queryRun(folder, "select 1", scope)).rejects.toMatchObject({
        code: "ENV_STORE",
        message: expect.stringContaining("is damaged"),
      });
    writeFileSync(join(folder, "run.duckdb"), "not a database at all".repeat(1_000));
    await expect(queryRun(folder, "select 1")).rejects.toMatchObject({ code: "ENV_STORE" });
  });

  test("that is removed or replaced while it is written does not end well", async () => {
    for (const replace of [false, true]) {
      const folder = newFolder();
      const store = await RunStore.create(folder, info);
      await store.append(emptyBatch(0));
      rmSync(join(folder, "run.duckdb"));
      if (replace) writeFileSync(join(folder, "run.duckdb"), "");
      await expect(store.finish({ endMs: 1, digest: "" })).rejects.toMatchObject({
        code: "ENV_STORE",
        message: expect.stringContaining(replace ? "replaced" : "removed"),
      });
      await store.close();
      expect(existsSync(join(folder, ".lock"))).toBe(false);
    }
  });
});
