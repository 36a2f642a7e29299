import { expect, test } from "vitest";
import { EventBlock } from "../../src/event/event.js";
import { Events } from "../../src/event/events.js";
import { RunStore } from "../../src/store/run-store.js";
import { emptyBatch, info, newFolder } from "./small-run.js";

test("rows of batches of any size come back with their texts, before and after a page is full", async () => {
  const store = await RunStore.create(newFolder(), info);
  const given: [number, number, string | null][] = [];
  // Pages of 2,048 rows: batches end within one, at its end, and beyond; some pages have texts, some have none.
  for (const [batch, size] of [700, 1_348, 2_500, 1, 4_096, 3].entries()) {
    const block = new EventBlock();
    for (let row = 0; row < size; row++) {
      const seq = given.length;
      const note = batch !== 4 && row % 500 === 0 ? `note ${seq}` : undefined;
      const place = { atMs: seq * 3_000_000_000, entity: row % 25, seq };
      block.push(Events.probe, place, { x: seq / 7, y: 0, z: 0, note });
      given.push([seq, seq * 3_000_000_000, note ?? null]);
    }
    await store.append({ ...emptyBatch(0), events: block.take() });
    // Makes a part of a page a chunk of its own.
    if (batch === 2) await store.ready();
  }
  const { rows } = await store.query("select seq, at_ms, note from log.events order by rowid");
  expect(rows).toEqual(given);
  await store.close();
});

test("a run's file has next to no free blocks: rows are written once", async () => {
  const store = await RunStore.create(newFolder(), info);
  const rows = 10_000;
  for (let bucket = 0; bucket < 80; bucket++) {
    const metrics = {
      count: rows,
      bucket: new Int32Array(rows).fill(bucket),
      series: new Int32Array(rows).fill(1),
      value: Float64Array.from({ length: rows }, (_, row) => ((row * 7_919) % 10_007) * 1_000_003),
    };
    await store.append({ ...emptyBatch(0), metrics });
  }
  await store.ready();
  await store.session.execute("checkpoint");
  const [[blocks, free]] = await store.session.rows(
    "select total_blocks::integer, free_blocks::integer from pragma_database_size()",
  );
  expect(Number(free) / Number(blocks)).toBeLessThan(0.15);
  await store.close();
});
