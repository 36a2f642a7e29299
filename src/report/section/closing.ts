// The end of the page: what the reader must know about the figures, how to get them again, and where they were made.
import { section } from "../block.js";
import { bytes, duration, plural } from "../figures.js";
import { type Child, html, type Markup } from "../markup.js";
import type { Page } from "../report-data.js";

/** True of every report, said in each. */
const standing = ({ recorded, summary }: Page): string[] => [
  `Curves have a resolution of ${duration(recorded.series.resolutionMs)}. Longer runs are thinned for drawing: levels keep the lowest and highest value of each slice, counts keep their sums.`,
  "Devices, radio links, batteries and the cloud are models with the parameters of the scenario's twins and profiles; a figure is as good as those.",
  `Costs are modelled from metered use of this run, scaled to a month, at the list prices of ${summary.cost.priceBook} (${summary.cost.asOf}). They are an estimate, not a quotation.`,
];

export const notesSection = (page: Page): Markup =>
  section(
    { id: "notes", title: "Notes" },
    html`<ul class="notes">${[...page.summary.notes, ...standing(page)].map((note) => html`<li>${note}</li>`)}</ul>`,
  );

const facts = (entries: [string, Child][]): Markup =>
  html`<dl class="facts">${entries.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

const journalFacts = ({ run: { journal } }: Page["summary"]): [string, Child][] =>
  journal === null
    ? []
    : [
        [
          "Journal",
          html`${plural(journal.entries, "entry", "entries")}, SHA-256 <code>${journal.sha256}</code>`,
        ],
      ];

export const reproduceSection = ({ summary, naming }: Page): Markup =>
  section(
    {
      id: "reproduce",
      title: "How to reproduce",
      lead: "The same scenario, seed, journal and version of iotctl give the same bytes on any machine and with any number of workers.",
    },
    html`<pre><code>${summary.reproduce}</code></pre>`,
    facts([
      ["Event digest", html`<code>${summary.run.digest}</code>`],
      ["Seed", html`<code>${summary.run.seed}</code>`],
      ...journalFacts(summary),
      ["Version", `iotctl ${summary.run.version}`],
      ["Virtual time 0 stands for", naming.startsAt],
    ]),
  );

export const environmentSection = ({ summary }: Page): Markup => {
  const { environment } = summary;
  const entries: [string, Child][] = [
    ["Mode", environment.mode === "live" ? "live, over MQTT" : "virtual time"],
    ["Started", environment.startedAt],
    ["Took", duration(environment.wallMs)],
    ["Workers", environment.workers],
    ["Node.js", environment.node],
    ["Peak memory", bytes(environment.peakRssBytes)],
    ...Object.entries(environment.live ?? {}).map(([name, value]): [string, Child] => [name, value]),
  ];
  return section(
    {
      id: "environment",
      title: "Environment",
      lead: "The only part of this report that may differ from one run to the next.",
    },
    facts(entries),
  );
};
