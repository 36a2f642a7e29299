// docs/tables.md is made of the database itself and of the words in src/store/catalog.ts: every table and column of a run
// has its words, and no words are left of what is gone.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { namesIn } from "../../src/fleet/naming.js";
import { COLUMN_WORDS, TABLE_WORDS } from "../../src/store/catalog.js";
import { listTables, type TableOfRun } from "../../src/store/list-tables.js";
import { RunStore } from "../../src/store/run-store.js";
import { scenarioOf } from "../run-scenario.js";

const folder = mkdtempSync(join(tmpdir(), "iotctl-tables-"));
let tables: TableOfRun[] = [];
beforeAll(async () => {
  const scenario = scenarioOf(
    "iotctl: 1\nduration: 1h\nsites: [{id: a, devices: [{twin: parking-nbiot, count: 1}]}]\n",
  );
  const naming = namesIn(scenario);
  await (await RunStore.create(folder, { runId: "r", scenario: "s", naming })).close();
  tables = await listTables(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every table and every column of a run has its words in src/store/catalog.ts", () => {
  const wordless = tables.flatMap(({ zone, name, says, columns }) => [
    ...(says === "" ? [`${zone}.${name}`] : []),
    ...columns.filter(({ meaning }) => meaning === "").map((column) => `${zone}.${name}.${column.name}`),
  ]);
  expect(wordless).toEqual([]);
});

test("no words are left of a table or column that is gone", () => {
  const names = new Set(
    tables.flatMap(({ zone, name, columns }) => [
      `${zone}.${name}`,
      ...columns.flatMap((column) => [column.name, `${zone}.${name}.${column.name}`]),
    ]),
  );
  const words = [...Object.keys(TABLE_WORDS), ...Object.keys(COLUMN_WORDS)];
  expect(words.filter((word) => !names.has(word))).toEqual([]);
});

/** Told once, above all tables. */
const EVERYWHERE = ["run_id", "tenant_id", "at_ms", "at_time", "seq", "group_id", "site", "region"];

const cell = (text: string): string => text.replaceAll("|", "\\|");

const tableOf = (columns: TableOfRun["columns"]): string =>
  [
    "| column | type | unit | meaning |",
    "| --- | --- | --- | --- |",
    ...columns.map(
      ({ name, type, unit, meaning }) => `| \`${name}\` | ${type} | ${cell(unit)} | ${cell(meaning)} |`,
    ),
  ].join("\n");

const ZONES: Readonly<Record<string, string>> = {
  usable: "Rows that passed the promotion checks, with every name, owner and place.",
  final: "Key figures.",
  raw: "As received, decoded just enough to be read.",
};

const page = (): string => {
  const common = EVERYWHERE.map((wanted) =>
    tables.flatMap(({ columns }) => columns).find(({ name }) => name === wanted),
  ).filter((column) => column !== undefined);
  const zones = Object.entries(ZONES).map(([zone, words]) => {
    const parts = tables
      .filter((table) => table.zone === zone)
      .map(({ name, says, columns }) => {
        const own = columns.filter((column) => !EVERYWHERE.includes(column.name));
        const shared = EVERYWHERE.filter((each) => columns.some((column) => column.name === each));
        const rest = `With ${shared.map((each) => `\`${each}\``).join(", ")}.`;
        return [`### \`${zone}.${name}\``, `${says}.`, ...(own.length > 0 ? [tableOf(own)] : []), rest].join(
          "\n\n",
        );
      });
    return [`## ${zone}`, words, ...parts].join("\n\n");
  });
  return [
    "# The tables of a run",
    'What `iotctl query RUN "select ..."` can ask, and `sql:` in an expectation. `iotctl query RUN --tables` lists them,\n`--tables NAME` says what one holds; `show tables` and `describe NAME` work in SQL, too. Names without a zone are looked for\nin `usable`, then `final`, then `raw`. A tenant, region or site (`--tenant`, `--region`, `--site`) sees the same tables with\nits own rows alone.',
    "This page is written by the tables themselves: `npx vitest run tests/house -u`.",
    "Columns that mean the same wherever they stand:",
    tableOf(common),
    ...zones,
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
};

test("docs/tables.md is up to date with them (else: npx vitest run tests/house -u)", async () => {
  await expect(page()).toMatchFileSnapshot(join(import.meta.dirname, "../../docs/tables.md"));
});
