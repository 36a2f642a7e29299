// What a run came to, as a screen shows it, and where its results lie.
import type { Summary } from "../result/summary.js";
import type { Cli } from "./cli.js";

export const showSummary = async ({ system }: Cli, summary: Summary, folder: string): Promise<void> => {
  const { renderText } = await import("../report/terminal.js");
  system.stdout.write(`${renderText(summary).trimEnd()}\nresults in ${folder}\n`);
};
