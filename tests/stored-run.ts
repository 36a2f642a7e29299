// A run in its store: what somebody would see who asks it in SQL.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { formatDiagnostic } from "../src/core/diagnostic.js";
import type { RunOptions } from "../src/engine/run-options.js";
import { loadScenario } from "../src/scenario/load.js";
import type { Scenario } from "../src/spec/scenario.js";
import type { PlainValue } from "../src/store/plain-value.js";
import { queryRun } from "../src/store/query-run.js";
import { RunStore } from "../src/store/run-store.js";
import type { Scope } from "../src/store/scoped-instance.js";
import { runScenario, type ScenarioRun } from "./run-scenario.js";

/** Reads the scenario in a folder of tests/cases; throws with all diagnostics where it has errors. */
export const scenarioOfCase = (name: string, set: Record<string, string> = {}): Scenario => {
  const { scenarios, diagnostics } = loadScenario(join(import.meta.dirname, "cases", name, "scenario.yaml"), {
    set,
    readText: (path) => readFileSync(path, "utf8"),
    exists: existsSync,
    shippedRoot: ".",
  });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map((error) => formatDiagnostic(error, {})).join("\n"));
  return scenarios[0];
};

export interface StoredRun {
  run: ScenarioRun;
  folder: string;
  /** Rows of a statement, as the operator or within a scope. */
  rows: (sql: string, scope?: Scope) => Promise<PlainValue[][]>;
  /** Rows that could not be promoted, by check. */
  rejections: Awaited<ReturnType<RunStore["rejections"]>>;
  /** Ids of expectations in SQL that do not hold. */
  unmet: string[];
}

/** Writes a run's batches to a store of its own, which the test's end removes. */
export const storedRun = async (run: ScenarioRun): Promise<StoredRun> => {
  const folder = mkdtempSync(join(tmpdir(), "iotctl-stored-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { naming, result, plan } = run;
  const store = await RunStore.create(folder, { runId: "run", scenario: plan.scenario.name, naming });
  for (const batch of run.batches) await store.append(batch);
  const { endMs, digest, inFlight } = result;
  await store.finish({ endMs, digest, inFlight });
  const rejections = await store.rejections();
  const unmet: string[] = [];
  for (const { id, sql } of plan.scenario.expectations)
    if (sql !== null && (await store.evaluateSql(sql)).value !== true) unmet.push(id);
  await store.close();
  const rows = async (sql: string, scope: Scope = {}) => (await queryRun(folder, sql, scope)).rows;
  return { run, folder, rows, rejections, unmet };
};

/** Plays a scenario (text, or read) and stores it. */
export const playAndStore = async (
  scenario: string | Scenario,
  options: Partial<RunOptions> = {},
): Promise<StoredRun> => storedRun(await runScenario(scenario, { strict: true, ...options }));
