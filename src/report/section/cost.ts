// What the cloud would bill per month, line by line, and what it would be without fog aggregation.
import { bar, nothing, section, table } from "../block.js";
import { count, plural, share, usd } from "../figures.js";
import { html, type Markup } from "../markup.js";
import type { Page } from "../report-data.js";

const comparison = ({ summary }: Page): Markup => {
  const { monthly, withoutFog } = summary.cost;
  const most = Math.max(monthly.total, withoutFog.total, 1e-9);
  const saved = withoutFog.total === 0 ? null : 1 - monthly.total / withoutFog.total;
  const row = (
    name: string,
    note: string,
    cost: { total: number; perDevice: number },
    tone: "accent" | "soft",
  ) => [
    html`${name}<small>${note}</small>`,
    usd(cost.total),
    usd(cost.perDevice),
    bar(cost.total / most, tone),
  ];
  return html`<h3 style="margin-top:40px">With and without aggregation</h3>${table({
    caption: "Monthly cost with and without fog aggregation",
    columns: [
      { title: "Case" },
      { title: "Per month", number: true },
      { title: "Per device and month", number: true },
      { title: "", wide: true },
    ],
    rows: [
      row("As simulated", "gateways aggregate", monthly, "accent"),
      row("Without aggregation", "every reading sent by itself; modelled", withoutFog, "soft"),
    ],
  })}${
    saved !== null && saved > 0
      ? html`<p class="lead" style="margin-top:14px">Aggregation saves ${usd(withoutFog.total - monthly.total)} a month, ${share(saved, 1)}.</p>`
      : ""
  }`;
};

export const costSection = (page: Page): Markup => {
  const { cost } = page.summary;
  const { monthly } = cost;
  const used = monthly.lines.filter((line) => line.quantity > 0 || line.amount > 0);
  const idle = monthly.lines.length - used.length;
  const most = Math.max(...monthly.lines.map((line) => line.amount), 1e-9);
  const sources = [...new Set(used.map((line) => line.source))].filter((one) => one !== "");
  return section(
    {
      id: "cost",
      title: "Cost",
      lead: `${usd(monthly.total)} per month for the fleet, ${usd(monthly.perDevice)} per device and month, by price book ${cost.priceBook} as of ${cost.asOf}.`,
    },
    ...cost.warnings.map((warning) => html`<p class="lead"><strong>Warning:</strong> ${warning}</p>`),
    used.length === 0
      ? nothing("Nothing was metered.")
      : table({
          caption: "Monthly cost by line",
          columns: [
            { title: "Line" },
            { title: "Quantity", number: true },
            { title: "Unit" },
            { title: "Per month", number: true },
            { title: "Share", number: true },
            { title: "", wide: true },
          ],
          rows: used.map((line) => [
            line.meter,
            count(line.quantity, Number.isInteger(line.quantity) || line.quantity > 1000 ? 0 : 3),
            line.unit,
            usd(line.amount),
            monthly.total === 0 ? "" : share(line.amount / monthly.total, 1),
            bar(line.amount / most),
          ]),
          foot: ["Total", "", "", usd(monthly.total), "", ""],
        }),
    idle > 0 ? nothing(`${plural(idle, "priced line")} without use not shown.`) : "",
    comparison(page),
    cost.note === "" ? "" : html`<p class="lead" style="margin-top:24px">${cost.note}</p>`,
    sources.length > 0 ? html`<p class="sources">Prices: ${sources.join("; ")}.</p>` : "",
  );
};
