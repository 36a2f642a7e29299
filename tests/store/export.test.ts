import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { exportParquet } from "../../src/store/export-parquet.js";
import { queryRun } from "../../src/store/query-run.js";
import { Session } from "../../src/store/session.js";
import { finishedRun, newFolder } from "./small-run.js";

describe("a Parquet export", () => {
  test("reads back as the same rows, tenant by tenant", async () => {
    const dir = await finishedRun();
    const out = join(newFolder(), "out");
    const files = await exportParquet(dir, out);
    expect(files.map((file) => relative(out, file.path))).toContain(
      "raw/events/tenant_id=port/part_0.parquet",
    );
    const reader = await Session.open(":memory:", {});
    for (const table of ["raw.events", "raw.metrics", "usable.lifecycle", "final.device_downtime"]) {
      const [zone, name] = table.split(".");
      const own = await queryRun(dir, `select * from ${table} where tenant_id = 'port' order by all`);
      const glob = join(out, zone, name, "tenant_id=port", "*.parquet");
      const back = await reader.connection.runAndReadAll(
        `select * from read_parquet('${glob}', hive_partitioning = false) order by all`,
      );
      expect(back.columnNames()).toEqual(own.columns.map(({ name: column }) => column));
      expect(back.getRowsJson().map((row) => row.map(String))).toEqual(
        own.rows.map((row) => row.map(String)),
      );
      expect(files.filter((file) => file.path.includes(`/${zone}/${name}/tenant_id=port/`))).toEqual([
        expect.objectContaining({ zone, table: name, rows: own.rows.length }),
      ]);
    }
    reader.close();
  });

  test("keeps events in the order they happened", async () => {
    const dir = await finishedRun();
    const out = newFolder();
    await exportParquet(dir, out, { zones: ["raw"] });
    const reader = await Session.open(":memory:", { threads: "1" });
    const rows = await reader.rows(
      `select at_ms::double, entity from read_parquet('${join(out, "raw/events/tenant_id=city/part_0.parquet")}')`,
    );
    const sorted = [...rows].sort(([at, entity], [at2, entity2]) =>
      at === at2 ? Number(entity) - Number(entity2) : Number(at) - Number(at2),
    );
    expect(rows).toEqual(sorted);
    reader.close();
  });

  test("gives the same bytes for the same run", async () => {
    const bytes = async () => {
      const out = newFolder();
      const files = await exportParquet(await finishedRun(), out);
      return files.map((file) => [relative(out, file.path), readFileSync(file.path).toString("base64")]);
    };
    expect(await bytes()).toEqual(await bytes());
  });

  test("never mixes with files that are there", async () => {
    const dir = await finishedRun();
    const out = newFolder();
    writeFileSync(join(out, "mine.txt"), "x");
    await expect(exportParquet(dir, out)).rejects.toMatchObject({ code: "ENV_STORE" });
  });
});
