// What a scenario means, as one number: the same for every place its files lie at, another one for anything it says.
import { createHash } from "node:crypto";
import type { RolloutSpec } from "./rollout.js";
import type { Scenario } from "./scenario.js";

/** A {@link SourcePosition}, whatever it is called; an author may call a label or a setting `position`, too. */
const isPlace = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).join() === "file,line,column";

const withoutPlaces = (_key: string, value: unknown): unknown => (isPlace(value) ? undefined : value);

const withoutFile = (one: { file: string }): object => ({ ...one, file: undefined });

/** A part of a scenario without the places where it stands. */
export const meaningOf = (part: unknown): unknown =>
  part === undefined ? undefined : JSON.parse(JSON.stringify(part, withoutPlaces));

/** Whether two parts of scenarios say the same, wherever they stand. */
export const isSameMeaning = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one, withoutPlaces) === JSON.stringify(other, withoutPlaces);

/** Where the very same rollout stands in another scenario, or -1. */
export const rolloutIn = ({ rollouts }: Scenario, spec: RolloutSpec): number =>
  rollouts.findIndex((one) => isSameMeaning(one, spec));

/** SHA-256 of everything that is an input of a run, hex. Where a text stood is none. */
export const scenarioHash = (scenario: Scenario): string => {
  const { traces, outages } = scenario;
  const meaning = {
    ...withoutFile(scenario),
    allowFiles: undefined,
    traces: traces.map(withoutFile),
    outages: outages.map(withoutFile),
  };
  return createHash("sha256").update(JSON.stringify(meaning, withoutPlaces)).digest("hex");
};
