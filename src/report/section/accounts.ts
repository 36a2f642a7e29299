// The two books that must balance: energy by consumer and the delivery ledger; then the invariants, checked in this run.
import { energyWords } from "../account.js";
import { bar, mark, nothing, section, table } from "../block.js";
import { count, duration, joules, plural, share } from "../figures.js";
import { html, type Markup } from "../markup.js";
import type { Page } from "../report-data.js";

const ENERGY_MARKS = {
  balances: mark("good", "every joule has a consumer"),
  "does not balance": mark("bad", "does not balance"),
  "not checked": mark("open", "not checked in this run"),
};

const energy = ({ summary }: Page): Markup => {
  const { energy: book, fleet } = summary;
  const consumers = Object.entries(book.byConsumer)
    .filter(([, drained]) => drained > 0)
    .sort(([x, dx], [y, dy]) => dy - dx || (x < y ? -1 : 1));
  if (consumers.length === 0) return nothing("No battery was drained: the fleet runs on mains power.");
  const most = consumers[0][1];
  return html`<h3>Energy from batteries</h3>${table({
    caption: "Energy drained from batteries by consumer",
    columns: [
      { title: "Consumer" },
      { title: "Energy", number: true },
      { title: "Share", number: true },
      { title: "", wide: true },
    ],
    rows: consumers.map(([name, drained]) => [
      name,
      joules(drained),
      share(book.drainedJ === 0 ? null : drained / book.drainedJ, 1),
      bar(drained / most),
    ]),
    foot: ["Total", joules(book.drainedJ), "", ENERGY_MARKS[energyWords(summary)]],
  })}<p class="lead" style="margin-top:12px">${joules(fleet.devices === 0 ? 0 : book.drainedJ / fleet.devices)} per device of the fleet over this run, on average. ${harvestWords(book)}${forecastWords(book)}</p>`;
};

const harvestWords = ({ harvestedJ }: Page["summary"]["energy"]): string =>
  harvestedJ > 0 ? `Panels put ${joules(harvestedJ)} back. ` : "";

/** PWR-3: what a device's own forecast was worth, where its battery really ran empty. */
const forecastWords = ({ forecast }: Page["summary"]["energy"]): string =>
  forecast.meanErrorMs === null
    ? ""
    : `${plural(forecast.batteries, "battery", "batteries")} ran empty; forecast at half charge, the day came ${duration(forecast.meanErrorMs)} early or late on average.`;

const ledger = ({ summary }: Page): Markup => {
  const { ledger: book } = summary;
  const dropped = Object.values(book.dropped).reduce((x, y) => x + y, 0);
  return html`<h3 style="margin-top:40px">Delivery ledger</h3>${table({
    caption: "Delivery ledger",
    columns: [
      { title: "Readings" },
      { title: "Number", number: true },
      { title: "Of produced", number: true },
    ],
    rows: [
      ["delivered", book.delivered],
      ["lost, with a known cause", dropped],
      ["still under way at the end", book.inFlight],
    ].map(([name, n]) => [
      name,
      count(n as number),
      share(book.produced === 0 ? null : (n as number) / book.produced, 3),
    ]),
    foot: [
      html`Produced ${book.balanced ? mark("good", "balances") : mark("bad", `off by ${count(book.produced - book.delivered - dropped - book.inFlight)}`)}`,
      count(book.produced),
      "",
    ],
  })}`;
};

export const accountsSection = (page: Page): Markup =>
  section(
    {
      id: "accounts",
      title: "Energy and ledger",
      lead: "Two books that must balance: every joule has a consumer, and every reading produced is delivered, lost with a cause, or still under way.",
    },
    energy(page),
    ledger(page),
  );

export const invariantsSection = ({ summary }: Page): Markup => {
  const broken = summary.invariants.filter((one) => !one.ok).length;
  return section(
    {
      id: "invariants",
      title: "Invariants",
      lead: `What must hold in every run, whatever the scenario. ${
        summary.invariants.length === 0
          ? ""
          : broken === 0
            ? `All ${count(summary.invariants.length)} held.`
            : `${plural(broken, "invariant")} did not hold.`
      }`,
    },
    summary.invariants.length === 0
      ? nothing("No invariant was checked in this run.")
      : table({
          caption: "Invariants",
          columns: [{ title: "Invariant" }, { title: "Detail", wide: true }, { title: "" }],
          rows: summary.invariants.map((one) => [
            one.name,
            one.detail,
            one.ok ? mark("good", "holds") : mark("bad", "broken"),
          ]),
        }),
  );
};
