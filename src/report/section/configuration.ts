// Configuration by shadow: what devices took, refused and took back, and how conflicts between cloud and device ended.
// A run without any leaves it out.
import type { MetricName } from "../../event/metric.js";
import { bar, section, table } from "../block.js";
import { type Selection, total } from "../curves.js";
import { count, plural } from "../figures.js";
import { html, type Markup } from "../markup.js";
import type { Page } from "../report-data.js";

const sumOf = (page: Page, selection: Selection): number => total(page.recorded.series, selection);

/** True where a shadow document was touched at all. */
export const isConfigured = (page: Page): boolean =>
  (["shadow.updates", "shadow.rejected", "shadow.refused"] as const).some(
    (metric) => sumOf(page, { metric }) > 0,
  );

const COLUMNS: readonly [title: string, metric: MetricName][] = [
  ["Updates", "shadow.updates"],
  ["Taken", "shadow.applied"],
  ["Refused values", "shadow.refused"],
  ["Taken back", "shadow.rolledback"],
  ["Conflicts", "shadow.conflicts"],
  ["Refused updates", "shadow.rejected"],
];

const byGroup = (page: Page): Markup => {
  const rows = page.naming.groups.flatMap(({ id }, group) => {
    const figures = COLUMNS.map(([, metric]) => sumOf(page, { metric, groups: [group] }));
    return figures.some((figure) => figure > 0) ? [[id, ...figures.map((figure) => count(figure))]] : [];
  });
  return table({
    caption: "Configuration by device group",
    columns: [{ title: "Group" }, ...COLUMNS.map(([title]) => ({ title, number: true }))],
    rows,
  });
};

const WINNERS: Readonly<Record<string, string>> = {
  cloud: "the cloud's value",
  device: "the device's value",
  latest: "the later change, by the device's clock",
  manual: "nobody, until a person decides",
};

const conflicts = (page: Page): Markup | "" => {
  const rows = page.naming.dictionaries.policy
    .map((policy, sub) => [policy, sumOf(page, { metric: "shadow.conflicts", subs: [sub] })] as const)
    .filter(([, found]) => found > 0);
  if (rows.length === 0) return "";
  const most = Math.max(...rows.map(([, found]) => found));
  const misjudged = sumOf(page, { metric: "shadow.misjudged" });
  const note =
    misjudged === 0
      ? "A true clock would have settled each of them the same way."
      : `A true clock would have settled ${count(misjudged)} of them the other way: devices' clocks were wrong.`;
  return html`<h3>Conflicts</h3><p class="lead">Cloud and device had both changed a property. ${note}</p>${table(
    {
      caption: "Conflicts by policy",
      columns: [
        { title: "Policy" },
        { title: "Who wins" },
        { title: "Conflicts", number: true },
        { title: "", wide: true },
      ],
      rows: rows.map(([policy, found]) => [policy, WINNERS[policy] ?? "", count(found), bar(found / most)]),
    },
  )}`;
};

export const configurationSection = (page: Page): Markup | "" => {
  if (!isConfigured(page)) return "";
  const one = (metric: MetricName): number => sumOf(page, { metric });
  const words = [
    `Devices took ${plural(one("shadow.applied"), "configuration")}`,
    `took ${count(one("shadow.rolledback"))} back by themselves because the cloud was out of reach with it`,
    `and refused ${plural(one("shadow.refused"), "value")}`,
  ];
  return section(
    { id: "configuration", title: "Configuration", lead: `${words.join(", ")}.` },
    byGroup(page),
    conflicts(page),
  );
};
