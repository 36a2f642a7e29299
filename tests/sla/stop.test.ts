import { expect, test } from "vitest";
import { compileStop } from "../../src/sla/stop.js";
import { addRows, MINUTE, namingOf, storeOf } from "./fleet.js";

const PHASES = [{ name: "storm", startMs: 3 * MINUTE, endMs: 5 * MINUTE }];

/** Plays `depths` bucket by bucket, as a run does, and tells at which bucket ends the condition hit. */
const hits = (when: string, depths: readonly number[]): number[] => {
  const store = storeOf([]);
  const stop = compileStop(when, namingOf(), PHASES);
  return depths.flatMap((value, bucket) => {
    if (value > 0) addRows(store, [{ metric: "broker.queue.depth", bucket, value, group: "shared" }]);
    return stop(store, (bucket + 1) * MINUTE).hit ? [bucket] : [];
  });
};

test("hits while the peak is inside the sliding window", () => {
  expect(hits("max(broker.queue.depth)[sliding 2m] > 10", [0, 5, 11, 3, 0, 0])).toEqual([2, 3]);
});

test("without a window it stays hit", () => {
  expect(hits("max(broker.queue.depth) > 10", [0, 5, 11, 3, 0])).toEqual([2, 3, 4]);
});

test("a phase counts from its beginning", () => {
  expect(hits("max(broker.queue.depth)[storm] > 10", [11, 11, 11, 3, 12, 0])).toEqual([4, 5]);
});

test("no data never stops a run", () => {
  expect(hits("p95(messages.latency) >= 0s", [1, 1, 1])).toEqual([]);
  expect(hits("max(broker.queue.depth) < 10", [0, 0, 5])).toEqual([2]);
});

test("tells what it measured", () => {
  const store = storeOf([{ metric: "broker.queue.depth", bucket: 0, value: 2_500_000, group: "shared" }]);
  const stop = compileStop("max(broker.queue.depth)[sliding 30s] > 2000000", namingOf(), PHASES);
  expect(stop(store, MINUTE)).toEqual({ hit: true, measured: "2,500,000" });
});

test("run.duration works without facts", () => {
  expect(hits("run.duration >= 3m", [0, 0, 0, 0])).toEqual([2, 3]);
});
