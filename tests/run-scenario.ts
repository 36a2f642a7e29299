// The one door most tests go through: scenario text in, what a user would see out.
import { existsSync, readFileSync } from "node:fs";
import { formatDiagnostic } from "../src/core/diagnostic.js";
import type { RunOptions } from "../src/engine/run-options.js";
import { runVirtual } from "../src/engine/run-virtual.js";
import type { Batch } from "../src/event/batch.js";
import type { EventDeclaration, EventOf } from "../src/event/declare-event.js";
import type { EventColumns } from "../src/event/event.js";
import type { Fields, ValuesOf } from "../src/event/field.js";
import { type MetricName, metricIndex } from "../src/event/metric.js";
import { entityName, type Naming } from "../src/event/naming.js";
import { SeriesStore } from "../src/event/series.js";
import { buildFleet } from "../src/fleet/build.js";
import { namingOf } from "../src/fleet/naming.js";
import type { FleetPlan } from "../src/model/plan/plan.js";
import type { RunResult } from "../src/result/run.js";
import { loadScenario } from "../src/scenario/load.js";
import { type LatencyWindow, latencyOfRun } from "../src/sla/latency-window.js";
import type { Scenario } from "../src/spec/scenario.js";

/** One event row, as a test wants to read it. */
export type EventRow<F extends Fields = Fields> = ValuesOf<F> & EventHead;

export interface EventHead {
  atMs: number;
  entity: string;
  note?: string;
}

/** The fields of a row; a flag is true or false. */
export const valuesAt = <F extends Fields>(of: EventOf<F>, events: EventColumns, row: number): ValuesOf<F> =>
  Object.fromEntries(
    of.names.map((name) => {
      const value = of.columns[name](events)[row];
      return [name, of.fields[name].is === "flag" ? value === 1 : value];
    }),
  ) as ValuesOf<F>;

export class ScenarioRun {
  readonly series: SeriesStore;
  readonly naming: Naming;

  constructor(
    readonly plan: FleetPlan,
    readonly result: RunResult,
    readonly batches: readonly Batch[],
  ) {
    this.series = new SeriesStore(plan.layout, plan.scenario.resolutionMs);
    for (const batch of batches) this.series.add(batch.metrics);
    this.naming = namingOf(plan);
  }

  /** Sum of a metric over all groups (or over the one of an id), or one value of its sub-key. */
  total(name: MetricName, subName?: string, groupId?: string): number {
    const { layout, groups } = this.plan;
    const metric = metricIndex(name);
    let sum = 0;
    for (let group = 0; group <= layout.groupCount; group++) {
      if (groupId !== undefined && groups[group]?.id !== groupId) continue;
      for (let sub = 0; sub < layout.subs[metric]; sub++) {
        const series = layout.series(metric, group, sub);
        if (subName === undefined || layout.describe(series).subName === subName)
          sum += this.series.total(series);
      }
    }
    return sum;
  }

  /** A latency over the whole run and fleet. */
  latency(name: MetricName): LatencyWindow {
    return latencyOfRun(this.series, metricIndex(name), this.result.endMs);
  }

  /** Events of one kind, in order. */
  events<E extends EventDeclaration>(of: E): EventRow<E["fields"]>[] {
    return this.batches.flatMap(({ events }) =>
      Array.from({ length: events.count }, (_, row) => row)
        .filter((row) => events.kind[row] === of.kind)
        .map((row) => ({
          ...valuesAt(of, events, row),
          atMs: events.atMs[row],
          entity: entityName(this.naming, events.entity[row]),
          note: events.note.get(row),
        })),
    ) as EventRow<E["fields"]>[];
  }

  /** Names of invariants that do not hold. */
  broken(): string[] {
    return this.result.invariants
      .filter((invariant) => !invariant.ok)
      .map(({ name, detail }) => `${name}: ${detail}`);
  }
}

/** Reads a scenario text, with files beside it; throws with all diagnostics where it has errors. */
export const scenarioOf = (
  yamlText: string,
  set: Record<string, string> = {},
  files: Record<string, string> = {},
): Scenario => {
  const file = "test.yaml";
  const texts = new Map(Object.entries({ ...files, [file]: yamlText }));
  const textAt = (path: string): string | undefined => texts.get(path.replace(/^.*\//, ""));
  const { scenarios, diagnostics } = loadScenario(file, {
    set,
    readText: (path) => textAt(path) ?? readFileSync(path, "utf8"),
    exists: (path) => textAt(path) !== undefined || existsSync(path),
    shippedRoot: ".",
  });
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  if (errors.length > 0) throw new Error(errors.map((error) => formatDiagnostic(error, {})).join("\n"));
  return scenarios[0];
};

/** Runs a scenario text in this thread (or with `workers`) and returns what happened. */
export const runScenario = async (
  yaml: string | Scenario,
  options: Partial<RunOptions> & { set?: Record<string, string> } = {},
): Promise<ScenarioRun> => {
  const scenario = typeof yaml === "string" ? scenarioOf(yaml, options.set) : yaml;
  const batches: Batch[] = [];
  const result = await runVirtual(scenario, {
    workers: 1,
    inProcess: options.workers === undefined,
    onBatch: (batch) => {
      batches.push(batch);
    },
    ...options,
  });
  return new ScenarioRun(buildFleet(scenario), result, batches);
};
