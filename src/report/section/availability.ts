// Availability and freshness per tenant against what was promised, and the service level indicators.

import type { SliFigure, TenantSla } from "../../result/service-level.js";
import { bars, figure, metMark, nothing, section, table } from "../block.js";
import { groupsOf, type Points, perBucket, roundStepMs } from "../curves.js";
import { budgetWords, count, duration, NONE, quantity, share, targetWords } from "../figures.js";
import { type Child, html, type Markup } from "../markup.js";
import type { Colour } from "../palette.js";
import type { Page } from "../report-data.js";
import { timeDrawing } from "../time-chart.js";

/** Most tenants with a line of their own. */
const LINES_MAX = 5;
const LINES: readonly Colour[] = ["accent", "faint", "accent2", "warm2", "soft"];

const budget = ({ errorBudgetUsed: used }: TenantSla): Child =>
  used === null
    ? NONE
    : html`${bars([[used / Math.max(1.25, used), used > 1 ? "warm" : "accent"]], 1 / Math.max(1.25, used))}<small>${budgetWords(used)}</small>`;

const tenantRow = (one: TenantSla): Child[] => [
  html`${one.tenant}<small>${count(one.devices)} devices</small>`,
  html`${share(one.availability)}<small>${one.stated.availability ? "promised" : "default target"} ${share(one.target)}</small>`,
  metMark(one.met, one.stated.availability),
  budget(one),
  html`${share(one.freshness)}<small>${one.stated.freshness ? "promised" : "default target"} ${share(one.freshnessTarget)}</small>`,
  metMark(one.freshnessMet, one.stated.freshness),
];

/** Online share of in-service device time per slice; NaN, drawn as a gap, where no device was in service. */
const availabilityOf = (page: Page, tenant: string, sliceMs: number): Points => {
  const groups = groupsOf(page.naming, tenant);
  const online = perBucket(page.recorded, { metric: "device.online.time", groups });
  const expected = perBucket(page.recorded, { metric: "device.expected.time", groups });
  const { resolutionMs } = page.recorded.series;
  const per = Math.max(1, Math.round(sliceMs / resolutionMs));
  const points: Points = { atMs: [], values: [] };
  for (let from = 0; from < expected.length; from += per) {
    let on = 0;
    let due = 0;
    for (let bucket = from; bucket < Math.min(from + per, expected.length); bucket++) {
      on += online[bucket];
      due += expected[bucket];
    }
    points.atMs.push(Math.min((from + per / 2) * resolutionMs, page.recorded.endMs));
    points.values.push(due === 0 ? Number.NaN : on / due);
  }
  return points;
};

const overTime = (page: Page): Child => {
  const { endMs, series } = page.recorded;
  const sliceMs = roundStepMs(endMs, 200, series.resolutionMs);
  // Those with the least to spare first: they are the ones to look at.
  const tenants = [...page.summary.sla]
    .filter((one) => one.availability !== null)
    .sort((x, y) => (x.availability as number) - x.target - ((y.availability as number) - y.target))
    .slice(0, LINES_MAX);
  const curves = tenants.map((one, at) => ({
    name: one.tenant,
    points: availabilityOf(page, one.tenant, sliceMs),
    colour: LINES[at],
    shape: "line" as const,
  }));
  const known = curves.flatMap((curve) => curve.points.values).filter((value) => !Number.isNaN(value));
  if (known.length === 0) return "";
  const lowest = Math.min(...known);
  const [floor, stepEvery] =
    lowest > 0.995 ? [0.99, 0.002] : lowest > 0.95 ? [0.9, 0.02] : lowest > 0.5 ? [0.5, 0.1] : [0, 0.25];
  return figure({
    drawing: timeDrawing({
      id: "c-avail",
      title: "Availability over time",
      description: `Share of in-service device time online, for each ${duration(sliceMs)}; lowest ${share(lowest)}.`,
      endMs,
      curves,
      faults: page.faults,
      phases: page.phases,
      min: floor,
      max: 1,
      stepEvery,
      axis: (value) => share(value, 1),
      heightPx: 220,
    }),
    legend: curves.map(({ name, colour }) => ({ name, colour, line: true })),
    caption: `Online device time as a share of device time in service, for each ${duration(sliceMs)}.${
      floor > 0 ? ` The axis starts at ${share(floor)}.` : ""
    }${page.summary.sla.length > LINES_MAX ? ` The ${LINES_MAX} tenants with the least to spare are drawn.` : ""}`,
    curves,
    text: (value) => share(value, 3),
  });
};

const sliMark = (one: SliFigure): Child =>
  one.met === null && one.value !== null ? "" : metMark(one.met, one.basis !== "default");

const sliTable = ({ summary }: Page): Child => {
  const entries = Object.entries(summary.slis);
  if (entries.length === 0) return "";
  return html`<h3 style="margin-top:40px">Service level indicators</h3>${table({
    caption: "Service level indicators with target",
    columns: [
      { title: "Indicator", wide: true },
      { title: "Measured", number: true },
      { title: "Target", number: true },
      { title: "" },
    ],
    rows: entries.map(([name, one]) => [
      html`${name}<small>${one.help}</small>`,
      quantity(one.value, one.unit),
      targetWords(one.target),
      sliMark(one),
    ]),
  })}`;
};

export const availabilitySection = (page: Page): Markup =>
  section(
    {
      id: "availability",
      title: "Availability against the agreement",
      lead: "Availability is online device time over device time in service; fresh is the share of that time with a newest reading younger than the tenant's limit. A target the scenario does not state is a default, not a promise. The error budget is the downtime the agreement allows; above 100% it is broken. The tick marks the whole budget.",
    },
    page.summary.sla.length === 0
      ? nothing("No tenant has an agreement.")
      : table({
          caption: "Availability and freshness per tenant",
          columns: [
            { title: "Tenant" },
            { title: "Availability" },
            { title: "" },
            { title: "Error budget used", wide: true },
            { title: "Fresh" },
            { title: "" },
          ],
          rows: page.summary.sla.map(tenantRow),
        }),
    overTime(page),
    sliTable(page),
  );
