import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  BATCHES_FILE,
  CheckpointWriter,
  checkpointName,
  openCheckpoint,
} from "../../src/cli/checkpoint-file.js";
import type { Batch } from "../../src/event/batch.js";
import { EventBlock } from "../../src/event/event.js";
import { WindowBlock } from "../../src/event/window.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { type CapturedWorld, capturedWorld } from "./captured-world.js";

let world: CapturedWorld;
beforeEach(() => {
  world = capturedWorld();
  world.files.makeFolder("run");
});
afterEach(() => world.dispose());

const scenario = (changes: Partial<Scenario> = {}): Scenario =>
  ({ name: "storm", variant: "", seed: "7", file: "a.yaml", durationMs: 60_000, ...changes }) as Scenario;

const batch = (untilMs: number): Batch => {
  const events = new EventBlock();
  events.push(untilMs - 1, 3, 0, 99, 1, 2.5, -0, "a note");
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

const written = (): CheckpointWriter => {
  const writer = new CheckpointWriter(world, "run", scenario(), "0.1.0");
  writer.addBatch(batch(1_000));
  writer.addBatch(batch(2_000));
  writer.write(2_000, Uint8Array.of(10, 0, 255));
  writer.addBatch(batch(3_000));
  writer.write(3_000, Uint8Array.of(1));
  return writer;
};

describe("checkpoint files", () => {
  test("carry the engine's bytes and exactly the batches from before them", () => {
    written();
    const early = openCheckpoint(world, "run/checkpoint-2s.iotctl", scenario(), "0.1.0");
    expect(early.atMs).toBe(2_000);
    expect([...early.engine]).toEqual([10, 0, 255]);
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

  test.each([
    [21_600_000, "checkpoint-6h.iotctl"],
    [5_400_000, "checkpoint-1h30m.iotctl"],
    [1_500, "checkpoint-1s.iotctl"],
    [0, "checkpoint-0s.iotctl"],
  ])("at %i ms is called %s", (atMs, name) => expect(checkpointName(atMs)).toBe(name));
});
