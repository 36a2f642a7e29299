// Several runs side by side: the variants of a scenario, or a run against its baseline. The first one is the measure;
// the others show their difference from it. Text, Markdown and a page, all from the same table.

import type { Summary } from "../result/summary.js";
import { mark, section, table } from "./block.js";
import { onlineTogether, type Recording } from "./comparison-curves.js";
import { expectationRows, figureRows, namesOf, type Row, verdictRow } from "./comparison-rows.js";
import { documentOf } from "./document.js";
import { cell, markdownTable } from "./markdown.js";
import { type Child, html } from "./markup.js";
import { reason } from "./verdict-words.js";

export interface Comparison {
  text: string;
  markdown: string;
  html: string;
}

const textTable = (titles: string[], rows: Row[]): string => {
  const cells = rows.map((row) => [
    row.name,
    ...row.entries.map(({ text, change }) => (change === "" ? text : `${text} (${change})`)),
  ]);
  const widths = titles.map((title, at) => Math.max(title.length, ...cells.map((line) => line[at].length)));
  const line = (parts: string[]): string =>
    parts
      .map((part, at) => (at === 0 ? part.padEnd(widths[at]) : part.padStart(widths[at])))
      .join("  ")
      .trimEnd();
  return [line(titles), widths.map((width) => "-".repeat(width)).join("  "), ...cells.map(line)].join("\n");
};

const markdownOf = (titles: string[], rows: Row[]): string =>
  markdownTable(
    titles.map(cell),
    `l${"r".repeat(titles.length - 1)}`,
    rows.map((row) => [
      row.differs ? `**${cell(row.name)}**` : cell(row.name),
      ...row.entries.map(({ text, change }) => cell(change === "" ? text : `${text} (${change})`)),
    ]),
  );

const htmlOf = (caption: string, titles: string[], rows: Row[], verdicts: boolean): Child =>
  table({
    caption,
    columns: titles.map((title, at) => ({ title, number: at > 0 })),
    rows: rows.map((row) => [
      row.name,
      ...row.entries.map(({ text, change, tone }) => {
        const first = verdicts && text !== "not asked" ? mark(tone, text) : text;
        const second = verdicts || tone === "plain" || tone === "open" ? change : mark(tone, change);
        return html`${first}${change === "" ? "" : html`<small>${second}</small>`}`;
      }),
    ]),
  });

export interface ComparisonExtras {
  recordings?: readonly Recording[];
  /** What there is to say of the runs beforehand. */
  remark?: string;
}

/**
 * The runs next to each other; `summaries[0]` is what the others are measured against. With the recordings of all of
 * them, in the same order, the page also draws their fleets in one chart.
 */
export const renderComparison = (
  summaries: Summary[],
  { recordings = [], remark = "" }: ComparisonExtras = {},
): Comparison => {
  if (summaries.length === 0)
    return { text: "Nothing to compare.\n", markdown: "Nothing to compare.\n", html: "" };
  const scenario = [...new Set(summaries.map((one) => one.run.scenario))].join(", ");
  const names = namesOf(summaries);
  const figures = figureRows(summaries);
  const expected = expectationRows(summaries);
  const title = `${scenario}: ${summaries.length} runs compared`;
  const differing = figures.filter((row) => row.differs);
  const lead = `${remark === "" ? "" : `${remark} `}Differences are from ${names[0]}, the first run. ${
    differing.length === 0
      ? "No figure differs."
      : `${differing.length} of ${figures.length} figures differ; the others are the same in all runs.`
  }`;
  const blocks: [string, string, Row[], boolean][] = [
    ["Verdict", "Run", [verdictRow(summaries)], true],
    ["Expectations", "Expectation", expected, true],
    ["Figures", "Figure", figures, false],
  ];
  const shown = blocks.filter(([, , rows]) => rows.length > 0);
  return {
    text: `${title}\n${lead}\n\n${shown.map(([, head, rows]) => textTable([head, ...names], rows)).join("\n\n")}\n`,
    markdown: `# ${cell(title)}\n\n${cell(lead)}\n\n${shown
      .map(([heading, head, rows]) => `## ${heading}\n\n${markdownOf([head, ...names], rows)}`)
      .join("\n\n")}\n`,
    html: documentOf(title, [
      html`<header><p class="over">Fleet simulation comparison</p><h1>${scenario}</h1><p class="sub">${summaries.length} runs side by side. ${lead}</p></header><main>`,
      recordings.length === summaries.length
        ? section({ id: "fleets", title: "Fleets" }, onlineTogether(recordings, names))
        : "",
      ...shown.map(([heading, head, rows, isVerdict]) =>
        section(
          { id: heading.toLowerCase(), title: heading },
          htmlOf(heading, [head, ...names], rows, isVerdict),
        ),
      ),
      section(
        { id: "runs", title: "How to reproduce" },
        summaries.map(
          (one, at) =>
            html`<h3 style="margin-top:24px">${names[at]}</h3><p class="lead" style="margin-bottom:6px">${reason(one)}</p><pre><code>${one.reproduce}</code></pre>`,
        ),
      ),
      html`</main>`,
    ]),
  };
};
