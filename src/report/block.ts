// The building blocks of the page: sections, tables, inline bars, marks, figures. They carry words, never decisions.
import type { Points } from "./curves.js";
import { type Drawing, draw } from "./drawing.js";
import { clock } from "./figures.js";
import { type Child, html, type Markup } from "./markup.js";

export interface SectionText {
  id: string;
  title: string;
  /** What the section says, in a sentence or two. */
  lead?: Child;
}

export const section = ({ id, title, lead }: SectionText, ...content: Child[]): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${title}</h2>${
    lead ? html`<p class="lead">${lead}</p>` : ""
  }${content}</section>\n`;

export type Tone = "good" | "bad" | "open" | "plain";
const SIGNS: Record<Tone, string> = { good: "✓", bad: "✕", open: "○", plain: "–" };

/** A word with its sign, so that colour is never the only difference. */
export const mark = (tone: Tone, word: string): Markup =>
  html`<span class="mark ${tone}"><span aria-hidden="true">${SIGNS[tone]}</span> ${word}</span>`;

export const metMark = (met: boolean | null, isStated = true): Markup => {
  if (met === null) return mark("open", "no data");
  if (isStated) return met ? mark("good", "met") : mark("bad", "missed");
  return mark("plain", met ? "default, reached" : "default, below it");
};

interface Column {
  title: string;
  /** Numbers stand right. */
  number?: boolean;
  /** Takes the room that is left. */
  wide?: boolean;
}

export interface TableText {
  caption: string;
  columns: Column[];
  rows: Child[][];
  foot?: Child[];
}

const cellClass = (column: Column): string => (column.number ? "n" : column.wide ? "w" : "t");

/** A table; the caption is read out, not shown. */
export const table = ({ caption, columns, rows, foot }: TableText): Markup => {
  const cells = (row: Child[]): Markup[] =>
    row.map((cell, at) =>
      at === 0
        ? html`<th scope="row" class="${cellClass(columns[at])}">${cell}</th>`
        : html`<td class="${cellClass(columns[at])}">${cell}</td>`,
    );
  return html`<div class="scroll"><table><caption>${caption}</caption><thead><tr>${columns.map(
    (column) => html`<th scope="col" class="${cellClass(column)}">${column.title}</th>`,
  )}</tr></thead><tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>\n`)}</tbody>${
    foot ? html`<tfoot><tr>${cells(foot)}</tr></tfoot>` : ""
  }</table></div>`;
};

export type BarTone = "accent" | "warm" | "soft";

const percent = (value: number): string => (Math.min(1, Math.max(0, value)) * 100).toFixed(2);

/** Bars one after the other on a track; parts are 0..1 of it, `tick` 0..1 marks a limit. Decoration: the numbers stand beside it. */
export const bars = (parts: [part: number, tone: BarTone][], tick?: number): Markup => {
  let from = 0;
  const drawn = parts
    .filter(([part]) => part > 0)
    .map(([part, tone]) => {
      const left = from;
      from += part;
      return html`<i class="${tone}" style="left:${percent(left)}%;width:max(1px,${percent(part)}%)"></i>`;
    });
  return html`<span class="bar" aria-hidden="true">${drawn}${
    tick === undefined ? "" : html`<b style="left:${percent(tick)}%"></b>`
  }</span>`;
};

export const bar = (part: number, tone: BarTone = "accent"): Markup => bars([[part, tone]]);

export interface KeyFigure {
  value: string;
  label: string;
  note?: string;
  tone?: "bad";
}

export const keyFigures = (figures: KeyFigure[]): Markup =>
  html`<dl class="keys">${figures.map(
    ({ value, label, note, tone }) =>
      html`<div><dt>${label}</dt><dd><strong${tone === "bad" ? html` class="bad"` : ""}>${value}</strong>${
        note ? html`<span>${note}</span>` : ""
      }</dd></div>`,
  )}</dl>`;

interface LegendEntry {
  name: string;
  colour: string;
  line?: boolean;
}

const legend = (entries: LegendEntry[]): Markup =>
  html`<ul class="legend">${entries.map(
    ({ name, colour, line }) =>
      html`<li><i class="${line ? "line" : ""}" style="background:var(--${colour})"></i>${name}</li>`,
  )}</ul>`;

/** Most rows of the table that stands in for a chart. */
const TABLE_ROWS = 24;

/** A line's value at a moment: that of its last point until then; none before its first. */
const valueAt = ({ atMs, values }: Points, momentMs: number): number | undefined => {
  let low = 0;
  let high = atMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (atMs[middle] <= momentMs) low = middle + 1;
    else high = middle;
  }
  return values[low - 1];
};

/** The same figures as words and numbers, for readers without the picture: evenly chosen moments of the first line. */
const asTable = (
  title: string,
  curves: { name: string; points: Points }[],
  text: (value: number) => string,
): Markup => {
  const moments = curves[0]?.points.atMs ?? [];
  const step = Math.max(1, Math.ceil(moments.length / TABLE_ROWS));
  const chosen = moments.filter((_, at) => at % step === 0 || at === moments.length - 1);
  return html`<details><summary>Figures as a table</summary>${table({
    caption: title,
    columns: [{ title: "Virtual time" }, ...curves.map(({ name }) => ({ title: name, number: true }))],
    rows: chosen.map((momentMs) => [
      clock(momentMs),
      ...curves.map(({ points }) => {
        const value = valueAt(points, momentMs);
        return value === undefined ? "" : text(value);
      }),
    ]),
  })}</details>`;
};

export interface FigureText {
  drawing: Drawing;
  caption: Child;
  legend: LegendEntry[];
  curves: { name: string; points: Points }[];
  text: (value: number) => string;
}

/** A chart with legend, caption and its figures as a table. */
export const figure = (parts: FigureText): Markup =>
  html`<figure><h3>${parts.drawing.title}</h3>${parts.legend.length > 1 ? legend(parts.legend) : ""}${draw(
    parts.drawing,
  )}<figcaption>${parts.caption}</figcaption>${asTable(parts.drawing.title, parts.curves, parts.text)}</figure>`;

/** Said instead of a chart or table that would be empty. */
export const nothing = (words: string): Markup => html`<p class="nothing">${words}</p>`;
