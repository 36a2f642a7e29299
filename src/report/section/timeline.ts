// What happened when: one row per phase strip, fault, rollout, alert and stop, drawn to scale, and the same as a table.

import type { Moment, MomentKind } from "../../result/moment.js";
import { nothing, section, table } from "../block.js";
import { roundStepMs } from "../curves.js";
import { clock, count, duration, plural } from "../figures.js";
import { escapeMarkup, html, type Markup, trusted } from "../markup.js";
import type { Page } from "../report-data.js";
import { tickText } from "../time-chart.js";

/** Most rows of the drawing and of its table. */
const ROWS_MAX = 24;
const TABLE_MAX = 200;
const WIDTH = 960;
const LEFT = 240;
const ROW = 30;
const TOP = 34;
const LABEL_MAX = 24;

const COLOUR: Record<MomentKind, string> = {
  phase: "panel",
  fault: "warm",
  rollout: "accent",
  alert: "ink",
  stop: "warm",
};

const kindWord = ({ kind, severity }: Moment): string =>
  severity === undefined ? kind : `${kind} ${severity}`;

interface Row {
  kind: MomentKind;
  label: string;
  moments: Moment[];
}

/** Moments of the same kind and label share a row: an alert that is raised ten times is one row with ten marks. */
const rowsOf = (moments: readonly Moment[]): Row[] => {
  const rows = new Map<string, Row>();
  for (const moment of moments) {
    if (moment.kind === "phase") continue;
    const key = `${moment.kind}\n${moment.label}`;
    const row = rows.get(key) ?? { kind: moment.kind, label: moment.label, moments: [] };
    row.moments.push(moment);
    rows.set(key, row);
  }
  const lanes: MomentKind[] = ["stop", "fault", "rollout", "alert"];
  return [...rows.values()].sort(
    (x, y) => lanes.indexOf(x.kind) - lanes.indexOf(y.kind) || x.moments[0].atMs - y.moments[0].atMs,
  );
};

const short = (label: string): string =>
  [...label].length > LABEL_MAX ? `${[...label].slice(0, LABEL_MAX - 1).join("")}…` : label;

const px = (value: number): string => String(Math.round(value * 10) / 10);

const markShape = (moment: Moment, y: number, scale: (ms: number) => number): string => {
  const from = scale(moment.atMs);
  const words = `${moment.label}: ${clock(moment.atMs)}${
    moment.untilMs === undefined ? "" : ` to ${clock(moment.untilMs)}`
  }${moment.detail ? `, ${moment.detail}` : ""}`;
  const title = `<title>${escapeMarkup(words)}</title>`;
  const fill = `fill="var(--${COLOUR[moment.kind]})"`;
  if (moment.untilMs === undefined)
    return `<path d="M${px(from)} ${y + 8}l6 7l-6 7l-6 -7z" ${fill} stroke="var(--paper)" stroke-width="1.5">${title}</path>`;
  const width = Math.max(3, scale(moment.untilMs) - from);
  const height = moment.kind === "alert" ? 5 : 13;
  return `<rect x="${px(from)}" y="${y + 15 - height / 2}" width="${px(width)}" height="${height}" rx="1.5" ${fill}>${title}</rect>`;
};

const phaseStrip = (page: Page, scale: (ms: number) => number, height: number): string =>
  page.phases
    .map((phase, at) => {
      const from = scale(phase.startMs);
      const width = scale(Math.min(phase.endMs, page.recorded.endMs)) - from;
      const tint =
        at % 2 === 0
          ? `<rect x="${px(from)}" y="22" width="${px(width)}" height="${height - 22}" fill="var(--panel)"/>`
          : "";
      const fits = phase.name.length * 6.6 + 8 < width;
      return `${tint}${fits ? `<text x="${px(from + 6)}" y="14" fill="var(--soft)">${escapeMarkup(phase.name)}</text>` : ""}`;
    })
    .join("");

const drawing = (page: Page, rows: Row[]): Markup => {
  const { endMs } = page.recorded;
  const bottom = TOP + rows.length * ROW + 6;
  const scale = (ms: number): number =>
    LEFT + (Math.min(Math.max(ms, 0), endMs) / endMs) * (WIDTH - LEFT - 20);
  const stepMs = roundStepMs(endMs, 10);
  const ticks = Array.from({ length: Math.floor(endMs / stepMs) + 1 }, (_, at) => at * stepMs)
    .map(
      (ms) =>
        `<path d="M${px(scale(ms))} ${bottom}v5" stroke="var(--faint)"/><text x="${px(scale(ms))}" y="${bottom + 20}" text-anchor="middle" fill="var(--soft)">${tickText(ms)}</text>`,
    )
    .join("");
  const lines = rows
    .map((row, at) => {
      const y = TOP + at * ROW;
      return `<text x="0" y="${y + 19}" fill="var(--ink)">${escapeMarkup(short(row.label))}<title>${escapeMarkup(row.label)}</title></text><text x="${LEFT - 14}" y="${y + 19}" text-anchor="end" fill="var(--faint)">${escapeMarkup(kindWord(row.moments[0]))}</text><path d="M${LEFT} ${y + 15}H${WIDTH - 20}" stroke="var(--rule)"/>${row.moments
        .map((moment) => markShape(moment, y, scale))
        .join("")}`;
    })
    .join("\n");
  return trusted(
    `<svg class="chart" role="img" aria-labelledby="tl-t" viewBox="0 0 ${WIDTH} ${bottom + 26}" font-size="12.5" style="font-family:inherit"><title id="tl-t">Timeline of ${rows.length} rows over ${duration(endMs)}</title>${phaseStrip(
      page,
      scale,
      bottom,
    )}${lines}<path d="M${LEFT} ${bottom}H${WIDTH - 20}" stroke="var(--faint)"/>${ticks}</svg>`,
  );
};

const momentTable = (moments: readonly Moment[]): Markup =>
  table({
    caption: "Everything on the timeline",
    columns: [
      { title: "From" },
      { title: "For" },
      { title: "Kind" },
      { title: "What" },
      { title: "Detail", wide: true },
    ],
    rows: moments
      .slice(0, TABLE_MAX)
      .map((moment) => [
        clock(moment.atMs),
        moment.untilMs === undefined ? "" : duration(moment.untilMs - moment.atMs),
        kindWord(moment),
        moment.label,
        moment.detail ?? "",
      ]),
  });

export const timelineSection = (page: Page): Markup => {
  const rows = rowsOf(page.moments);
  const shown = rows.slice(0, ROWS_MAX);
  const left = rows.length - shown.length;
  const more = page.moments.length - TABLE_MAX;
  return section(
    {
      id: "timeline",
      title: "What happened",
      lead: "Virtual time from left to right. Shaded columns are the phases of the scenario; the same times shade the charts below.",
    },
    rows.length === 0 && page.phases.length === 0
      ? nothing("Nothing was planned and nothing happened: no phase, fault, rollout or alert.")
      : html`<figure>${drawing(page, shown)}${
          left > 0
            ? html`<figcaption>${plural(left, "more row")} not drawn; they are in the run's event table.</figcaption>`
            : ""
        }</figure>`,
    page.moments.length > 0
      ? html`<details><summary>As a table</summary>${momentTable(page.moments)}${
          more > 0 ? html`<p>${count(more)} later entries are in the run's event table.</p>` : ""
        }</details>`
      : "",
  );
};
