// A run's readable results: one account, four forms. Also used to render a stored run again.
import { printable } from "../core/printable.js";
import type { ReportData } from "../report/report-data.js";
import type { Summary } from "../result/summary.js";
import { RUN_FILES } from "./run-folder.js";
import type { System } from "./system.js";

const numberIn = (name: string): number => Number(/\d+/.exec(name)?.[0] ?? 0);

/**
 * The summary as it stands in its file, where keys have a fixed order: so that a stored run renders to the same bytes.
 * Indicators are read by number, M2 before M10.
 */
const asStored = (text: string): Summary => {
  const summary = JSON.parse(text) as Summary;
  const slis = Object.entries(summary.slis).sort(([x], [y]) => numberIn(x) - numberIn(y));
  return { ...summary, slis: Object.fromEntries(slis) };
};

/** Writes summary.json, report.html, summary.md and junit.xml, each whole or not at all. */
export const writeReports = async (system: System, folder: string, data: ReportData): Promise<string[]> => {
  const [{ renderSummaryJson }, { renderHtml }, { renderMarkdown }, { renderJunit }] = await Promise.all([
    import("../report/summary-json.js"),
    import("../report/html.js"),
    import("../report/markdown.js"),
    import("../report/junit.js"),
  ]);
  const json = renderSummaryJson(data.summary);
  const summary = asStored(json);
  const texts: [string, string][] = [
    [RUN_FILES.summary, json],
    [RUN_FILES.html, renderHtml({ ...data, summary })],
    [RUN_FILES.markdown, renderMarkdown(summary)],
    [RUN_FILES.junit, renderJunit(summary)],
  ];
  // Names and values of the scenario stand in them; a pager or a browser must not obey those.
  for (const [file, text] of texts) system.files.write(`${folder}/${file}`, printable(text));
  return texts.map(([file]) => `${folder}/${file}`);
};
