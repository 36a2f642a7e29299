// What people read of a fault: its parameters in words, an entry as somebody would write it.

import type { Param, Written } from "../core/params.js";
import { FEELERS } from "./fault.js";
import { FAULTS, type FaultKind } from "./faults.js";

const TAKES: Record<Param["takes"], (param: Param) => string> = {
  duration: ({ like }) => `a duration such as ${like}`,
  share: ({ like }) => `a share such as ${like}`,
  rate: ({ like }) => `a speed such as ${like}`,
  number: ({ range, like }) => `a number ${range === "not 0" ? "other than 0" : "above 0"} such as ${like}`,
  count: ({ least, most }) => `a whole number, ${least} to ${most}`,
  choice: ({ choices = [] }) => choices.join(" or "),
  flag: () => "true or false",
};

export interface ParamWords {
  name: string;
  /** `a share such as 20%`. */
  takes: string;
  says: string;
  /** What holds where it is not written; null: it must be written, or nothing holds. */
  otherwise: Written | null;
  /** True where the fault cannot be without it. */
  isNeeded: boolean;
}

export const paramsInWords = (kind: FaultKind): ParamWords[] =>
  Object.entries(FAULTS[kind].params).map(([name, param]) => ({
    name,
    takes: TAKES[param.takes](param),
    says: param.says,
    otherwise: param.otherwise ?? null,
    isNeeded: !param.isOptional && param.otherwise === undefined,
  }));

/** Whom it strikes: `devices and gateways`. */
export const struckInWords = (kind: FaultKind): string => {
  const { strikes, canBePartial } = FAULTS[kind];
  if (strikes === "cloud") return canBePartial ? "the cloud, or whom it names" : "the cloud";
  return strikes === "any" ? "devices and gateways" : strikes;
};

/** Who of those feels it: where that depends on its parameters, without any. */
export const feltInWords = (kind: FaultKind): string => FEELERS[FAULTS[kind].feels?.({}) ?? "any"];

/** `{loss: 20%}`, or nothing where the fault takes none. */
export const exampleParams = (kind: FaultKind): string => {
  const likes = Object.entries(FAULTS[kind].params).filter(([, { like, otherwise }]) => like !== otherwise);
  return likes.length === 0 ? "" : `{${likes.map(([name, { like }]) => `${name}: ${like}`).join(", ")}}`;
};

/** An entry of a timeline. */
export const exampleEntry = (kind: FaultKind): string => {
  const { isOver, strikes } = FAULTS[kind];
  const params = exampleParams(kind);
  const keys = [
    "at: 2h",
    ...(isOver ? [] : ["for: 30m"]),
    `fault: ${kind}`,
    ...(params === "" ? [] : [`params: ${params}`]),
    ...(strikes === "cloud" ? [] : ["target: {site: north}"]),
  ];
  return `{${keys.join(", ")}}`;
};
