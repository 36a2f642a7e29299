// Messages and fog: the flow as a picture, the rates over time, the losses by cause and the age on arrival.
import { MINUTE_MS } from "../../core/duration.js";
import { metricIndex } from "../../event/metric.js";
import { latencyOfRun } from "../../sla/latency-window.js";
import { bar, figure, nothing, section, table } from "../block.js";
import { type Points, roundStepMs, type Selection, sliceSums, total } from "../curves.js";
import { compact, count, duration, share } from "../figures.js";
import { type Child, html, type Markup } from "../markup.js";
import type { Page } from "../report-data.js";
import { type Curve, timeDrawing } from "../time-chart.js";
import { findings } from "./findings.js";
import { flowDrawing } from "./flow.js";

/** Fog windows make a comb of finer slices; five minutes is the usual window. */
const SLICE_LEAST_MS = 300_000;

const directProduced = ({ naming, recorded }: Page): number =>
  total(recorded.series, {
    metric: "messages.produced",
    groups: naming.groups.flatMap((group, index) => (group.via === "direct" ? [index] : [])),
  });

const flow = (page: Page): Markup => {
  const { ledger, fog } = page.summary;
  return html`<figure>${flowDrawing({
    produced: ledger.produced,
    direct: directProduced(page),
    fogIn: fog.messagesIn,
    fogOut: fog.messagesOut,
    bytesIn: fog.bytesIn,
    bytesOut: fog.bytesOut,
    reductionMessages: fog.reductionMessages,
    reductionBytes: fog.reductionBytes,
    delivered: ledger.delivered,
    dropped: Object.values(ledger.dropped).reduce((x, y) => x + y, 0),
    inFlight: ledger.inFlight,
  })}<figcaption>Ribbons are as wide as their number of messages. One summary out of a gateway carries many readings, so readings accepted and messages sent differ.</figcaption></figure>`;
};

const sliceOf = ({ recorded }: Page): number => {
  const { endMs, series } = recorded;
  const stepMs = roundStepMs(endMs, 96, series.resolutionMs);
  return endMs >= 12 * SLICE_LEAST_MS ? Math.max(stepMs, SLICE_LEAST_MS) : stepMs;
};

const rate = (page: Page, selection: Selection, sliceMs: number): Points => {
  const sums = sliceSums(page.recorded, selection, sliceMs);
  const { endMs } = page.recorded;
  return {
    atMs: sums.atMs.map((atMs) => (atMs + Math.min(endMs, atMs + sliceMs)) / 2),
    values: sums.values.map(
      (sum, at) => (sum * MINUTE_MS) / (Math.min(endMs, sums.atMs[at] + sliceMs) - sums.atMs[at]),
    ),
  };
};

const rates = (page: Page): Child => {
  const sliceMs = sliceOf(page);
  const common = {
    endMs: page.recorded.endMs,
    faults: page.faults,
    phases: [],
    widthPx: 462,
    heightPx: 230,
  };
  const readings: Curve[] = [
    {
      name: "produced",
      colour: "accent3",
      shape: "area",
      points: rate(page, { metric: "messages.produced" }, sliceMs),
    },
    {
      name: "delivered",
      colour: "accent",
      shape: "line",
      points: rate(page, { metric: "messages.delivered" }, sliceMs),
    },
  ];
  const fog: Curve[] = [
    {
      name: "into gateways",
      colour: "accent3",
      shape: "area",
      points: rate(page, { metric: "fog.messages.in" }, sliceMs),
    },
    {
      name: "out of gateways",
      colour: "accent",
      shape: "line",
      points: rate(page, { metric: "fog.messages.out" }, sliceMs),
    },
  ];
  const panel = (id: string, title: string, curves: Curve[], caption: string): Markup =>
    figure({
      drawing: timeDrawing({ ...common, id, title, description: caption, curves }),
      legend: curves.map(({ name, colour }) => ({ name, colour, line: true })),
      caption,
      curves,
      text: (value) => compact(Math.round(value * 10) / 10),
    });
  const averaged = `Per minute, averaged over ${duration(sliceMs)}.`;
  return html`<div class="pair">${panel("c-readings", "Readings per minute", readings, `${averaged} A delivered line above the produced one is a backlog draining.`)}${
    page.summary.fog.messagesIn > 0
      ? panel("c-fog", "Messages at the gateways per minute", fog, averaged)
      : ""
  }</div>`;
};

const losses = ({ summary }: Page): Child => {
  const causes = Object.entries(summary.ledger.dropped)
    .filter(([, dropped]) => dropped > 0)
    .sort(([x, dx], [y, dy]) => dy - dx || (x < y ? -1 : 1));
  const all = causes.reduce((sum, [, dropped]) => sum + dropped, 0);
  return html`<h3 style="margin-top:40px">Readings lost, by cause</h3>${
    all === 0
      ? nothing("None.")
      : table({
          caption: "Readings lost by cause",
          columns: [
            { title: "Cause" },
            { title: "Readings", number: true },
            { title: "Of produced", number: true },
            { title: "", wide: true },
          ],
          rows: causes.map(([cause, dropped]) => [
            cause,
            count(dropped),
            share(dropped / summary.ledger.produced, 3),
            bar(dropped / all, "warm"),
          ]),
        })
  }`;
};

const ages = ({ recorded }: Page): Child => {
  const latencies = latencyOfRun(recorded.series, metricIndex("messages.latency"), recorded.endMs);
  if (latencies.count === 0) return "";
  const within = (percent: number) => duration(Math.round(latencies.quantile(percent)?.ms ?? 0));
  return html`<p class="lead" style="margin-top:28px">Age of readings on arrival in the cloud: half within ${within(50)}, 95% within ${within(95)}, 99% within ${within(99)}, the oldest ${duration(latencies.most())} (quantiles are within 1%).</p>`;
};

export const messagesSection = (page: Page): Markup => {
  const { ledger } = page.summary;
  return section(
    {
      id: "messages",
      title: "Messages and fog",
      lead: `${count(ledger.delivered)} of ${count(ledger.produced)} readings produced reached the cloud (${share(
        ledger.produced === 0 ? null : ledger.delivered / ledger.produced,
      )}); ${count(ledger.duplicates)} duplicates were removed.`,
    },
    flow(page),
    rates(page),
    ages(page),
    losses(page),
    findings(page.summary.detection),
  );
};
