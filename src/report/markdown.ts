// summary.md: what a reviewer reads in a pull request. Plain tables, no HTML.

import type { RolloutResult } from "../result/rollout.js";
import type { Summary } from "../result/summary.js";
import { accountOf, momentWords } from "./account.js";
import { budgetWords, clock, count, duration, quantity, share, targetWords, usd } from "./figures.js";
import { outcomesInBrackets } from "./rollout-words.js";
import { FINDING_TITLES, findingWords } from "./section/findings.js";
import { headline, reason } from "./verdict-words.js";

/** Text for a table cell: pipes, line breaks and anything Markdown or HTML would read as markup are escaped. */
export const cell = (text: string): string =>
  text
    .replace(/\r?\n/g, " ")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[\\|`*_[\]#~]/g, (character) => `\\${character}`);

const code = (text: string): string => {
  const flat = text.replace(/\r?\n/g, " ").replace(/\|/g, "\\|");
  const fence = "`".repeat(Math.max(0, ...(flat.match(/`+/g) ?? []).map((ticks) => ticks.length)) + 1);
  return fence.length > 1 ? `${fence} ${flat} ${fence}` : `\`${flat}\``;
};

/** A table; `align` has one letter per column: l or r. */
export const markdownTable = (titles: string[], align: string, rows: string[][]): string =>
  [
    `| ${titles.join(" | ")} |`,
    `|${[...align].map((letter) => (letter === "r" ? " ---: " : " --- ")).join("|")}|`,
    ...rows.map((row) => `| ${row.join(" | ")} |`),
  ].join("\n");

const VERDICT_WORDS = {
  pass: "met",
  fail: "**not met**",
  "no-data": "**no data**",
  "not-judged": "not judged yet",
  waived: "waived",
} as const;

const met = (value: boolean | null, isStated = true): string => {
  if (value === null) return "no data";
  if (isStated) return value ? "met" : "**missed**";
  return value ? "default, reached" : "default, below it";
};

const expectations = (summary: Summary): string =>
  summary.expectations.length === 0
    ? "The scenario states no expectations."
    : markdownTable(
        ["Name", "Expectation", "Measured", "At", "Weight", "Verdict"],
        "llllll",
        summary.expectations.map((one) => [
          cell(one.id),
          code(one.text),
          cell([one.measured, ...one.notes.map((note) => `note: ${note}`)].join("; ")),
          momentWords(one.atMs),
          one.severity === "must" ? "required" : "wish",
          VERDICT_WORDS[one.verdict],
        ]),
      );

const sla = (summary: Summary): string =>
  markdownTable(
    ["Tenant", "Devices", "Availability", "Target", "", "Budget used", "Fresh", "Target", ""],
    "lrrrlrrrl",
    summary.sla.map((one) => [
      cell(one.tenant),
      count(one.devices),
      share(one.availability, 3),
      share(one.target),
      met(one.met, one.stated.availability),
      budgetWords(one.errorBudgetUsed),
      share(one.freshness),
      share(one.freshnessTarget),
      met(one.freshnessMet, one.stated.freshness),
    ]),
  );

const slis = (summary: Summary): string =>
  markdownTable(
    ["Indicator", "Measured", "Target", ""],
    "lrll",
    Object.entries(summary.slis).map(([name, one]) => [
      cell(name),
      quantity(one.value, one.unit),
      cell(targetWords(one.target)),
      one.met === null && one.value !== null ? "" : met(one.met, one.basis !== "default"),
    ]),
  );

const detection = (summary: Summary): string =>
  markdownTable(
    ["Tenant", "Finding", ...FINDING_TITLES],
    `ll${"r".repeat(FINDING_TITLES.length)}`,
    summary.detection.map((one) => [cell(one.tenant), one.anomaly, ...findingWords(one)]),
  );

const rollout = (one: RolloutResult): string =>
  [
    `**${cell(one.id)}** to ${cell(one.version)}: ${one.status}${one.reason === "" ? "" : `, ${cell(one.reason)}`}. ` +
      `${count(one.targeted)} targeted, ${count(one.attempted)} attempted, ${count(one.succeeded)} succeeded, ${count(one.failed)} failed${cell(outcomesInBrackets(one))}, ` +
      `${count(one.rolledBack)} rolled back; blast radius ${share(one.blastRadius)}.`,
    "",
    markdownTable(
      ["Stage", "Started", "Took", "Notified", "Succeeded", "Failed"],
      "lllrrr",
      one.stages.map((stage, at) => [
        `${at + 1}, to ${share(stage.sharePpm / 1e6)}`,
        stage.startedMs === null ? "not reached" : clock(stage.startedMs),
        stage.startedMs !== null && stage.endedMs !== null ? duration(stage.endedMs - stage.startedMs) : "",
        count(stage.notified),
        count(stage.succeeded),
        count(stage.failed),
      ]),
    ),
  ].join("\n");

const cost = (summary: Summary): string =>
  markdownTable(["Line", "Quantity", "Unit", "Per month"], "lrlr", [
    ...summary.cost.monthly.lines.map((one) => [
      cell(one.meter),
      count(one.quantity),
      cell(one.unit),
      usd(one.amount),
    ]),
    ["**Total**", "", "", `**${usd(summary.cost.monthly.total)}**`],
  ]);

/** The summary as Markdown. */
export const renderMarkdown = (summary: Summary): string => {
  const { run } = summary;
  const name = run.variant === "" ? run.scenario : `${run.scenario} / ${run.variant}`;
  const parts = [
    `# ${cell(name)}: ${headline(summary)}`,
    cell(reason(summary)),
    "## Figures",
    markdownTable(
      ["Figure", "Value"],
      "lr",
      accountOf(summary).map((one) => [cell(one.name), one.text]),
    ),
    "## Expectations",
    expectations(summary),
  ];
  if (summary.sla.length > 0) parts.push("## Availability", sla(summary));
  if (Object.keys(summary.slis).length > 0) parts.push("## Service level indicators", slis(summary));
  if (summary.detection.length > 0) parts.push("## What gateways found", detection(summary));
  if (summary.rollouts.length > 0) parts.push("## Updates", ...summary.rollouts.map(rollout));
  parts.push(
    "## Cost",
    `Price book ${cell(summary.cost.priceBook)} as of ${summary.cost.asOf}. ${cell(summary.cost.note)}`.trim(),
    ...summary.cost.warnings.map((warning) => `**Warning:** ${cell(warning)}`),
    cost(summary),
  );
  const broken = summary.invariants.filter((one) => !one.ok);
  if (broken.length > 0)
    parts.push(
      "## Broken invariants",
      broken.map((one) => `- ${cell(one.name)}: ${cell(one.detail)}`).join("\n"),
    );
  if (summary.notes.length > 0)
    parts.push("## Notes", summary.notes.map((note) => `- ${cell(note)}`).join("\n"));
  parts.push(
    "## Reproduce",
    `${code(summary.reproduce)}`,
    `Event digest ${code(run.digest)}${run.journal === null ? "" : `, journal ${code(run.journal.sha256)}`}, iotctl ${run.version}.`,
  );
  return `${parts.join("\n\n")}\n`;
};
