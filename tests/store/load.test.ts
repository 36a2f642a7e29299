import { describe, expect, test } from "vitest";
import { SeriesStore } from "../../src/event/series.js";
import { loadSeries } from "../../src/store/load-series.js";
import { loadTurningPoints } from "../../src/store/load-turning-points.js";
import { RunStore } from "../../src/store/run-store.js";
import {
  emptyBatch,
  finishedRun,
  firstBatch,
  info,
  layout,
  naming,
  newFolder,
  secondBatch,
} from "./small-run.js";

describe("loaded series", () => {
  test("are those the batches held", async () => {
    const expected = new SeriesStore(layout, naming.resolutionMs);
    for (const batch of [firstBatch(), secondBatch()]) expected.add(batch.metrics);
    const loaded = await loadSeries(await finishedRun());
    expect(loaded.resolutionMs).toBe(60_000);
    expect(loaded.ids()).toEqual(expected.ids());
    for (const id of expected.ids()) expect(loaded.get(id)).toEqual(expected.get(id));
  });

  test("come over many chunks, also from a store still open", async () => {
    const count = 10_000;
    const metrics = {
      count,
      bucket: Int32Array.from({ length: count }, (_, row) => row),
      series: new Int32Array(count).fill(4),
      value: Float64Array.from({ length: count }, (_, row) => row * 3),
    };
    const store = await RunStore.create(newFolder(), info);
    await store.append({ ...emptyBatch(0), metrics });
    const loaded = await loadSeries(store);
    expect(loaded.get(4).values).toEqual(metrics.value);
    await store.close();
  });
});

describe("loaded moments", () => {
  test("are in order, by name, one for a fault of several devices", async () => {
    const moments = await loadTurningPoints(await finishedRun());
    expect(moments.map(({ atMs, kind, id, change }) => `${atMs} ${kind} ${id} ${change}`)).toEqual([
      "0 phase warmup begin",
      "60000 phase storm begin",
      "60000 fault storm start",
      "130000 alert offline-many raised",
      "1000000 rollout fw-2 running",
      "2000000 fault storm end",
      "2100000 alert offline-many cleared",
    ]);
    expect(moments[2]).toMatchObject({ devices: 3, stage: null });
    expect(moments[3]).toMatchObject({ measured: 0.08, threshold: 0.05, note: "P1" });
    expect(moments[4]).toMatchObject({ stage: 0, note: "started" });
  });
});
