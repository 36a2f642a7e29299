// Which series a selector means: a metric, the device groups its labels leave, and the values of the sub-key. Values
// may hold `*`. Without a group label everything counts, also what belongs to no group (the cloud, gateways).
import { closest } from "../core/diagnostic.js";
import { type Dictionaries, METRICS, type MetricSpec } from "../event/metric.js";
import { countableValues } from "./countable.js";
import { findMetric, GROUP_LABELS, metricNames, SUB_LABELS } from "./expression-names.js";
import type { ExpressionProblem, LabelMatch, Selector } from "./expression-tree.js";

/** What a selector needs to know of a device group. */
interface GroupLike {
  readonly id: string;
  readonly site: string;
  readonly region: string;
  readonly tenant: string;
  readonly twin: string;
  readonly via: string;
  readonly transport: string;
  readonly qos: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly count: number;
}

export interface SelectorScope {
  readonly groups: readonly GroupLike[];
  readonly dictionaries: Dictionaries;
}

/** What a selector picks; `problems` empty means all of it is sound. */
export interface Selection {
  metric: number;
  spec: MetricSpec;
  /** Indices of device groups. */
  groups: number[];
  /** True when a group label restricts the groups, so what belongs to no group is left out. */
  restricted: boolean;
  /** Indices into the sub-key's dictionary. */
  subs: number[];
  /** True when a sub-key label restricts the values. */
  subRestricted: boolean;
  /** Devices in `groups`. */
  devices: number;
  problems: ExpressionProblem[];
}

const labelOf = (group: GroupLike, key: string): string | undefined => {
  switch (key) {
    case "group":
      return group.id;
    case "qos":
      return String(group.qos);
    case "tenant":
    case "site":
    case "region":
    case "twin":
    case "via":
    case "transport":
      return group[key];
    default:
      return Object.hasOwn(group.labels, key) ? group.labels[key] : undefined;
  }
};

const matches = (pattern: string, value: string | undefined): boolean => {
  if (value === undefined) return false;
  if (!pattern.includes("*")) return pattern === value;
  const escaped = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(value);
};

const listed = (values: readonly string[]): string =>
  values.length <= 12 ? values.join(", ") : `${values.slice(0, 12).join(", ")}, ... (${values.length})`;

/** A word that is not among the known ones, with the nearest as a hint. */
export const unknownWord = (
  at: ExpressionProblem | LabelMatch["at"],
  what: string,
  word: string,
  allowed: readonly string[],
): ExpressionProblem => {
  const meant = closest(word, allowed);
  return {
    offset: at.offset,
    length: at.length,
    message: `${what} "${word}" is not known here`,
    hint:
      meant === undefined ? `known: ${listed(allowed)}` : `did you mean ${meant}? known: ${listed(allowed)}`,
  };
};

/** Resolves a selector against the fleet; null when there is no such metric (a problem is pushed). */
export const resolveSelector = (
  selector: Selector,
  scope: SelectorScope,
  problems: ExpressionProblem[],
): Selection | null => {
  const metric = findMetric(selector.name);
  if (metric < 0) {
    const at = { offset: selector.at.offset, length: selector.name.length };
    problems.push(unknownWord(at, "the metric", selector.name, metricNames()));
    return null;
  }
  const spec: MetricSpec = METRICS[metric];
  const own: ExpressionProblem[] = [];
  const dictionary = scope.dictionaries[spec.sub];
  let groups = scope.groups.map((_, index) => index);
  let subs = dictionary.map((_, index) => index);
  let restricted = false;
  let subRestricted = false;
  for (const label of selector.labels) {
    if (SUB_LABELS[spec.sub].includes(label.key)) {
      subRestricted = true;
      subs = subs.filter((sub) => matches(label.value, dictionary[sub]));
      const problem = subProblem(label, spec, dictionary);
      if (problem !== null) own.push(problem);
      continue;
    }
    restricted = true;
    const values = new Set<string>();
    for (const group of scope.groups) {
      const value = labelOf(group, label.key);
      if (value !== undefined) values.add(value);
    }
    if (values.size === 0) {
      own.push(unknownWord(label.at, "the label", label.key, labelKeys(scope, spec)));
      groups = [];
      continue;
    }
    if (![...values].some((value) => matches(label.value, value)))
      own.push(unknownWord(label.at, `the ${label.key}`, label.value, [...values].sort()));
    groups = groups.filter((index) => matches(label.value, labelOf(scope.groups[index], label.key)));
  }
  if (own.length === 0 && restricted && groups.length === 0) {
    own.push({
      ...selector.at,
      message: `no device group has all of ${selector.labels.map(({ key, value }) => `${key}=${value}`).join(", ")}`,
      hint: "drop a label, or check which groups carry which labels",
    });
  }
  problems.push(...own);
  const devices = groups.reduce((sum, index) => sum + scope.groups[index].count, 0);
  return { metric, spec, groups, restricted, subs, subRestricted, devices, problems: own };
};

/** A value that does not exist, or that this metric never counts. */
const subProblem = (
  label: LabelMatch,
  spec: MetricSpec,
  dictionary: readonly string[],
): ExpressionProblem | null => {
  const counted = countableValues(spec.name, dictionary);
  if (counted.some((value) => matches(label.value, value))) return null;
  const what = `the ${label.key}`;
  if (!dictionary.some((value) => matches(label.value, value)))
    return unknownWord(label.at, what, label.value, counted);
  return {
    offset: label.at.offset,
    length: label.at.length,
    message: `${spec.name} never counts ${what} "${label.value}", so it would be 0 for ever`,
    hint: `it counts ${listed(counted)}`,
  };
};

/** Label names a selector of this metric may use. */
const labelKeys = (scope: SelectorScope, spec: MetricSpec): string[] => {
  const keys = new Set<string>([...GROUP_LABELS, ...SUB_LABELS[spec.sub].slice(0, 1)]);
  for (const group of scope.groups) for (const key of Object.keys(group.labels)) keys.add(key);
  return [...keys];
};
