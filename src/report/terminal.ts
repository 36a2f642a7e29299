// The last thing `iotctl simulate` says: about 25 plain lines, no colours; the caller may colour them.

import type { ExpectationResult } from "../result/expectation.js";
import type { Summary } from "../result/summary.js";
import { energyWords, lostTotal, measuredWords } from "./account.js";
import { clock, count, duration, fewer, joules, plural, share, usd } from "./figures.js";
import { outcomesInBrackets } from "./rollout-words.js";
import { butWords, reason, verdictWord } from "./verdict-words.js";

/** Expectations, tenants and rollouts listed by themselves; the rest is in the report. */
const LISTED_MAX = 8;
const LABEL = 14;

const SIGNS = {
  pass: "ok    ",
  fail: "FAIL  ",
  "no-data": "none  ",
  "not-judged": "open  ",
  waived: "waived",
} as const;

/** `promised 99.9%, MISSED`; `default target 99.9%, below it`: nobody broke a promise that was not made. */
const levelWords = (target: number, met: boolean | null, isStated: boolean): string => {
  const what = isStated ? `promised ${share(target)}` : `default target ${share(target)}`;
  const words = isStated ? ["no data", "met", "MISSED"] : ["no data", "reached", "below it"];
  return `${what}, ${words[met === null ? 0 : met ? 1 : 2]}`;
};

const row = (label: string, text: string): string => `${label.padEnd(LABEL)}${text}`;

const listed = <T>(all: readonly T[], what: string, text: (one: T) => string): string[] => {
  const lines = all.slice(0, LISTED_MAX).map(text);
  const more = all.length - lines.length;
  return more > 0
    ? [...lines, `  and ${plural(more, `more ${what}`, `more ${what}s`)}, see the report`]
    : lines;
};

const expectationLine = (one: ExpectationResult): string => {
  const wish = one.severity === "should" ? " (wish)" : "";
  const at = one.atMs === null ? "" : ` at ${clock(one.atMs)}`;
  const notes = one.notes.map((note) => `\n           note: ${note}`).join("");
  return `  ${SIGNS[one.verdict]}  ${one.id}${wish}: ${one.text}; ${measuredWords(one)}${at}${notes}`;
};

/** What matters first: failures before passes, otherwise file order. */
const byNeed = (expectations: ExpectationResult[]): ExpectationResult[] => {
  const rank = { fail: 0, "no-data": 1, "not-judged": 2, pass: 3, waived: 4 } as const;
  return [...expectations].sort((x, y) => rank[x.verdict] - rank[y.verdict]);
};

/** The verdict with its reason, and what was expected. */
const verdictLines = (summary: Summary): string[] => {
  const { run, exitCode, expectations } = summary;
  const name = run.variant === "" ? run.scenario : `${run.scenario} / ${run.variant}`;
  return [
    `${verdictWord(summary).toUpperCase()}${butWords(summary)}  ${name}  (exit code ${exitCode})`,
    reason(summary),
    "",
    ...listed(byNeed(expectations), "expectation", expectationLine),
    ...(expectations.length > 0 ? [""] : []),
  ];
};

/** Who was there, for how long, and what became of the readings. */
const volumeLines = (summary: Summary): string[] => {
  const { run, fleet, ledger, fog } = summary;
  const early = run.endedEarly === null ? "" : ` (ended early: ${run.endedEarly})`;
  const delivered = share(ledger.produced === 0 ? null : ledger.delivered / ledger.produced, 3);
  const fewerOf = `${fewer(fog.reductionMessages, "messages", 1)}, ${fewer(fog.reductionBytes, "bytes", 1)}`;
  return [
    row(
      "fleet",
      `${plural(fleet.devices, "device")}, ${plural(fleet.gateways, "gateway")}, ${plural(fleet.tenants, "tenant")}`,
    ),
    row("virtual time", `${duration(run.virtualMs)} in ${duration(summary.environment.wallMs)}${early}`),
    row(
      "readings",
      `${count(ledger.produced)} produced, ${delivered} delivered, ${count(lostTotal(summary))} lost, ${count(ledger.inFlight)} under way${ledger.balanced ? "" : "; DOES NOT BALANCE"}`,
    ),
    ...(fog.messagesIn > 0 ? [row("fog", fewerOf)] : []),
  ];
};

/** Service levels by tenant, and rollouts. */
const serviceLines = ({ sla, rollouts }: Summary): string[] => [
  ...listed(sla, "tenant", (one) =>
    row(
      "availability",
      `${one.tenant}: ${share(one.availability, 3)} (${levelWords(one.target, one.met, one.stated.availability)})`,
    ),
  ),
  // A default that everybody misses by design is no news; a promise always is.
  ...listed(
    sla.filter((one) => one.stated.freshness),
    "tenant",
    (one) =>
      row(
        "freshness",
        `${one.tenant}: ${share(one.freshness, 2)} (${levelWords(one.freshnessTarget, one.freshnessMet, true)})`,
      ),
  ),
  ...listed(rollouts, "rollout", (one) =>
    row(
      "rollout",
      `${one.id}: ${one.status}, ${count(one.succeeded)} of ${count(one.targeted)} updated, ${count(one.failed)} failed${outcomesInBrackets(one)}, blast radius ${share(one.blastRadius)}`,
    ),
  ),
];

/** What it took. */
const costLines = (summary: Summary): string[] => {
  const { energy, cost } = summary;
  const balance = energyWords(summary) === "does not balance" ? "; DOES NOT BALANCE" : "";
  return [
    ...(energy.drainedJ > 0 ? [row("energy", `${joules(energy.drainedJ)} from batteries${balance}`)] : []),
    row(
      "cost",
      `${usd(cost.monthly.total)} a month, ${usd(cost.monthly.perDevice)} per device (estimate, ${cost.priceBook} of ${cost.asOf})`,
    ),
    ...cost.warnings.map((warning) => row("", `warning: ${warning}`)),
  ];
};

/** How to have the same run again. */
const againLines = ({ run, reproduce }: Summary): string[] => {
  const { journal, digest } = run;
  const played =
    journal === null ? "" : `${plural(journal.entries, "entry", "entries")}, ${journal.sha256.slice(0, 12)}`;
  return [
    ...(journal === null ? [] : [row("journal", played)]),
    row("digest", digest),
    row("again", reproduce),
  ];
};

/** The summary as plain text for a terminal. */
export const renderText = (summary: Summary): string => {
  const parts = [verdictLines, volumeLines, serviceLines, costLines, againLines];
  return `${parts.flatMap((linesOf) => linesOf(summary)).join("\n")}\n`;
};
