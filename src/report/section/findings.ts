// INF-8: what gateways found odd about their devices, held against what was injected.
import type { DetectionFigure } from "../../result/detection.js";
import { table } from "../block.js";
import { count, duration, share } from "../figures.js";
import { type Child, html } from "../markup.js";

/** The figures of one finding in words, as both reports show them. */
export const findingWords = (one: DetectionFigure): string[] => [
  count(one.found),
  count(one.falseAlarms),
  share(one.precision),
  count(one.injected),
  count(one.hits),
  share(one.recall),
  one.medianTimeToFindMs === null ? "" : duration(one.medianTimeToFindMs),
];
export const FINDING_TITLES = [
  "Findings",
  "False alarms",
  "Precision",
  "Injected faults",
  "Found",
  "Recall",
  "Median time to find",
] as const;

/** A table, where something was found or injected. */
export const findings = (detection: readonly DetectionFigure[]): Child => {
  if (detection.length === 0) return "";
  return html`<h3 style="margin-top:40px">What gateways found</h3>${table({
    caption:
      "What gateways found odd about their devices, held against the faults that were injected into sensors",
    columns: [
      { title: "Tenant" },
      { title: "Finding" },
      ...FINDING_TITLES.map((title) => ({ title, number: true })),
    ],
    rows: detection.map((one) => [one.tenant, one.anomaly, ...findingWords(one)]),
  })}`;
};
