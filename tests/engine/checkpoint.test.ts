// A run written down and read back goes on as if nothing had happened, with any number of workers.
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkpointHeader, readCheckpoint, writtenScenario } from "../../src/engine/checkpoint.js";
import { RowsHanded } from "../../src/engine/rows-handed.js";
import { scenarioHash } from "../../src/spec/scenario-hash.js";
import { type RecordedRun, record, smallScenario, streamOf } from "./record.js";

interface Saved {
  atMs: number;
  bytes: Uint8Array;
}

const recordWithCheckpoints = async (
  scenario: ReturnType<typeof smallScenario>,
  options: Parameters<typeof record>[1],
): Promise<RecordedRun & { saved: Saved[] }> => {
  const saved: Saved[] = [];
  const run = await record(scenario, {
    ...options,
    onCheckpoint: (atMs, bytes) => void saved.push({ atMs, bytes: bytes.slice() }),
  });
  return { ...run, saved };
};

test("resumed at any moment, the rows and the digest are those of the uninterrupted run", async () => {
  const moments = fc.array(fc.integer({ min: 1, max: 3_999 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 1e6 }),
      moments,
      fc.boolean(),
      async (seed, checkpointsAtMs, stops) => {
        const params = { devices: 10, seed, intervalMs: 60, stopAt: stops ? 1_000_000 : 0 };
        const scenario = smallScenario(params, 4_000, 500);
        const plain = await record(scenario, { cellDevices: 4 });
        const run = await recordWithCheckpoints(scenario, { cellDevices: 4, batchMs: 300, checkpointsAtMs });
        expect(run.digest).toBe(plain.digest);
        expect(run.saved.map((each) => each.atMs)).toEqual(
          [...new Set(checkpointsAtMs)].sort((x, y) => x - y),
        );
        for (const { atMs, bytes } of run.saved) {
          const rest = await record(scenario, { cellDevices: 4, batchMs: 900, resume: bytes });
          expect(rest.digest).toBe(plain.digest);
          const before = run.batches.filter((batch) => batch.untilMs <= atMs);
          expect(streamOf([...before, ...rest.batches])).toEqual(streamOf(plain.batches));
          expect(rest.result.invariants.filter((each) => !each.ok)).toEqual([]);
        }
      },
    ),
    { numRuns: 15 },
  );
});

test("a checkpoint of one worker goes on with three, and the other way round", async () => {
  const scenario = smallScenario({ devices: 12, intervalMs: 60 }, 4_000, 500);
  const plain = await record(scenario, { cellDevices: 4 });
  for (const [workers, resumed] of [
    [1, 3],
    [3, 1],
    [2, 3],
  ]) {
    const run = await recordWithCheckpoints(scenario, { workers, cellDevices: 4, checkpointsAtMs: [1_777] });
    const [{ atMs, bytes }] = run.saved;
    const rest = await record(scenario, { workers: resumed, cellDevices: 4, resume: bytes });
    expect(rest.digest).toBe(plain.digest);
    const before = run.batches.filter((batch) => batch.untilMs <= atMs);
    expect(streamOf([...before, ...rest.batches])).toEqual(streamOf(plain.batches));
  }
});

test("a checkpoint can tell the scenario that wrote it", async () => {
  const scenario = smallScenario({ devices: 6, label: "a line\nand \u{1f4be} more" }, 2_000);
  const { saved } = await recordWithCheckpoints(scenario, { checkpointsAtMs: [1_000], version: "1.2.3" });
  const { bytes } = saved[0];
  expect(writtenScenario(bytes)).toEqual(scenario);
  expect(checkpointHeader(bytes)).toMatchObject({
    version: "1.2.3",
    name: scenario.name,
    scenarioHash: scenarioHash(scenario),
    cellDevices: null,
  });
});

test("two runs can start from the same bytes", async () => {
  const scenario = smallScenario({ devices: 6, intervalMs: 60 }, 4_000, 500);
  const run = await recordWithCheckpoints(scenario, { checkpointsAtMs: [1_000] });
  const resume = run.saved[0].bytes;
  expect((await record(scenario, { resume })).digest).toBe(run.digest);
  expect((await record(scenario, { resume })).digest).toBe(run.digest);
});

test("a checkpoint of another scenario, of another cell size or cut short is refused", async () => {
  const scenario = smallScenario({ devices: 6 }, 2_000);
  const { saved } = await recordWithCheckpoints(scenario, { checkpointsAtMs: [1_000] });
  const resume = saved[0].bytes;
  expect(checkpointHeader(resume).atMs).toBe(1_000);
  await expect(record(smallScenario({ devices: 8 }, 2_000), { resume })).rejects.toMatchObject({
    code: "ENGINE_CHECKPOINT",
    message: expect.stringContaining("another run"),
  });
  await expect(record(scenario, { resume, cellDevices: 4 })).rejects.toThrow(/devices per cell/);
  await expect(record(scenario, { resume: resume.subarray(0, 100) })).rejects.toThrow(/is damaged/);
  await expect(record(scenario, { resume: new Uint8Array(10) })).rejects.toMatchObject({
    code: "ENGINE_CHECKPOINT",
  });
});

test("a checkpoint of an earlier or a later format is refused, and told which", async () => {
  const scenario = smallScenario({ devices: 6 }, 2_000);
  const { saved } = await recordWithCheckpoints(scenario, { checkpointsAtMs: [1_000] });
  const text = Buffer.from(saved[0].bytes).toString("latin1");
  const ours = Number(/^iotctl checkpoint (\d{4})\n/.exec(text)?.[1]);
  expect(ours).toBeGreaterThan(2);
  for (const version of [1, ours - 1, ours + 1]) {
    const other = text.replace(/\d{4}/, String(version).padStart(4, "0"));
    await expect(record(scenario, { resume: Buffer.from(other, "latin1") })).rejects.toMatchObject({
      code: "ENGINE_CHECKPOINT",
      message: expect.stringContaining(`was written in format ${version}; this version reads format ${ours}`),
    });
  }
});

test("any flipped bit and any cut is refused", async () => {
  const scenario = smallScenario({ devices: 6 }, 2_000);
  const { saved } = await recordWithCheckpoints(scenario, { checkpointsAtMs: [1_000] });
  const { bytes } = saved[0];
  const refused = (harmed: Uint8Array): void =>
    expect(() => readCheckpoint(harmed)).toThrow(/ENGINE_CHECKPOINT the checkpoint/);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 7 }), (at, bit) => {
      const flipped = bytes.slice();
      flipped[at] ^= 1 << bit;
      refused(flipped);
      refused(bytes.subarray(0, at));
    }),
    { numRuns: 300 },
  );
  expect(readCheckpoint(bytes).header.atMs).toBe(1_000);
});

test("a checkpoint knows which rows were handed out before it, wherever batches end", async () => {
  const scenario = smallScenario({ devices: 10, intervalMs: 60 }, 4_000, 500);
  const handed = [];
  for (const batchMs of [300, 4_000]) {
    const { saved, batches } = await recordWithCheckpoints(scenario, { batchMs, checkpointsAtMs: [1_777] });
    const rows = new RowsHanded();
    for (const batch of batches) if (batch.untilMs <= 1_777) rows.add(batch);
    const { header } = readCheckpoint(saved[0].bytes);
    expect(rows.isSame(header.handed)).toBe(true);
    expect(header.handed.metrics).toBeGreaterThan(0);
    handed.push(header.handed);
    const fewer = new RowsHanded();
    for (const batch of batches) if (batch.untilMs < 1_777) fewer.add(batch);
    expect(fewer.isSame(header.handed)).toBe(false);
  }
  expect(handed[0]).toEqual(handed[1]);
});
