// A run's stream as one comparable text per kind of row, and the scenario the small worlds are played with.

import { runVirtual, type VirtualRunOptions } from "../../src/engine/run-virtual.js";
import type { Batch } from "../../src/event/batch.js";
import { PAYLOAD_NAMES } from "../../src/event/field.js";
import type { RunResult } from "../../src/result/run.js";
import type { Scenario } from "../../src/spec/scenario.js";
import { createWorld } from "./worlds/ping-pong.mjs";

export const PING_PONG_URL = new URL("./worlds/ping-pong.mjs", import.meta.url).href;

export interface Recorded {
  digest: string;
  batches: Batch[];
}

type Params = Record<string, number | string | boolean>;

/** A scenario with nothing in it but parameters for a test world. */
export const smallScenario = (params: Params, durationMs = 5_000, resolutionMs = 1_000): Scenario => ({
  format: 1,
  name: "ping-pong",
  description: "",
  file: "ping-pong.yaml",
  variant: "",
  seed: "1",
  durationMs,
  startsAt: "2026-01-01T00:00:00Z",
  params,
  resolutionMs,
  tenants: [],
  deviceTwins: {},
  gatewayTwins: {},
  gateways: [],
  devices: [],
  traces: [],
  start: { state: "active", overMs: 0 },
  cloud: {
    profile: "test",
    connectsPerSecond: 1,
    provisionsPerSecond: 1,
    ingestPerSecond: 1,
    ingestQueueMax: 1,
    processingMs: 1,
    units: 1,
    messagesPerDay: null,
    metering: { stepBytes: 5_120, connects: true, acknowledgements: true },
    keepalive: { minMs: 1_000, maxMs: 65_535_000 },
  },
  priceBook: "",
  firmware: [],
  phases: [],
  timeline: [],
  outages: [],
  record: [],
  rollouts: [],
  alerts: [],
  expectations: [],
  stops: [],
});

/** Rows as text, concatenated over batches. */
export const streamOf = (
  batches: readonly Batch[],
): { events: string[]; windows: string[]; metrics: string[] } => {
  const events: string[] = [];
  const windows: string[] = [];
  const metrics: string[] = [];
  for (const batch of batches) {
    const { events: e, windows: w, metrics: m } = batch;
    for (let row = 0; row < e.count; row++)
      events.push(
        [
          e.atMs[row],
          e.entity[row],
          e.seq[row],
          e.kind[row],
          ...PAYLOAD_NAMES.map((name) => e[name][row]),
          e.note.get(row),
        ].join(" "),
      );
    for (let row = 0; row < w.count; row++)
      windows.push(
        [w.startMs[row], w.gateway[row], w.group[row], w.readings[row], w.mean[row], w.bytesOut[row]].join(
          " ",
        ),
      );
    for (let row = 0; row < m.count; row++)
      metrics.push([m.bucket[row], m.series[row], m.value[row]].join(" "));
  }
  return { events, windows, metrics };
};

export type RecordedRun = Recorded & { result: RunResult };

/** Runs the ping-pong world: here, or with `workers` in threads. */
export const record = async (
  scenario: Scenario,
  options: Partial<VirtualRunOptions> = {},
): Promise<RecordedRun> => {
  const batches: Batch[] = [];
  const where =
    options.workers === undefined
      ? { workers: 1, createWorld }
      : { workers: options.workers, modelUrl: PING_PONG_URL };
  const result = await runVirtual(scenario, {
    ...where,
    onBatch: (batch) => void batches.push(batch),
    ...options,
  });
  return { digest: result.digest, batches, result };
};
