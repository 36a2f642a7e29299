// The verdict in words: one headline and one sentence, the same on the page, in Markdown and on the terminal.

import type { RunVerdict, Summary } from "../result/summary.js";
import { clock, count, plural, share } from "./figures.js";
import { fruitless } from "./rollout-words.js";
import { brokenInvariants } from "./verdict.js";

/** Missed promises that the reason names one by one. */
const PROMISES_NAMED_MAX = 4;

const HEADLINES: Record<RunVerdict, string> = {
  passed: "Passed",
  failed: "Failed",
  "no-data": "No data",
  stopped: "Stopped early",
  interrupted: "Interrupted",
  lost: "Environment failed",
  broken: "Invalid: an invariant is broken",
};

/** Rollouts that updated nobody, whatever the scenario expects of them. */
const idleWords = (summary: Summary): string => {
  const idle = fruitless(summary);
  return idle.length === 0 ? "" : `, ${plural(idle.length, "rollout")} updated nobody`;
};

/** `Passed`, `Failed`, ... */
export const verdictWord = (summary: Summary): string => HEADLINES[summary.verdict];

const missed = ({ promises }: Summary) => promises.made.filter((one) => one.met === false);

/** `, 2 promises missed`, or nothing: beside every verdict, because a green one must not hide them. */
export const missedWords = (summary: Summary): string => {
  const count = missed(summary).length;
  return count === 0 ? "" : `, ${plural(count, "promise")} missed`;
};

/** What a green word would hide, to stand behind the verdict's word. */
export const butWords = (summary: Summary): string => missedWords(summary) + idleWords(summary);

export const headline = (summary: Summary): string => verdictWord(summary) + butWords(summary);

/** `Missed: availability of city, 92.3% where 99.9% is promised.`, or nothing. */
const missedSentence = (summary: Summary): string => {
  const all = missed(summary);
  if (all.length === 0) return "";
  const some = all
    .slice(0, PROMISES_NAMED_MAX)
    .map(
      ({ tenant, what, measured, target }) =>
        `${what} of ${tenant}, ${share(measured)} where ${share(target)} is promised`,
    );
  const more = all.length > some.length ? `; and ${count(all.length - some.length)} more` : "";
  return ` Missed: ${some.join("; ")}${more}.`;
};

const musts = (summary: Summary, verdict: string): number =>
  summary.expectations.filter((one) => one.severity === "must" && one.verdict === verdict).length;

/** Counts of required expectations and, when there are any, of wishes. */
const tally = (summary: Summary): string => {
  const required = summary.expectations.filter((one) => one.severity === "must").length;
  const wishes = summary.expectations.length - required;
  if (required === 0 && wishes === 0) return "The scenario states no expectations.";
  const missedWishes = summary.expectations.filter(
    (one) => one.severity === "should" && one.verdict === "fail",
  ).length;
  const waived = musts(summary, "waived");
  const parts = [
    required === 0
      ? "No expectation is required"
      : `${count(musts(summary, "pass"))} of ${plural(required, "required expectation")} met`,
  ];
  if (waived > 0) parts.push(`${count(waived)} waived`);
  const open = musts(summary, "not-judged");
  if (open > 0) parts.push(`${count(open)} not judged yet`);
  if (wishes > 0)
    parts.push(
      missedWishes === 0
        ? `${plural(wishes, "wish", "wishes")} without a miss`
        : `${count(missedWishes)} of ${plural(wishes, "wish", "wishes")} missed`,
    );
  return `${parts.join(", ")}.`;
};

/** Why the verdict is what it is. */
export const reason = (summary: Summary): string => verdictReason(summary) + missedSentence(summary);

const verdictReason = (summary: Summary): string => {
  const met = tally(summary);
  switch (summary.verdict) {
    case "broken": {
      const broken = brokenInvariants(summary.invariants).map((one) => one.name);
      return `${plural(broken.length, "invariant")} did not hold (${broken.join(", ")}). This is a defect of iotctl; no figure of this run should be relied on.`;
    }
    case "lost":
      return `The environment ended the run: ${summary.run.endedEarly ?? "its end is not known"}; what follows covers the time until then. ${met}`;
    case "interrupted":
      return `The run was interrupted at ${clock(summary.run.virtualMs)}; what follows covers the time until then. ${met}`;
    case "stopped":
      return summary.stop === null
        ? `A stop condition ended the run at ${clock(summary.run.virtualMs)}. ${met}`
        : `Stop condition ${summary.stop.id} ended the run at ${clock(summary.stop.atMs)} (measured ${summary.stop.measured}). ${met}`;
    case "no-data": {
      const empty = musts(summary, "no-data");
      if (empty === 0) return `A promise had nothing to measure, which is not a pass. ${met}`;
      return `${plural(empty, "required expectation")} had nothing to measure, which is not a pass. ${met}`;
    }
    case "failed": {
      if (musts(summary, "fail") > 0) return met;
      // A missed promise speaks for itself in the next sentence.
      return summary.promises.must && missed(summary).length > 0
        ? met
        : `A fault could not be reverted; see the notes. ${met}`;
    }
    case "passed":
      return met;
  }
};
