// Which scenarios a run has gone through: one that was forked is no longer told by the scenario it ends under alone.
import type { Scenario } from "../spec/scenario.js";
import { scenarioHash } from "../spec/scenario-hash.js";

/** Up to `atMs` a run went under the scenario of this hash. */
export interface Ancestor {
  scenarioHash: string;
  atMs: number;
}

/** What a checkpoint says of it. */
interface Told extends Ancestor {
  lineage: Ancestor[];
}

/** The ancestors, oldest first, of a run that goes on under `scenario`; none where it was never another one. */
export const lineageOf = (header: Told | undefined, scenario: Scenario): Ancestor[] => {
  if (header === undefined) return [];
  const { scenarioHash: before, atMs, lineage } = header;
  return before === scenarioHash(scenario) ? lineage : [...lineage, { scenarioHash: before, atMs }];
};
