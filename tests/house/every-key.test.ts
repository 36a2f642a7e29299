// A key that is accepted and ignored is a lie. Every key of the schemas is walked (tests/slow/every-key.test.ts: a change of it
// changes some run, its judgement, or whether the file can be read), or stands on a short list with its reason.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SCENARIO_KEYS, SILENT_SCENARIO_KEYS } from "../keys/scenario-keys.js";
import { pathsOf } from "../keys/schema-paths.js";
import { SIGNAL_KEYS, SILENT_TWIN_KEYS, TWIN_KEYS } from "../keys/twin-keys.js";

const keysOf = (name: string): string[] =>
  pathsOf(JSON.parse(readFileSync(`schemas/${name}.schema.json`, "utf8")));

const signals = ["signal", ...Object.keys(SIGNAL_KEYS).map((key) => `signal.${key}`)];

test.each([
  ["twin", [...Object.keys(TWIN_KEYS), ...Object.keys(SILENT_TWIN_KEYS), ...signals]],
  ["scenario", [...Object.keys(SCENARIO_KEYS), ...Object.keys(SILENT_SCENARIO_KEYS)]],
])("every key of a %s is walked, and no other", (name, walked) => {
  const keys = keysOf(name);
  expect(keys.filter((key) => !walked.includes(key))).toEqual([]);
  expect(walked.filter((key) => !keys.includes(key))).toEqual([]);
});
