// What was expected and what was measured.

import type { ExpectationResult } from "../../result/expectation.js";
import { mark, nothing, section, table } from "../block.js";
import { clock } from "../figures.js";
import { type Child, html, type Markup } from "../markup.js";
import type { Page } from "../report-data.js";

const verdictMark = ({ verdict }: ExpectationResult): Markup => {
  switch (verdict) {
    case "pass":
      return mark("good", "met");
    case "fail":
      return mark("bad", "not met");
    case "no-data":
      return mark("open", "no data");
    case "not-judged":
      return mark("open", "not judged yet");
    case "waived":
      return mark("plain", "waived");
  }
};

const row = (one: ExpectationResult): Child[] => [
  one.id,
  html`<code>${one.text}</code>`,
  html`${one.measured}${one.threshold === "" ? "" : html`<small>asked for ${one.threshold}</small>`}${one.notes.map((note) => html`<small>${note}</small>`)}`,
  one.atMs === null ? "" : clock(one.atMs),
  one.severity === "must" ? "required" : "wish",
  verdictMark(one),
];

export const expectationsSection = ({ summary }: Page): Markup =>
  section(
    {
      id: "expectations",
      title: "Expectations",
      lead: "Required expectations decide the verdict; wishes are reported and never fail a run. An expectation without data is not a pass.",
    },
    summary.expectations.length === 0
      ? nothing("The scenario states no expectations.")
      : table({
          caption: "Expectations with measured value, deciding moment and verdict",
          columns: [
            { title: "Name" },
            { title: "Expectation", wide: true },
            { title: "Measured" },
            { title: "Decided at" },
            { title: "Weight" },
            { title: "Verdict" },
          ],
          rows: summary.expectations.map(row),
        }),
  );
