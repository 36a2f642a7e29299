import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RUN_FILE } from "../../src/store/open-run.js";
import { queryRun } from "../../src/store/query-run.js";
import { openScoped } from "../../src/store/scoped-instance.js";
import { finishedRun, newFolder } from "./small-run.js";

const EVERYTHING = "query";
const TABLES = `select schema_name || '."' || table_name || '"' from duckdb_tables() where not internal order by 1`;

describe("a tenant's query", () => {
  test("sees its own rows and no others, in every table there is", async () => {
    const dir = await finishedRun();
    const all = await queryRun(
      dir,
      "select distinct schema_name || '.\"' || table_name || '\"' from duckdb_columns() where schema_name in ('raw', 'usable', 'final') order by 1",
    );
    expect(all.rows.length).toBeGreaterThan(35);
    const count = all.rows
      .map(
        ([table]) =>
          `select '${table}' as name, count(*), count(*) filter (tenant_id = 'city') from ${table}`,
      )
      .join(" union all ");
    const operator = (await queryRun(dir, count)).rows;
    const own = (await queryRun(dir, count, { tenant: "city" })).rows;
    const sorted = (rows: unknown[][]) => rows.map(String).sort();
    expect(sorted(own)).toEqual(sorted(operator.map(([name, , city]) => [name, city, city])));
    expect(own.reduce((sum, [, rows]) => sum + Number(rows), 0)).toBeGreaterThan(100);
    expect(operator.some(([, rows, city]) => rows !== city)).toBe(true);
  });

  test("within a region or a site, too, and what cannot be split by place it does not see", async () => {
    const dir = await finishedRun();
    const columns = await queryRun(
      dir,
      `select schema_name || '."' || table_name || '"', bool_or(column_name = 'region') from duckdb_columns()
       where schema_name in ('raw', 'usable', 'final') group by 1 order by 1`,
    );
    const placeless = columns.rows.filter(([, hasRegion]) => hasRegion === false).map(([table]) => table);
    expect(placeless).toContain('final."sla"');
    const count = placeless
      .map((table) => `select '${table}' as name, count(*) from ${table}`)
      .join(" union all ");
    const [operator, regional, local] = [{}, { region: "eu" }, { tenant: "city", region: "eu" }].map(
      (scope) => queryRun(dir, count, scope),
    );
    expect((await operator).rows.some(([, rows]) => rows !== 0)).toBe(true);
    for (const rows of [await regional, await local].map((result) => result.rows))
      expect(rows.filter(([, seen]) => seen !== 0)).toEqual([]);
    const sites = "select distinct site from usable.lifecycle order by 1";
    expect((await queryRun(dir, sites, { region: "us" })).rows).toEqual([["south"]]);
  });

  test("counts the same as the operator's for that tenant", async () => {
    const dir = await finishedRun();
    const sql = "select device, downtime_ms from final.device_downtime order by device";
    const own = await queryRun(dir, sql, { tenant: "port" });
    const operator = await queryRun(dir, sql.replace("order", "where tenant_id = 'port' order"));
    expect(own.rows).toEqual(operator.rows);
    expect(own.rows).toHaveLength(10);
  });

  test("for an unknown tenant is an error that names the known ones", async () => {
    const dir = await finishedRun();
    for (const tenant of ["nobody", "-", "", "city' or 'a' = 'a"])
      await expect(queryRun(dir, "select 1", { tenant })).rejects.toMatchObject({
        code: "STORE_SCOPE",
        hint: "tenants of this run: city, port",
      });
  });

  test("may only read", async () => {
    const dir = await finishedRun();
    for (const sql of [
      "attach ':memory:' as other",
      "copy final.sla to 'x.csv'",
      "set threads = 1",
      "pragma enable_profiling",
      "install httpfs",
      "load httpfs",
      "create table t (x integer)",
      "drop table raw.events",
      "explain analyze drop table raw.events",
      "export database 'x'",
      "select 1; select 2",
      "",
    ])
      await expect(queryRun(dir, sql, { tenant: "city" }), sql).rejects.toMatchObject({ code: "STORE_SQL" });
  });

  test("reads tables that only query() names", async () => {
    const dir = await finishedRun();
    const sql = "select count(*) from query('select * from usable' || '.dev' || 'ices')";
    expect((await queryRun(dir, sql, { tenant: "city" })).rows).toEqual([[15]]);
  });

  test("sees the outcomes of its own devices' jobs", async () => {
    const dir = await finishedRun();
    const sql = "select device, status from usable.job_outcomes order by 1";
    expect((await queryRun(dir, sql, { tenant: "port" })).rows).toEqual([["quay/cranes/3", "SUCCEEDED"]]);
  });

  test("of a region or a site sees that place alone", async () => {
    const dir = await finishedRun();
    const groups = "select group_id from usable.groups order by 1";
    const seen = async (scope: object) => (await queryRun(dir, groups, scope)).rows.flat();
    expect(await seen({ region: "eu" })).toEqual(["north/parking", "quay/cranes"]);
    expect(await seen({ tenant: "city", region: "eu" })).toEqual(["north/parking"]);
    expect(await seen({ tenant: "city", site: "quay" })).toEqual([]);
    expect(await seen({ site: "quay" })).toEqual(["quay/cranes"]);
    const events = "select distinct site from raw.events order by 1";
    expect((await queryRun(dir, events, { tenant: "city", site: "south" })).rows).toEqual([["south"]]);
    await expect(queryRun(dir, groups, { site: "moon" })).rejects.toMatchObject({
      code: "STORE_SCOPE",
      hint: "sites of this run: north, quay, south",
    });
  });
});

// Behind the statement filter: whatever SQL ran in the instance itself, there is nothing else to reach.
describe("a tenant's instance", () => {
  test("reaches no file, no network, no setting, and no other tenant", async () => {
    const own = await finishedRun();
    const outside = newFolder();
    const secret = join(outside, "secret.csv");
    writeFileSync(secret, "a,b\nsecret,1\n");
    const file = join(own, RUN_FILE);
    const session = await openScoped(file, { tenant: "city" }, EVERYTHING);
    const run = async (sql: string) => (await session.connection.runAndReadAll(sql)).getRowsJson();
    const refused = [
      `attach '${file}' as stolen`,
      `attach '${file}' as stolen (read_only)`,
      "use run",
      "from run.raw.events",
      `from '${file}'`,
      `from read_csv('${secret}')`,
      `from read_text('${secret}')`,
      `from read_blob('${secret}')`,
      `from '${secret}'`,
      `from read_parquet('${outside}/*.parquet')`,
      `from glob('${own}/*')`,
      `from sniff_csv('${secret}')`,
      `from read_json('${secret}')`,
      "from read_csv('http://127.0.0.1:1/x.csv')",
      `copy raw.events to '${join(outside, "out.csv")}'`,
      `copy raw.events from '${secret}'`,
      `export database '${join(outside, "db")}'`,
      `import database '${outside}'`,
      "install httpfs",
      `install '${join(outside, "x.duckdb_extension")}'`,
      "load httpfs",
      `load '${join(outside, "x.duckdb_extension")}'`,
      "set enable_external_access = true",
      "set global enable_external_access = true",
      "reset enable_external_access",
      "pragma enable_external_access = true",
      "set lock_configuration = false",
      `set allowed_paths = ['${file}']`,
      `set allowed_directories = ['${own}/']`,
      `set temp_directory = '${outside}'`,
      `set log_query_path = '${join(outside, "log")}'`,
      `pragma profiling_output = '${join(outside, "profile")}'`,
      "set autoinstall_known_extensions = true",
      "set custom_user_agent = 'x'",
      `create persistent secret s (type s3)`,
      `select getenv('HOME')`,
    ];
    const passed: string[] = [];
    for (const sql of refused)
      await run(sql).then(
        () => passed.push(sql),
        () => undefined,
      );
    expect(passed).toEqual([]);
    expect(readdirSync(outside)).toEqual(["secret.csv"]);

    const tables = (await run(TABLES)).flat();
    expect(tables.length).toBeGreaterThan(35);
    for (const table of tables)
      expect([
        table,
        await run(`select count(*) from ${table} where tenant_id is distinct from 'city'`),
      ]).toEqual([table, [["0"]]]);
    // Not even the name of the other tenant, of its groups, or of the file is left, in data, types or settings.
    const catalog = [
      "select * from duckdb_databases()",
      "select * from duckdb_tables()",
      "select * from duckdb_columns()",
      "select * from duckdb_types() where database_name = 'memory' and not internal",
      "select * from duckdb_views() where not internal",
      "select name, value from duckdb_settings()",
      "select * from duckdb_temporary_files()",
      ...tables.map((table) => `select * from ${table}`),
    ];
    for (const sql of catalog) {
      const text = JSON.stringify(await run(sql));
      expect([sql, /quay|cranes|"port"/.test(text), text.includes(own)]).toEqual([sql, false, false]);
    }
    session.close();
  });
});
