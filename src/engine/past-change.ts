// What of a scenario a fork may not change, as findings: a code that stays, the key in the file, what was and what is. All of a
// fork's are told at once.
import { isSameMeaning, meaningOf } from "../spec/scenario-hash.js";

export const FORK_CODES = {
  FRK001: "what a run is made of from its first instant is another one",
  FRK002: "the fleet is another one",
  FRK003: "the firmware that is known is another one",
  FRK004: "what is kept of single readings is another one",
  FRK005: "an entry of the timeline, or a recorded outage, that has begun is changed, gone or new",
  FRK006: "a phase that has begun is changed, gone or new",
  FRK007: "a rollout that has begun is changed, gone or new",
  FRK008: "an alert rule is gone, or its place in the list is another one's",
  FRK009: "a figure of the cloud is changed that is no limit",
  FRK010: "the run would end before the fork, or go on beyond what has been reckoned already",
  FRK011: "stop conditions ask for finer figures than the run has kept",
  FRK012: "an entry of the journal would come before the fork",
} as const;
export type ForkCode = keyof typeof FORK_CODES;

export interface PastChange {
  code: ForkCode;
  /** As the file has it: `sites[0].devices[1].count`. */
  key: string;
  was: string;
  is: string;
}

/** Longer values are cut. */
const SHOWN_MAX = 60;

/** A value of a scenario as it is told. */
export const told = (value: unknown): string => {
  const text = value === undefined ? "none" : JSON.stringify(meaningOf(value));
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX - 3)}...` : text;
};

type Node = Record<string, unknown>;
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;
/** Lists of figures are told as one. */
const isLeaf = (value: unknown): boolean =>
  !isNode(value) || (Array.isArray(value) && value.every((item) => !isNode(item)));

/** The leaves in which two parts of scenarios differ: their keys below `key`, what was and what is. */
export const differences = (
  key: string,
  was: unknown,
  is: unknown,
): { key: string; was: string; is: string }[] => {
  if (isSameMeaning(was, is)) return [];
  if (isLeaf(was) || isLeaf(is) || Array.isArray(was) !== Array.isArray(is))
    return [{ key, was: told(was), is: told(is) }];
  const [one, other] = [was as Node, is as Node];
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.flatMap((name) => {
    const below = Array.isArray(was) ? `${key}[${name}]` : `${key}.${name}`;
    return differences(below, one[name], other[name]);
  });
};
