// A small fleet for live runs: a site with fog gateways, direct devices, an outage with a reconnect storm, an update.

import type { RunOptions } from "../../src/engine/run-options.js";
import { totalOf } from "../../src/engine/snapshot.js";
import type { Batch } from "../../src/event/batch.js";
import type { MetricName } from "../../src/event/metric.js";
import { buildFleet } from "../../src/fleet/build.js";
import type { RunResult } from "../../src/result/run.js";
import type { Scenario } from "../../src/spec/scenario.js";
import { scenarioOf } from "../scenario/reading.js";

export const SCENARIO = `iotctl: 1
name: live-test
seed: live
duration: 12m
sites:
  - id: north
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {twin: parking-nbiot, count: 60}
      - {twin: temperature-wifi, count: 40}
cloud:
  profile: aws-iot-core
  broker: {connectsPerSecond: 10}
timeline:
  - {id: cut, at: 2m, fault: cloud.outage, for: 2m}
firmware:
  - {version: 9.0.0, size: 20KB}
rollouts:
  - id: fw
    at: 6m
    to: 9.0.0
    target: {twin: temperature-wifi}
    stages: [{percent: 100}]
    rate: {baseRatePerMinute: 1000, incrementFactor: 1.5, maximumPerMinute: 6000}
`;

export const scenario = (change: (text: string) => string = (text) => text): Scenario =>
  scenarioOf(change(SCENARIO));

/** Runs and adds up: the totals of the batches by metric name. */
export const totalled = async <Options extends RunOptions>(
  run: (scenario: Scenario, options: Options) => Promise<RunResult>,
  of: Scenario,
  options: Omit<Options, "onBatch" | "workers">,
): Promise<{ result: RunResult; batches: Batch[]; total: (name: MetricName) => number }> => {
  const batches: Batch[] = [];
  const onBatch = (batch: Batch): void => void batches.push(batch);
  const result = await run(of, { workers: 1, ...options, onBatch } as unknown as Options);
  const { layout } = buildFleet(of);
  const totals = new Float64Array(layout.seriesCount);
  for (const { metrics } of batches) {
    for (let row = 0; row < metrics.count; row++) totals[metrics.series[row]] += metrics.value[row];
  }
  return { result, batches, total: (name) => totalOf(layout, totals, name) };
};
