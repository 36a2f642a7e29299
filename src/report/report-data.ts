// What the page is made from. Figures come from the summary, curves from the series; nothing is measured here.
import type { Naming } from "../event/naming.js";
import type { SeriesStore } from "../event/series.js";
import type { Moment } from "../result/moment.js";
import type { Summary } from "../result/summary.js";
import type { Recorded } from "./curves.js";
import { inOrder, ofKind } from "./moments.js";

export interface ReportData {
  summary: Summary;
  naming: Naming;
  series: SeriesStore;
  moments: Moment[];
}

/** The same, with what several sections need worked out once. */
export interface Page {
  summary: Summary;
  naming: Naming;
  recorded: Recorded;
  moments: Moment[];
  faults: Moment[];
  phases: { name: string; startMs: number; endMs: number }[];
}

export const pageOf = ({ summary, naming, series, moments }: ReportData): Page => {
  const ordered = inOrder(moments);
  const endMs = Math.max(1, summary.run.virtualMs);
  return {
    summary,
    naming,
    recorded: { series, endMs },
    moments: ordered,
    faults: ofKind(ordered, "fault"),
    phases: summary.phases.filter((phase) => phase.startMs < endMs),
  };
};
