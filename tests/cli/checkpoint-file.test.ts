import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  BATCHES_FILE,
  CheckpointWriter,
  checkpointName,
  openCheckpoint,
} from "../../src/cli/checkpoint-file.js";
import { packCheckpoint } from "../../src/engine/checkpoint.js";
import { RowsHanded } from "../../src/engine/rows-handed.js";
import type { Batch } from "../../src/event/batch.js";
import { EventBlock } from "../../src/event/event.js";
import { Events } from "../../src/event/events.js";
import { WindowBlock } from "../../src/event/window.js";
import type { Scenario } from "../../src/spec/scenario.js";
import { type CapturedWorld, capturedWorld } from "./captured-world.js";

let world: CapturedWorld;
beforeEach(() => {
  world = capturedWorld();
  world.files.makeFolder("run");
});
afterEach(() => world.dispose());

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
  const contents = { atMs, handed: rows.save(), cells: [], cloud: {}, batcher: {} };
  return packCheckpoint(scenario(), undefined, contents as unknown as Parameters<typeof packCheckpoint>[2]);
};

const written = (): void => {
  const writer = new CheckpointWriter(world, "run", scenario(), "0.1.0");
  writer.addBatch(batch(1_000));
  writer.addBatch(batch(2_000));
  writer.write(2_000, engineAfter(2_000, [batch(1_000), batch(2_000)]));
  writer.addBatch(batch(3_000));
  writer.write(3_000, engineAfter(3_000, [batch(1_000), batch(2_000), batch(3_000)]));
};

const open = (file = "run/checkpoint-2s.iotctl") => openCheckpoint(world, file, scenario(), "0.1.0");
const refusal = expect.objectContaining({ exit: 2, hint: expect.stringMatching(/./) });
/** Bytes of rows that belong to the first checkpoint. */
const engineRows = (): number => partsOf("run/checkpoint-2s.iotctl").header.batchesBytes as number;
const partsOf = (file: string): { header: Record<string, unknown>; engine: Buffer } => {
  const bytes = Buffer.from(world.files.readBytes(file));
  const first = bytes.indexOf(0x0a);
  const second = bytes.indexOf(0x0a, first + 1);
  return {
    header: JSON.parse(bytes.subarray(0, first).toString()) as Record<string, unknown>,
    engine: bytes.subarray(second + 1),
  };
};
const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

describe("checkpoint files", () => {
  test("carry the engine's bytes and exactly the batches from before them", () => {
    written();
    const early = openCheckpoint(world, "run/checkpoint-2s.iotctl", scenario(), "0.1.0");
    expect(early.atMs).toBe(2_000);
    expect(Uint8Array.from(early.engine)).toEqual(engineAfter(2_000, [batch(1_000), batch(2_000)]));
    expect([...early.batches()]).toEqual([batch(1_000), batch(2_000)]);
    const late = openCheckpoint(world, "run/checkpoint-3s.iotctl", scenario(), "0.1.0");
    expect([...late.batches()]).toEqual([batch(1_000), batch(2_000), batch(3_000)]);
  });

  test("go on from wherever the scenario's file lies", () => {
    written();
    expect(() =>
      openCheckpoint(world, "run/checkpoint-2s.iotctl", scenario({ file: "b.yaml" }), "0.1.0"),
    ).not.toThrow();
  });

  test.each([
    [
      "another seed",
      () => openCheckpoint(world, "run/checkpoint-2s.iotctl", scenario({ seed: "8" }), "0.1.0"),
    ],
    [
      "another duration",
      () => openCheckpoint(world, "run/checkpoint-2s.iotctl", scenario({ durationMs: 1 }), "0.1.0"),
    ],
    ["another version", () => openCheckpoint(world, "run/checkpoint-2s.iotctl", scenario(), "0.2.0")],
    ["a missing file", () => openCheckpoint(world, "run/checkpoint-9s.iotctl", scenario(), "0.1.0")],
  ])("refuse %s as a usage error", (_, open) => {
    written();
    expect(open).toThrow(expect.objectContaining({ exit: 2 }));
  });

  test("refuse a file that is none, and batches that are lost or cut short", () => {
    written();
    world.files.write("text", "hello");
    world.files.write("json", '{"format":"other"}\n');
    for (const file of ["text", "json"])
      expect(() => openCheckpoint(world, file, scenario(), "0.1.0")).toThrow(/not a checkpoint/);
    world.files.write(`run/${BATCHES_FILE}`, world.files.readBytes(`run/${BATCHES_FILE}`).subarray(0, 40));
    expect(() => openCheckpoint(world, "run/checkpoint-2s.iotctl", scenario(), "0.1.0")).toThrow(/too short/);
    world.files.remove(`run/${BATCHES_FILE}`);
    expect(() => openCheckpoint(world, "run/checkpoint-2s.iotctl", scenario(), "0.1.0")).toThrow(/missing/);
  });

  test("refuse any flipped bit, in the checkpoint and in the rows before it", () => {
    written();
    const rowsBytes = engineRows();
    for (const [file, length] of [
      ["run/checkpoint-2s.iotctl", world.files.sizeBytes("run/checkpoint-2s.iotctl")],
      [`run/${BATCHES_FILE}`, rowsBytes],
    ] as const) {
      const whole = Uint8Array.from(world.files.readBytes(file));
      fc.assert(
        fc.property(fc.nat(length - 1), fc.integer({ min: 0, max: 7 }), (at, bit) => {
          const flipped = whole.slice();
          flipped[at] ^= 1 << bit;
          world.files.write(file, flipped);
          expect(() => open()).toThrow(refusal);
        }),
        { numRuns: 150 },
      );
      world.files.write(file, whole);
    }
    expect([...open().batches()]).toEqual([batch(1_000), batch(2_000)]);
  });

  test("refuse any cut, or go on as if there had been none", () => {
    written();
    const rowsBytes = engineRows();
    for (const file of ["run/checkpoint-2s.iotctl", `run/${BATCHES_FILE}`]) {
      const whole = Uint8Array.from(world.files.readBytes(file));
      fc.assert(
        fc.property(fc.nat(whole.length - 1), (length) => {
          world.files.write(file, whole.subarray(0, length));
          // Rows of a run that went on after the checkpoint are none of its business.
          if (file.endsWith(BATCHES_FILE) && length >= rowsBytes)
            expect([...open().batches()]).toEqual([batch(1_000), batch(2_000)]);
          else expect(() => open()).toThrow(refusal);
        }),
        { numRuns: 150 },
      );
      world.files.write(file, whole);
    }
  });

  test("refuse a header with another number or text, even one whose checksums were made anew", () => {
    written();
    const file = "run/checkpoint-2s.iotctl";
    const { header, engine } = partsOf(file);
    const forge = (changes: Record<string, unknown>, resum: boolean): void => {
      const line = JSON.stringify({ ...header, ...changes });
      const sum = resum ? sha256(line) : sha256(JSON.stringify(header));
      world.files.write(file, Buffer.concat([Buffer.from(`${line}\n${sum}\n`), engine]));
    };
    for (const [key, value] of Object.entries(header)) {
      forge({ [key]: typeof value === "number" ? value + 1 : `${value}x` }, false);
      expect(() => open(), key).toThrow(expect.objectContaining({ exit: 2 }));
    }
    // The rows before it left out, with every checksum of the file right: the engine's own bytes tell.
    forge({ batchesBytes: 0, batchesSha256: sha256("") }, true);
    expect(() => open()).toThrow(/its rows are not those/);
    forge({ atMs: 1_000 }, true);
    expect(() => open()).toThrow(/is damaged/);
    forge({}, true);
    expect(open().atMs).toBe(2_000);
  });

  test("refuse the rows of another run that are as long", () => {
    written();
    const other = new CheckpointWriter(world, "other", scenario(), "0.1.0");
    world.files.makeFolder("other");
    other.addBatch(batch(1_000));
    other.addBatch(batch(2_001));
    world.files.write(`run/${BATCHES_FILE}`, world.files.readBytes(`other/${BATCHES_FILE}`));
    expect(() => open()).toThrow(/checkpoint.batches is damaged/);
  });

  test.each([
    [21_600_000, "checkpoint-6h.iotctl"],
    [5_400_000, "checkpoint-1h30m.iotctl"],
    [1_500, "checkpoint-1s.iotctl"],
    [0, "checkpoint-0s.iotctl"],
  ])("at %i ms is called %s", (atMs, name) => expect(checkpointName(atMs)).toBe(name));
});
