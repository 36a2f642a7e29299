import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  BATCHES_FILE,
  CheckpointWriter,
  checkpointName,
  openCheckpoint,
} from "../../src/cli/checkpoint-file.js";
import { failureOf } from "../../src/cli/failure.js";
import { demandSameRun, packCheckpoint } from "../../src/engine/checkpoint.js";
import { RowsHanded } from "../../src/engine/rows-handed.js";
import type { Batch } from "../../src/event/batch.js";
import { EventBlock } from "../../src/event/event.js";
import { Events } from "../../src/event/events.js";
import { WindowBlock } from "../../src/event/window.js";
import type { Scenario } from "../../src/spec/scenario.js";
import { type CapturedSystem, capturedSystem } from "./captured-system.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
  system.files.makeFolder("run");
});
afterEach(() => system.dispose());

const scenario = (changes: Partial<Scenario> = {}): Scenario =>
  ({
    name: "storm",
    variant: "",
    seed: "7",
    file: "a.yaml",
    durationMs: 60_000,
    traces: [],
    outages: [],
    ...changes,
  }) as unknown as Scenario;

const batch = (untilMs: number): Batch => {
  const events = new EventBlock();
  events.push(
    Events.probe,
    { atMs: untilMs - 1, entity: 3, seq: 0 },
    { x: 1, y: 2.5, z: -0, note: "a note" },
  );
  return {
    untilMs,
    events: events.take(),
    windows: new WindowBlock().take(),
    metrics: {
      count: 1,
      bucket: Int32Array.of(1),
      series: Int32Array.of(2),
      value: Float64Array.of(3),
    },
  };
};

/** What the engine writes after these batches. */
const engineAfter = (atMs: number, batches: Batch[]): Uint8Array => {
  const rows = new RowsHanded();
  for (const each of batches) rows.add(each);
  const state = { cells: [], cloud: {}, batcher: {} } as unknown as Parameters<typeof packCheckpoint>[2];
  const origin = { scenario: scenario(), cellDevices: undefined, version: "0.1.0" };
  return packCheckpoint(origin, { atMs, handed: rows.save(), journal: [], lineage: [] }, state);
};

/** Two checkpoints; returns how many bytes of rows belong to the first. */
const written = (): number => {
  const writer = new CheckpointWriter(system.files, "run");
  writer.addBatch(batch(1_000));
  writer.addBatch(batch(2_000));
  const rowsBytes = system.files.sizeBytes(`run/${BATCHES_FILE}`);
  writer.write(2_000, engineAfter(2_000, [batch(1_000), batch(2_000)]));
  writer.addBatch(batch(3_000));
  writer.write(3_000, engineAfter(3_000, [batch(1_000), batch(2_000), batch(3_000)]));
  return rowsBytes;
};

/** As the command line would: whatever is thrown becomes a failure with an exit code. */
const open = (file = "run/checkpoint-2s.iotctl", of = scenario(), version = "0.1.0") => {
  try {
    const opened = openCheckpoint(system, file, version);
    demandSameRun(opened.header, { scenario: of, cellDevices: undefined }, file);
    return opened;
  } catch (error) {
    throw failureOf(error);
  }
};
const refusal = expect.objectContaining({ exit: 2, hint: expect.stringMatching(/./) });

describe("checkpoint files", () => {
  test("carry the engine's bytes and exactly the batches from before them", () => {
    written();
    const early = open();
    expect(early.header.atMs).toBe(2_000);
    expect(Uint8Array.from(early.bytes)).toEqual(engineAfter(2_000, [batch(1_000), batch(2_000)]));
    expect([...early.batches()]).toEqual([batch(1_000), batch(2_000)]);
    const late = open("run/checkpoint-3s.iotctl");
    expect([...late.batches()]).toEqual([batch(1_000), batch(2_000), batch(3_000)]);
  });

  test("go on from wherever the scenario's file lies", () => {
    written();
    expect(() => open(undefined, scenario({ file: "b.yaml" }))).not.toThrow();
  });

  test.each([
    ["another seed", () => open(undefined, scenario({ seed: "8" }))],
    ["another duration", () => open(undefined, scenario({ durationMs: 1 }))],
    ["another version", () => open(undefined, scenario(), "0.2.0")],
    ["a missing file", () => open("run/checkpoint-9s.iotctl")],
  ])("refuse %s as a usage error", (_, opened) => {
    written();
    expect(opened).toThrow(expect.objectContaining({ exit: 2 }));
  });

  test("refuse a file that is none, and batches that are lost or cut short", () => {
    written();
    system.files.write("text", "hello");
    system.files.write("json", '{"format":"other"}\n');
    for (const file of ["text", "json"]) expect(() => open(file)).toThrow(`${file} is not a checkpoint`);
    system.files.write(`run/${BATCHES_FILE}`, system.files.readBytes(`run/${BATCHES_FILE}`).subarray(0, 40));
    expect(() => open()).toThrow(/cut short/);
    system.files.remove(`run/${BATCHES_FILE}`);
    expect(() => open()).toThrow(/missing/);
  });

  test("refuse any flipped bit, in the checkpoint and in the rows before it", () => {
    const rowsBytes = written();
    for (const [file, length] of [
      ["run/checkpoint-2s.iotctl", system.files.sizeBytes("run/checkpoint-2s.iotctl")],
      [`run/${BATCHES_FILE}`, rowsBytes],
    ] as const) {
      const whole = Uint8Array.from(system.files.readBytes(file));
      fc.assert(
        fc.property(fc.nat(length - 1), fc.integer({ min: 0, max: 7 }), (at, bit) => {
          const flipped = whole.slice();
          flipped[at] ^= 1 << bit;
          system.files.write(file, flipped);
          expect(() => open()).toThrow(refusal);
        }),
        { numRuns: 150 },
      );
      system.files.write(file, whole);
    }
    expect([...open().batches()]).toEqual([batch(1_000), batch(2_000)]);
  });

  test("refuse any cut, or go on as if there had been none", () => {
    const rowsBytes = written();
    for (const file of ["run/checkpoint-2s.iotctl", `run/${BATCHES_FILE}`]) {
      const whole = Uint8Array.from(system.files.readBytes(file));
      fc.assert(
        fc.property(fc.nat(whole.length - 1), (length) => {
          system.files.write(file, whole.subarray(0, length));
          // Rows of a run that went on after the checkpoint are none of its business.
          if (file.endsWith(BATCHES_FILE) && length >= rowsBytes)
            expect([...open().batches()]).toEqual([batch(1_000), batch(2_000)]);
          else expect(() => open()).toThrow(refusal);
        }),
        { numRuns: 150 },
      );
      system.files.write(file, whole);
    }
  });

  test("refuse a header that tells of other rows, even where every checksum was made anew", () => {
    written();
    const file = "run/checkpoint-2s.iotctl";
    const text = Buffer.from(system.files.readBytes(file)).toString("latin1");
    const [magic, , header, ...rest] = text.split("\n");
    const forge = (find: string, replace: string): void => {
      expect(header).toContain(find);
      const body = [header.replace(find, replace), ...rest].join("\n");
      const sum = createHash("sha256").update(body, "latin1").digest("hex");
      system.files.write(file, Buffer.from(`${magic}\n${sum}\n${body}`, "latin1"));
    };
    forge('"events":2', '"events":1');
    expect(() => open()).toThrow(/cut short or damaged/);
    forge('"events":2,"windows":0,"metrics":2', '"events":1,"windows":0,"metrics":1');
    expect(() => open()).toThrow(/its rows are not those/);
    forge('"seed":"7"', '"seed":"7"');
    expect(open().header.atMs).toBe(2_000);
  });

  test("refuse the rows of another run that are as long", () => {
    written();
    const other = new CheckpointWriter(system.files, "other");
    system.files.makeFolder("other");
    other.addBatch(batch(1_000));
    other.addBatch(batch(2_001));
    system.files.write(`run/${BATCHES_FILE}`, system.files.readBytes(`other/${BATCHES_FILE}`));
    expect(() => open()).toThrow(/checkpoint.batches is damaged/);
  });

  test.each([
    [21_600_000, "checkpoint-6h.iotctl"],
    [5_400_000, "checkpoint-1h30m.iotctl"],
    [1_500, "checkpoint-1s.iotctl"],
    [0, "checkpoint-0s.iotctl"],
  ])("at %i ms is called %s", (atMs, name) => expect(checkpointName(atMs)).toBe(name));
});
