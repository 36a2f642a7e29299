import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CLOUD_ENTITY, EventBlock, type EventColumns } from "../../src/event/event.js";
import { Events } from "../../src/event/events.js";
import { entityName, tenantOfEntity } from "../../src/event/naming.js";
import { WindowBlock } from "../../src/event/window.js";
import type { ExpectationResult } from "../../src/result/expectation.js";
import { openRun } from "../../src/store/open-run.js";
import { RunStore } from "../../src/store/run-store.js";
import {
  END_MS,
  emptyBatch,
  finishedRun,
  firstBatch,
  info,
  naming,
  newFolder,
  secondBatch,
} from "./small-run.js";

const batchOf = (events: EventColumns) => ({ ...emptyBatch(0), events });

describe("a run's store", () => {
  test("holds every row that was appended", async () => {
    const run = await openRun(await finishedRun());
    const first = firstBatch();
    const second = secondBatch();
    const { rows } = await run.query(
      `select (select count(*) from raw.events), (select count(*) from raw.windows), (select count(*) from raw.metrics)`,
    );
    expect(rows[0]).toEqual([
      first.events.count + second.events.count,
      first.windows.count,
      first.metrics.count + second.metrics.count,
    ]);
    run.close();
  });

  test("keeps rows physically in the order of append, awaited or not, over many chunks", async () => {
    const store = await RunStore.create(newFolder(), info);
    const appended: number[] = [];
    const promises: Promise<void>[] = [];
    for (let batch = 0; batch < 3; batch++) {
      const block = new EventBlock();
      for (let row = 0; row < 5_000; row++) {
        const value = batch * 5_000 + row;
        const place = { atMs: value * 3, entity: row % 25, seq: value };
        block.push(Events.probe, place, { x: value, y: -value, z: value / 7 });
        appended.push(value);
      }
      promises.push(store.append(batchOf(block.take())));
    }
    await Promise.all(promises);
    const { rows } = await store.query("select seq, at_ms, p0, p1, p2 from log.events order by rowid");
    expect(rows.map(([seq]) => seq)).toEqual(appended);
    expect(
      rows.every(
        ([seq, at, a, b, c]) =>
          at === Number(seq) * 3 && a === seq && b === -Number(seq) && c === Number(seq) / 7,
      ),
    ).toBe(true);
    await store.close();
  });

  test("keeps notes at their rows and NULL elsewhere, across chunk borders", async () => {
    const store = await RunStore.create(newFolder(), info);
    const noted = [0, 63, 64, 2_047, 2_048, 4_500];
    const block = new EventBlock();
    for (let row = 0; row < 5_000; row++) {
      const note = noted.includes(row) ? `note 'é' ${row}` : undefined;
      block.push(Events.probe, { atMs: row, entity: 0, seq: row }, { x: 0, y: 0, z: 0, note });
    }
    await store.append(batchOf(block.take()));
    const { rows } = await store.query(
      "select seq, note from raw.events where note is not null order by seq",
    );
    expect(rows).toEqual(noted.map((row) => [row, `note 'é' ${row}`]));
    await store.close();
  });

  test("keeps times, values and metrics beyond 32 bits exact, negative ones too", async () => {
    const store = await RunStore.create(newFolder(), info);
    const far = 2 ** 41 + 12_345;
    const block = new EventBlock();
    const extremes = { x: Number.MAX_SAFE_INTEGER, y: -0.1, z: Number.POSITIVE_INFINITY };
    block.push(Events.probe, { atMs: far, entity: 0, seq: 0 }, extremes);
    const metrics = {
      count: 2,
      bucket: Int32Array.of(1, 2),
      series: Int32Array.of(0, 0),
      value: Float64Array.of(-(2 ** 40) - 7, 2 ** 52 + 1),
    };
    await store.append({ untilMs: 0, events: block.take(), windows: new WindowBlock().take(), metrics });
    const events = await store.query("select at_ms, p0, p1, p2 from raw.events");
    expect(events.rows).toEqual([[far, Number.MAX_SAFE_INTEGER, -0.1, Number.POSITIVE_INFINITY]]);
    const values = await store.query("select value from raw.metrics order by bucket");
    expect(values.rows).toEqual([[-(2 ** 40) - 7], [2 ** 52 + 1]]);
    await store.close();
  });

  test("refuses a time that is not an integer instead of rounding it", async () => {
    const store = await RunStore.create(newFolder(), info);
    const block = new EventBlock();
    block.push(Events.probe, { atMs: 1.5, entity: 0, seq: 0 }, { x: 0, y: 0, z: 0 });
    await expect(store.append(batchOf(block.take()))).rejects.toThrow("not an integer");
    await expect(store.append(emptyBatch(0))).rejects.toThrow("not an integer");
    await store.close();
  });

  test("names entities as the rest of the product does", async () => {
    const store = await RunStore.create(newFolder(), info);
    const entities = [...Array.from({ length: 30 }, (_, entity) => entity), CLOUD_ENTITY];
    const block = new EventBlock();
    for (const entity of entities)
      block.push(Events.probe, { atMs: 0, entity, seq: 0 }, { x: 0, y: 0, z: 0 });
    await store.append(batchOf(block.take()));
    const { rows } = await store.query(
      "select entity, entity_name, tenant_id from raw.events order by entity",
    );
    expect(rows).toEqual(
      entities.map((entity) => [entity, entityName(naming, entity), tenantOfEntity(naming, entity)]),
    );
    await store.close();
  });

  test("gives every table and view a run and a tenant", async () => {
    const run = await openRun(await finishedRun());
    const { rows } = await run.query(
      `select schema_name || '.' || table_name as name,
         count(*) filter (column_name = 'run_id') as run, count(*) filter (column_name = 'tenant_id') as tenant
       from duckdb_columns() where database_name = current_database() and not internal group by all`,
    );
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.filter(([, run_, tenant]) => run_ !== 1 || tenant !== 1)).toEqual([]);
    run.close();
  });

  test("replaces the final tables when finished again", async () => {
    const store = await RunStore.create(newFolder(), info);
    await store.append(firstBatch());
    const expectation: ExpectationResult = {
      id: "e",
      verdict: "pass",
      severity: "must",
      text: "t",
      measured: "1",
      threshold: "2",
      measuredValue: null,
      thresholdValue: null,
      atMs: 5,
      notes: [],
    };
    await store.finish({
      endMs: END_MS,
      digest: "one",
      expectations: [{ ...expectation, verdict: "fail" }, expectation],
    });
    await store.finish({ endMs: END_MS, digest: "two", expectations: [expectation] });
    expect((await store.query("select id, verdict, at_ms from final.expectations")).rows).toEqual([
      ["e", "pass", 5],
    ]);
    expect((await store.query("select distinct digest from usable.runs")).rows).toEqual([["two"]]);
    await store.close();
  });

  test("keeps a run without finish(), marked unfinished", async () => {
    const dir = newFolder();
    const store = await RunStore.create(dir, info);
    await store.append(firstBatch());
    await store.close();
    const run = await openRun(dir);
    expect(run.run).toMatchObject({ runId: "run-1", finished: false, endMs: null, facts: { seed: "7" } });
    expect((await run.query("select count(*) from raw.events")).rows).toEqual([[firstBatch().events.count]]);
    run.close();
  });

  test("refuses to overwrite a run unless told to", async () => {
    const dir = await finishedRun();
    await expect(RunStore.create(dir, info)).rejects.toMatchObject({ code: "ENV_STORE" });
    const store = await RunStore.create(dir, { ...info, replace: true });
    expect((await store.query("select count(*) from raw.events")).rows).toEqual([[0]]);
    await store.close();
  });

  test("says so when the folder does not exist, and leaves nothing", async () => {
    const dir = join(newFolder(), "absent");
    await expect(RunStore.create(dir, info)).rejects.toMatchObject({ code: "ENV_STORE" });
    expect(existsSync(dir)).toBe(false);
  });

  test("opens no folder without a run", async () => {
    await expect(openRun(newFolder())).rejects.toMatchObject({ code: "STORE_NOT_FOUND" });
  });

  test("cannot be changed by a reader", async () => {
    const run = await openRun(await finishedRun());
    await expect(run.query("delete from log.events")).rejects.toMatchObject({ code: "STORE_SQL" });
    await expect(run.query("create table final.mine (x integer)")).rejects.toMatchObject({
      code: "STORE_SQL",
    });
    run.close();
  });

  test("takes names with quotes in them", async () => {
    const odd = structuredClone(info.naming);
    odd.groups[0].tenant = odd.groups[1].tenant = odd.tenants[0] = 'o\'hara "city"';
    odd.faults = ["it's"];
    const store = await RunStore.create(newFolder(), { ...info, runId: "r'1", naming: odd });
    await store.append(firstBatch());
    expect((await store.query("select distinct run_id, fault from usable.faults")).rows).toEqual([
      ["r'1", "it's"],
    ]);
    expect((await store.query("select tenant_id from usable.tenants where devices = 15")).rows).toEqual([
      ['o\'hara "city"'],
    ]);
    await store.close();
  });
});
