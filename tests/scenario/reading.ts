// Scenario texts for tests: the file under test is a string, the rest of the disk is a map, the shipped twins are real.
import { existsSync, readFileSync } from "node:fs";
import { type Loaded, type LoadOptions, loadScenario } from "../../src/scenario/load.js";
import type { Scenario } from "../../src/spec/scenario.js";

export const FILE = "fleet/test.yaml";

/** Loads `text` as `fleet/test.yaml` beside `others` (paths as keys). */
export const load = (
  text: string,
  others: Record<string, string> = {},
  options: Partial<LoadOptions> = {},
): Loaded => {
  const files: Record<string, string> = { [FILE]: text, ...others };
  return loadScenario(FILE, {
    readText: (path) => (Object.hasOwn(files, path) ? files[path] : readFileSync(path, "utf8")),
    exists: (path) => Object.hasOwn(files, path) || existsSync(path),
    shippedRoot: ".",
    ...options,
  });
};

/** The only scenario of a text that must be sound. */
export const scenarioOf = (
  text: string,
  others: Record<string, string> = {},
  options: Partial<LoadOptions> = {},
): Scenario => {
  const { scenarios, diagnostics } = load(text, others, options);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0)
    throw new Error(
      errors.map(({ code, line, column, message }) => `${code} ${line}:${column} ${message}`).join("\n"),
    );
  return scenarios[0];
};

/** `SCN010 3:5` of each problem, in order. */
export const places = (loaded: Loaded): string[] =>
  loaded.diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`);

/** A small sound scenario to which tests add lines. */
export const SOUND = `iotctl: 1
duration: 1h
sites:
  - id: north
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {twin: parking-lora, count: 20, labels: {board: rev-a}}
      - {twin: parking-nbiot, count: 10}
`;
