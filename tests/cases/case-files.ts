// Small inputs whose right outcome was fixed before they were run: each folder here is one, its test stands beside it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Loaded, loadScenario } from "../../src/scenario/load.js";
import type { Scenario } from "../../src/spec/scenario.js";

export interface CaseChoices {
  /** The scenario's file within the folder. */
  file?: string;
  set?: Record<string, string>;
  /** Files of the folder that this test writes itself, by name. */
  others?: Record<string, string>;
}

/** Reads a case as `simulate` would. */
export const loadCase = (
  name: string,
  { file = "scenario.yaml", set = {}, others = {} }: CaseChoices = {},
): Loaded => {
  const folder = join(import.meta.dirname, name);
  const written = new Map(Object.entries(others).map(([path, text]) => [join(folder, path), text]));
  return loadScenario(join(folder, file), {
    set,
    readText: (path) => written.get(path) ?? readFileSync(path, "utf8"),
    exists: (path) => written.has(path) || existsSync(path),
    shippedRoot: join(import.meta.dirname, "../.."),
  });
};

/** The only scenario of a case that must be sound. */
export const caseScenario = (name: string, choices: CaseChoices = {}): Scenario => {
  const { scenarios, diagnostics } = loadCase(name, choices);
  if (scenarios.length !== 1)
    throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return scenarios[0];
};

/** `SCN061 epoch.csv:2 error` of each problem, in order. */
export const told = ({ diagnostics }: Loaded): string[] =>
  diagnostics.map(
    ({ code, file, line, severity }) => `${code} ${file.replace(/^.*\//, "")}:${line} ${severity}`,
  );
