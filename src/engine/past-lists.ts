// The lists of a scenario of which a part has happened at a fork: its past must stand as it stood, its future is free.
import { formatDuration } from "../core/duration.js";
import { PPM_PER_PERCENT } from "../core/units.js";
import type { JournalEntry } from "../spec/journal.js";
import type { Scenario } from "../spec/scenario.js";
import type { TimelineEntry } from "../spec/timeline.js";
import { differences, type ForkCode, type PastChange, told } from "./past-change.js";

/** Two scenarios and the moment at which the one becomes the other. */
export interface Change {
  before: Scenario;
  after: Scenario;
  atMs: number;
  /** What was done to the run by an operator. */
  journal: readonly JournalEntry[];
}

/** When something ends: what lies ahead on both sides is free. */
const endOf = (wasMs: number | null, isMs: number | null, atMs: number): boolean =>
  wasMs === isMs || ((wasMs ?? Infinity) >= atMs && (isMs ?? Infinity) >= atMs);

interface Named {
  id: string;
}

/** Matches the past of two lists by name: what is gone, new, or stands in another order; and the pairs to compare. */
const matched = <T extends Named>(code: ForkCode, list: string, [were, are]: readonly [T[], T[]]) => {
  const findings: PastChange[] = [];
  const pairs: [T, T][] = [];
  const key = ({ id }: T): string => `${list}.${id}`;
  for (const was of were) {
    const is = are.find(({ id }) => id === was.id);
    if (is === undefined) findings.push({ code, key: key(was), was: told(was), is: "none" });
    else pairs.push([was, is]);
  }
  for (const is of are)
    if (!were.some(({ id }) => id === is.id))
      findings.push({ code, key: key(is), was: "none", is: told(is) });
  const order = are.filter(({ id }) => were.some((was) => was.id === id)).map(({ id }) => id);
  const was = pairs.map(([{ id }]) => id);
  if (was.join("\n") !== order.join("\n"))
    findings.push({ code, key: list, was: told(was), is: told(order) });
  return { findings, pairs };
};

export const timelineChanges = ({ before, after, atMs }: Change): PastChange[] => {
  const pastOf = ({ timeline }: Scenario) => timeline.filter((entry) => entry.atMs < atMs);
  const { findings, pairs } = matched("FRK005", "timeline", [pastOf(before), pastOf(after)]);
  const endMs = (entry: TimelineEntry) => (entry.forMs === null ? null : entry.atMs + entry.forMs);
  for (const [was, is] of pairs) {
    const isEndFree = endOf(endMs(was), endMs(is), atMs);
    const now = isEndFree ? { ...is, forMs: was.forMs } : is;
    for (const each of differences(`timeline.${was.id}`, was, now))
      findings.push({ code: "FRK005", ...each, ...asWritten(each) });
  }
  return findings;
};

/** Times and shares are told as a file has them. */
const asWritten = ({ key, was, is }: Omit<PastChange, "code">) => {
  const unit = UNITS.find(({ ends }) => key.endsWith(ends));
  if (unit === undefined) return {};
  const shown = (text: string): string => (/^\d+$/.test(text) ? unit.shown(Number(text)) : text);
  return { key: key.slice(0, -unit.ends.length), was: shown(was), is: shown(is) };
};

const UNITS: readonly { ends: string; shown: (value: number) => string }[] = [
  { ends: "Ms", shown: (ms) => formatDuration(ms) },
  { ends: "Ppm", shown: (ppm) => `${ppm / PPM_PER_PERCENT} %` },
];

/** What is recorded of later is free: names are dealt to devices in the order in which they are first down. */
export const outageChanges = ({ before, after, atMs }: Change): PastChange[] => {
  const pastOf = (scenario: Scenario) =>
    scenario.outages
      .map((replay) => ({
        ...replay,
        file: "",
        outages: replay.outages.filter(({ downMs }) => downMs < atMs),
      }))
      .filter(({ outages }) => outages.length > 0);
  const { findings, pairs } = matched("FRK005", "outages", [pastOf(before), pastOf(after)]);
  for (const [was, is] of pairs) {
    const outages = is.outages.map((one, index) => {
      const upMs = was.outages.at(index)?.upMs;
      return upMs !== undefined && endOf(upMs, one.upMs, atMs) ? { ...one, upMs } : one;
    });
    for (const each of differences(`outages.${was.id}`, was, { ...is, outages }))
      findings.push({ code: "FRK005", ...each, ...asWritten(each) });
  }
  return findings;
};

export const phaseChanges = ({ before, after, atMs }: Change): PastChange[] => {
  const pastOf = ({ phases }: Scenario) =>
    phases.filter(({ startMs }) => startMs < atMs).map((phase) => ({ ...phase, id: phase.name }));
  const { findings, pairs } = matched("FRK006", "phases", [pastOf(before), pastOf(after)]);
  for (const [was, is] of pairs) {
    const now = endOf(was.endMs, is.endMs, atMs) ? { ...is, endMs: was.endMs } : is;
    for (const each of differences(`phases.${was.id}`, was, now))
      findings.push({ code: "FRK006", ...each, ...asWritten(each) });
  }
  return findings;
};

/** Rollouts are known by their place in the list, so one that has begun keeps it. */
export const rolloutChanges = ({ before, after, atMs, journal }: Change): PastChange[] => {
  const operated = new Set(
    journal.flatMap((entry) =>
      entry.atMs < atMs && entry.action.do === "rollout" ? [entry.action.rollout] : [],
    ),
  );
  const begun = before.rollouts.map((one) => one.atMs < atMs || operated.has(one.id));
  const findings: PastChange[] = [];
  begun.forEach((hasBegun, index) => {
    if (!hasBegun) return;
    const was = before.rollouts[index];
    for (const each of differences(`rollouts.${was.id}`, was, after.rollouts[index]))
      findings.push({ code: "FRK007", ...each, ...asWritten(each) });
  });
  for (const [index, is] of after.rollouts.entries())
    if (is.atMs < atMs && begun[index] !== true)
      findings.push({
        code: "FRK007",
        key: `rollouts.${is.id}.at`,
        was: told(undefined),
        is: formatDuration(is.atMs),
      });
  return findings;
};

/** Alerts are known by their place; what they look for is free but for the metric. */
export const alertChanges = ({ before, after }: Change): PastChange[] =>
  before.alerts.flatMap(({ id, metric }, index) => {
    const is = after.alerts.at(index);
    const now = is && { id: is.id, metric: is.metric };
    return differences(`alerts[${index}]`, { id, metric }, now).map((each) => ({
      code: "FRK008" as const,
      ...each,
    }));
  });
