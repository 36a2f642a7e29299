// The fleets of several runs in one picture: the share of devices online over time, one line a run.
import { figure } from "./block.js";
import { levelLine, levels } from "./curves.js";
import { clock, duration, share } from "./figures.js";
import type { Markup } from "./markup.js";
import type { Colour } from "./palette.js";
import { onlineFacts } from "./recovery.js";
import type { ReportData } from "./report-data.js";
import { type Curve, timeDrawing } from "./time-chart.js";

/** Most runs drawn; more lines cannot be told apart. */
const RUNS_DRAWN_MAX = 5;
const LINES: readonly Colour[] = ["accent", "warm", "faint", "accent2", "ink"];

export type Recording = Pick<ReportData, "summary" | "naming" | "series">;

/** Devices online, run by run, as shares of each fleet; names are those of the table. */
export const onlineTogether = (recordings: readonly Recording[], names: readonly string[]): Markup => {
  const shown = recordings.slice(0, RUNS_DRAWN_MAX);
  const endMs = Math.max(1, ...shown.map(({ summary }) => summary.run.virtualMs));
  const facts = shown.map(({ summary, naming, series }, at) => {
    const online = onlineFacts({ series, endMs: Math.max(1, summary.run.virtualMs) });
    return `${names[at]} ${share(naming.deviceCount === 0 ? null : online.lowest / naming.deviceCount, 1)} at ${clock(online.lowestMs)}`;
  });
  const curves = shown.map(({ summary, naming, series }, at): Curve => {
    const recorded = { series, endMs: Math.max(1, summary.run.virtualMs) };
    const online = levels(recorded, { metric: "device.online" }).map(
      (n) => n / Math.max(1, naming.deviceCount),
    );
    return { name: names[at], colour: LINES[at], points: levelLine(recorded, online), shape: "line" };
  });
  const lowest = `Fewest online: ${facts.join(", ")}.`;
  return figure({
    drawing: timeDrawing({
      id: "c-together",
      title: "Devices online",
      description: lowest,
      endMs,
      curves,
      faults: [],
      phases: shown[0]?.summary.phases ?? [],
      max: 1,
      stepEvery: 0.25,
      axis: (value) => share(value, 0),
      heightPx: 300,
    }),
    legend: curves.map(({ name, colour }) => ({ name, colour, line: true })),
    caption: `Share of devices that can reach the cloud, to buckets of ${duration(Math.max(...shown.map(({ series }) => series.resolutionMs)))}. ${lowest}${
      recordings.length > shown.length ? ` The first ${RUNS_DRAWN_MAX} runs are drawn.` : ""
    }`,
    curves,
    text: (value) => share(value),
  });
};
