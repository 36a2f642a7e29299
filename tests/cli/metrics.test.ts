// iotctl metrics: what an expression may name, and how it is read.
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CapturedSystem, capturedSystem, iotctl } from "./captured-system.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
});
afterEach(() => system.dispose());

test("every metric is listed with its unit and meaning, and none that nothing counts", async () => {
  expect(await iotctl(system, "metrics", "--json")).toBe(0);
  const all = JSON.parse(system.out()) as { name: string; unit: string; meaning: string; reads: string[] }[];
  expect(all.map(({ name }) => name)).toContain("messages.latency");
  expect(all.map(({ name }) => name)).not.toContain("messages.flood");
  for (const { unit, meaning, reads } of all) {
    expect(unit).not.toBe("");
    expect(meaning).not.toBe("");
    expect(reads.length).toBeGreaterThan(0);
  }
});

test("one is shown with its labels' values and the functions that read it", async () => {
  expect(await iotctl(system, "metrics", "fog.anomalies")).toBe(0);
  expect(system.out()).toContain("anomaly: stuck, silence, spike, drift\n");
  expect(system.out()).toContain("read it with sum(fog.anomalies)");
  expect(await iotctl(system, "metrics", "messages.latency", "--json")).toBe(0);
  expect(system.out()).toContain('"p95(messages.latency)"');
  expect(await iotctl(system, "metrics", "fog.anomalys")).toBe(2);
  expect(system.err()).toContain("did you mean fog.anomalies?");
});
