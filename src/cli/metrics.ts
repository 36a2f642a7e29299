// iotctl metrics: every metric an expression may name, with its unit, labels and what they can be, and how to read it.
import type { Command } from "commander";
import type { Cli } from "./cli.js";
import { showListing } from "./listing.js";
import { textTable } from "./text-table.js";

interface ListedLabel {
  label: string;
  /** Null: the run decides (firmware versions). */
  values: readonly string[] | null;
}

export interface ListedMetric {
  name: string;
  kind: string;
  unit: string;
  meaning: string;
  labels: ListedLabel[];
  /** Functions that read it: `sum(messages.dropped)`. */
  reads: string[];
}

/** Every metric, its own label first, then those that pick device groups. */
const list = async (): Promise<ListedMetric[]> => {
  const [
    { COUNTABLE_METRICS, countableValues },
    { SUB_LABELS, GROUP_LABELS, KEPT_WHOLE },
    { readingsOf },
    { dictionariesOf },
  ] = await Promise.all([
    import("../sla/countable.js"),
    import("../sla/expression-names.js"),
    import("../sla/expression-reads.js"),
    import("../event/dictionaries.js"),
  ]);
  const dictionaries = dictionariesOf([]);
  return COUNTABLE_METRICS.map(({ name, kind, unit, help, sub }) => {
    const own = SUB_LABELS[sub].slice(0, 1).map((label) => ({
      label,
      values: sub === "version" ? null : countableValues(name, dictionaries[sub]),
    }));
    const groups = KEPT_WHOLE.includes(name) ? [] : GROUP_LABELS.map((label) => ({ label, values: null }));
    return {
      name,
      kind,
      unit,
      meaning: help,
      labels: [...own, ...groups],
      reads: readingsOf(name).split(", "),
    };
  });
};

const page = ({ name, kind, unit, meaning, labels, reads }: ListedMetric): string => {
  const own = labels.filter(({ values }) => values !== null);
  const open = labels.filter(({ values }) => values === null).map(({ label }) => label);
  return [
    `${name}  (${kind}, ${unit})`,
    `  ${meaning}`,
    ...own.map(({ label, values }) => `  ${label}: ${values?.join(", ")}`),
    ...(open.length === 0
      ? ["  kept for the whole run, without labels of device groups"]
      : [`  labels: ${open.join(", ")}, and those of device groups`]),
    `  read it with ${reads.join(", ")}`,
    "",
  ].join("\n");
};

const table = (metrics: readonly ListedMetric[]): string =>
  textTable(
    [
      { title: "metric" },
      { title: "kind" },
      { title: "unit" },
      { title: "label" },
      { title: "what it counts" },
    ],
    metrics.map(({ name, kind, unit, labels, meaning }) => [
      name,
      kind,
      unit,
      labels.find(({ values, label }) => values !== null || label === "version")?.label ?? "",
      meaning,
    ]),
  );

const show = async (cli: Cli, name: string | undefined, options: { json?: boolean }): Promise<void> => {
  const all = await list();
  const nameOf = (one: (typeof all)[number]): string => one.name;
  showListing(cli, { command: "metrics", noun: "metric", all, nameOf, table, page }, name, options);
};

export const registerMetrics = (program: Command, cli: Cli): void => {
  program
    .command("metrics")
    .description("list the metrics that expectations, stop conditions and queries can name, or show one")
    .argument("[name]", "show this one: its labels, their values and how to read it")
    .option("--json", "print it as JSON")
    .addHelpText("after", "\nExample:\n  iotctl metrics messages.dropped\n")
    .action((name: string | undefined, options: { json?: boolean }) => show(cli, name, options));
};
