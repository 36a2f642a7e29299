// A run's readable results: one account, four forms. Also used to render a stored run again.
import type { ReportData } from "../report/report-data.js";
import type { CliWorld } from "./process.js";
import { RUN_FILES } from "./run-folder.js";

/** Writes summary.json, report.html, summary.md and junit.xml, each whole or not at all. */
export const writeReports = async (world: CliWorld, folder: string, data: ReportData): Promise<string[]> => {
  const [{ renderSummaryJson }, { renderHtml }, { renderMarkdown }, { renderJunit }] = await Promise.all([
    import("../report/summary-json.js"),
    import("../report/html.js"),
    import("../report/markdown.js"),
    import("../report/junit.js"),
  ]);
  const { summary } = data;
  const texts: [string, string][] = [
    [RUN_FILES.summary, renderSummaryJson(summary)],
    [RUN_FILES.html, renderHtml(data)],
    [RUN_FILES.markdown, renderMarkdown(summary)],
    [RUN_FILES.junit, renderJunit(summary)],
  ];
  for (const [file, text] of texts) world.files.write(`${folder}/${file}`, text);
  return texts.map(([file]) => `${folder}/${file}`);
};
