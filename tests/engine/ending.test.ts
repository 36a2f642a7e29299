// How runs end before their time: stop conditions, interrupts, cuts, lost threads, broken models.
import { describe, expect, test } from "vitest";
import { CLOUD_ENTITY } from "../../src/event/event.js";
import { Events } from "../../src/event/events.js";
import { record, smallScenario, streamOf } from "./record.js";

const scenario = (params = {}, durationMs = 8_000) =>
  smallScenario({ devices: 12, intervalMs: 60, ...params }, durationMs, 500);
const broken = (invariants: { ok: boolean }[]) => invariants.filter((each) => !each.ok);

describe("stop conditions", () => {
  const stopping = {
    ...scenario({ stopAt: 400 }),
    stops: [{ id: "enough", when: "", position: { file: "", line: 1, column: 1 } }],
  };

  test("end the run at the first bucket's end that meets one, for any number of cells and workers", async () => {
    const { result, batches, digest } = await record(stopping);
    expect(result.end).toMatchObject({ kind: "stopped", stopId: "enough" });
    expect(result.endMs % 500).toBe(0);
    expect(result.endMs).toBeLessThan(8_000);
    const measured = result.end.kind === "stopped" ? Number(result.end.measured) : 0;
    expect(measured).toBeGreaterThanOrEqual(400);
    expect(broken(result.invariants)).toEqual([]);
    for (const options of [
      { cellDevices: 4, batchMs: 100 },
      { cellDevices: 4, workers: 2 },
    ]) {
      const other = await record(stopping, options);
      expect(other.result.end).toEqual(result.end);
      expect(other.digest).toBe(digest);
      expect(streamOf(other.batches)).toEqual(streamOf(batches));
    }
  });

  test("leave a row that says so, the last one of the run", async () => {
    const { result, batches } = await record(stopping);
    const { events } = batches[batches.length - 1];
    const last = events.count - 1;
    expect([events.kind[last], events.entity[last], events.atMs[last]]).toEqual([
      Events.stopped.kind,
      CLOUD_ENTITY,
      result.endMs,
    ]);
  });

  test("that are never met change nothing", async () => {
    const plain = await record(scenario());
    expect((await record(scenario({ stopAt: 1e9 }))).digest).toBe(plain.digest);
  });
});

describe("a cut run", () => {
  test("ends at the given time with its ledgers balanced", async () => {
    const { result, batches } = await record(scenario(), { untilMs: 1_234, cellDevices: 4 });
    expect(result.end).toEqual({ kind: "until", atMs: 1_234 });
    expect(result.endMs).toBe(1_234);
    expect(broken(result.invariants)).toEqual([]);
    expect(batches[batches.length - 1].untilMs).toBe(1_234);
    expect(result.digest).toBe((await record(scenario(), { untilMs: 1_234 })).digest);
  });

  test("counts what was still on its way", async () => {
    const { result } = await record(scenario({ dataPpm: 1_000_000, latencyMs: 190 }), { untilMs: 1_234 });
    expect(result.inFlight.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0);
    expect(broken(result.invariants)).toEqual([]);
  });
});

describe("an interrupt", () => {
  test.each([undefined, 2])(
    "ends the run with what there is, marked interrupted (workers: %s)",
    async (workers) => {
      const abort = new AbortController();
      const { result } = await record(scenario({}, 3_600_000), {
        workers: workers ?? 1,
        ...(workers === undefined ? { inProcess: true } : {}),
        cellDevices: 4,
        batchMs: 1_000,
        signal: abort.signal,
        onBatch: (batch) => {
          if (batch.untilMs >= 3_000) abort.abort();
        },
      });
      expect(result.end.kind).toBe("interrupted");
      expect(result.endMs).toBeLessThan(3_600_000);
      expect(broken(result.invariants)).toEqual([]);
    },
  );
});

describe("what goes wrong", () => {
  test("a worker that exits rejects the run as lost", async () => {
    const run = record(scenario({ bug: "exit" }, 60_000), { workers: 3, cellDevices: 4 });
    await expect(run).rejects.toMatchObject({ name: "EngineError", code: "ENV_WORKER_LOST" });
  });

  test("a model that throws in a worker rejects the run with its message", async () => {
    const run = record(scenario({ bug: "throw" }, 60_000), { workers: 2, cellDevices: 4 });
    await expect(run).rejects.toThrow("the model slipped");
  });

  test.each([undefined, 2])(
    "a failing consumer of batches rejects the run with its own error (workers: %s)",
    async (workers) => {
      const run = record(scenario({}, 600_000), {
        ...(workers === undefined ? {} : { workers }),
        batchMs: 500,
        cellDevices: 4,
        onBatch: () => Promise.reject(new Error("disk full")),
      });
      await expect(run).rejects.toThrow("disk full");
    },
  );

  test("an uplink faster than the look-ahead is refused", async () => {
    await expect(record(scenario({ bug: "early-uplink" }))).rejects.toThrow(/ENGINE_CONTRACT an uplink/);
  });

  test("a cloud that speaks unasked between its ticks is refused", async () => {
    await expect(record(scenario({ bug: "speak" }))).rejects.toThrow(/ENGINE_CONTRACT .*had asked nothing/);
  });

  test("a cloud that speaks before the time it promised to be quiet is refused", async () => {
    await expect(record(scenario({ bug: "late", speakEvery: 4 }))).rejects.toThrow(/announced to be quiet/);
  });
});

describe("back pressure", () => {
  test("a slow consumer gets every batch, in order", async () => {
    const until: number[] = [];
    const { result } = await record(scenario({}, 20_000), {
      workers: 2,
      cellDevices: 4,
      batchMs: 200,
      onBatch: async (batch) => {
        await new Promise((resolve) => setImmediate(resolve));
        until.push(batch.untilMs);
      },
    });
    expect(result.endMs).toBe(20_000);
    expect(until.length).toBeGreaterThan(20);
    expect(until).toEqual([...until].sort((x, y) => x - y));
    expect(until[until.length - 1]).toBe(20_000);
  });
});

test("an interruption does not wait for an instant that does not end", async () => {
  const { runVirtual } = await import("../../src/engine/run-virtual.js");
  const aborted = new AbortController();
  const run = runVirtual(scenario(), {
    workers: 1,
    modelUrl: new URL("./worlds/busy.mjs", import.meta.url).href,
    onBatch: () => {},
    signal: aborted.signal,
    interruptGraceMs: 50,
  });
  aborted.abort();
  await expect(run).rejects.toMatchObject({ code: "RUN_CUT_OFF" });
});
