// What a run is known by before it has run: a hash of everything its scenario says, and an id made of it. Decided by the
// inputs alone, so the same run has the same id on every machine.
import { createHash } from "node:crypto";
import type { Scenario } from "../spec/scenario.js";
import { runName } from "./run-folder.js";

const ID_HEX = 12;

/** Where a text stood is no input of a run. */
const withoutPlaces = (key: string, value: unknown): unknown =>
  key === "file" || key === "allowFiles" || key === "position" ? undefined : value;

/** SHA-256 of the resolved scenario, hex. */
export const scenarioHash = (scenario: Scenario): string =>
  createHash("sha256").update(JSON.stringify(scenario, withoutPlaces)).digest("hex");

/** `reboot-storm-naive-3f2a90c1b7de`. */
export const runIdOf = (scenario: Scenario, version: string): string => {
  const hash = createHash("sha256")
    .update(`${version}\n${scenarioHash(scenario)}`)
    .digest("hex");
  return `${runName(scenario.name, scenario.variant)}-${hash.slice(0, ID_HEX)}`;
};
