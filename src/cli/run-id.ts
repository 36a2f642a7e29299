// What a run is known by before it has run: an id made of everything its scenario and its journal say. Decided by the inputs alone, so
// the same run has the same id on every machine.
import { createHash } from "node:crypto";
import type { Ancestor } from "../engine/lineage.js";
import { type JournalEntry, journalHash } from "../spec/journal.js";
import type { Scenario } from "../spec/scenario.js";
import { scenarioHash } from "../spec/scenario-hash.js";
import { runName } from "./run-folder.js";

const ID_HEX = 12;

interface Inputs {
  scenario: Scenario;
  journal: readonly JournalEntry[];
  /** What it went under before it was forked. */
  lineage: readonly Ancestor[];
}

/** `reboot-storm-naive-3f2a90c1b7de`. */
export const runIdOf = ({ scenario, journal, lineage }: Inputs, version: string): string => {
  const acted = journal.length === 0 ? "" : `\n${journalHash(journal.map(({ line }) => line))}`;
  const done = lineage.reduce((text, one) => `${text}\n${one.atMs} ${one.scenarioHash}`, acted);
  const hash = createHash("sha256")
    .update(`${version}\n${scenarioHash(scenario)}${done}`)
    .digest("hex");
  return `${runName(scenario.name, scenario.variant)}-${hash.slice(0, ID_HEX)}`;
};
