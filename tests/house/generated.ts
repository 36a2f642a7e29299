// The parts of the docs that are written by the code they describe. Each stands in its file between
// `<!-- generated: name -->` and `<!-- end -->`; `npx vitest run tests/house -u` writes them again.
import { createRequire } from "node:module";
import { parse } from "yaml";
import { EXIT_MEANINGS } from "../../src/cli/exit.js";
import { compareCodeUnits } from "../../src/core/order.js";
import { FORK_CODES } from "../../src/engine/past-change.js";
import { dictionariesOf } from "../../src/event/dictionaries.js";
import { DOWNLINKS } from "../../src/event/downlinks.js";
import type { MetricSpec } from "../../src/event/metric.js";
import { UPLINKS } from "../../src/event/uplinks.js";
import { FAULT_KINDS, FAULTS } from "../../src/fault/faults.js";
import { feltInWords, type ParamWords, paramsInWords, struckInWords } from "../../src/fault/words.js";
import { CONNECTION_TABLE, WIRE_TABLE } from "../../src/live/session-states.js";
import { SESSION_TABLE } from "../../src/model/cloud/front/session-states.js";
import { EXECUTION_TABLE } from "../../src/model/cloud/rollout/execution-states.js";
import { ROLLOUT_TABLE } from "../../src/model/cloud/rollout/rollout-states.js";
import { LIFECYCLE_TABLE, type LifecycleEvent } from "../../src/model/state/lifecycle.js";
import { POWER_TABLE } from "../../src/model/state/power-states.js";
import { CLIENT_SESSION_TABLE } from "../../src/model/state/session-states.js";
import { UPDATE_TABLE } from "../../src/model/state/update-states.js";
import { SCENARIO_CODES } from "../../src/scenario/codes.js";
import { BEHAVIOUR_MEANINGS } from "../../src/scenario/schema/behaviour.js";
import { type TwinKey, twinKeys } from "../../src/scenario/twin-keys.js";
import { COUNTABLE_METRICS, countableValues } from "../../src/sla/countable.js";
import { FACTS, SUB_LABELS } from "../../src/sla/expression-names.js";
import { ALERT_METRICS } from "../../src/spec/alert-metrics.js";
import { code, table } from "./markdown.js";
import { events, messages } from "./record-tables.js";
import { filesBelow, textOf } from "./source-tree.js";

const drawn = (table: { diagram(): string }): string => ["```mermaid", table.diagram(), "```"].join("\n");

/** Rows are states, columns what can happen; an empty cell is refused. */
const lifecycleTable = (): string => {
  const { events, states, rows } = LIFECYCLE_TABLE;
  return table(
    ["", ...events],
    states.map((state) => [
      state,
      ...events.map((event) => (rows[state] as Partial<Record<LifecycleEvent, string>>)[event] ?? ""),
    ]),
  );
};

/** `cause` or `rebootCause`: power-on, update... */
const labelWords = ({ name, sub }: MetricSpec): string => {
  const labels = SUB_LABELS[sub].map(code).join(" or ");
  if (labels === "") return "";
  const values =
    sub === "version" ? ["the run's firmware versions"] : countableValues(name, dictionariesOf([])[sub]);
  return `${labels}: ${values.join(", ")}`;
};

const alerts = (): string =>
  table(
    ["metric", "what it is", "unit", "threshold"],
    Object.entries(ALERT_METRICS).map(([name, { help, unit, example }]) => [
      code(name),
      help,
      unit,
      code(example),
    ]),
  );

const metrics = (): string =>
  table(
    ["metric", "kind", "what it counts", "unit", "label"],
    COUNTABLE_METRICS.map((metric) => [
      code(metric.name),
      metric.kind,
      metric.help,
      metric.unit,
      labelWords(metric),
    ]),
  );

const facts = (): string =>
  table(
    ["fact", "what it says", "label", "in a stop condition"],
    Object.entries(FACTS).map(([name, { help, label, live, words }]) => [
      code(name),
      words.length === 0 ? help : `${help}: ${words.join(", ")}`,
      label === null ? "" : code(label),
      live ? "yes" : "no",
    ]),
  );

/** `share`: a share such as 20%: of the samples (30s). */
const paramText = ({ name, takes, says, otherwise }: ParamWords): string =>
  `${code(name)}: ${takes}: ${says}${otherwise === null ? "" : ` (${otherwise})`}`;

const faults = (): string =>
  table(
    ["fault", "what goes wrong", "strikes", "who feels it", "params"],
    FAULT_KINDS.map((kind) => [
      code(kind),
      FAULTS[kind].says,
      struckInWords(kind),
      feltInWords(kind),
      paramsInWords(kind).map(paramText).join("; "),
    ]),
  );

const twins = (): string =>
  table(
    ["twin", "kind", "what it is"],
    filesBelow("twins")
      .filter((file) => file.endsWith(".yaml"))
      .map((file) => ({ file, ...(parse(textOf(file)) as { kind: string; description?: string }) }))
      .sort((x, y) => compareCodeUnits(y.kind, x.kind) || compareCodeUnits(x.file, y.file))
      .map(({ file, kind, description }) => [
        code(file.replace(/^.*\/|\.yaml$/g, "")),
        kind,
        description ?? "",
      ]),
  );

const codes = (): string =>
  table(
    ["code", "meaning"],
    Object.entries(SCENARIO_CODES).map(([name, meaning]) => [name, meaning]),
  );

const forkCodes = (): string =>
  table(
    ["code", "meaning"],
    Object.entries(FORK_CODES).map(([name, meaning]) => [name, meaning]),
  );

const exits = (): string =>
  table(
    ["code", "meaning"],
    EXIT_MEANINGS.map(([value, meaning]) => [`${value}`, meaning]),
  );

interface FloorRule {
  name: string;
  to: { pathNot?: string };
}

/** The floors as dependency-cruiser holds them. */
export const floors = (): Map<string, string[]> => {
  const config = createRequire(import.meta.url)("../../.dependency-cruiser.cjs") as {
    forbidden: FloorRule[];
  };
  return new Map(
    config.forbidden
      .filter(({ name }) => name.startsWith("floor-"))
      .map(({ name, to }) => {
        const own = name.slice("floor-".length);
        const allowed = /\(([^)]*)\)/.exec(to.pathNot ?? "")?.[1].split("|") ?? [];
        return [own, allowed.filter((floor) => floor !== own)];
      }),
  );
};

const floorTable = (): string =>
  table(
    ["floor", "may import"],
    [
      ...[...floors()].map(([floor, allowed]) => [
        code(`src/${floor}/`),
        allowed.join(", ") || "nothing of ours",
      ]),
      [code("src/cli/"), "every floor"],
    ],
  );

/** The floors inside the model, from the ground. */
const modelFloorTable = (): string => {
  const { forbidden } = createRequire(import.meta.url)("../../.dependency-cruiser.cjs") as {
    forbidden: FloorRule[];
  };
  const rows = forbidden
    .filter(({ name }) => name.startsWith("model-floor-"))
    .map(({ name, to }) => {
      const own = name.slice("model-floor-".length);
      const allowed = /\(\(([^)]*)\)/.exec(to.pathNot ?? "")?.[1].split("|") ?? [];
      return [
        code(`src/model/${own}/`),
        allowed.filter((floor) => floor !== own).join(", ") || "nothing else of the model",
      ];
    });
  return table(["floor", "may import"], rows);
};

export const COVERAGE_STATES = ["works", "partly", "not yet"] as const;

export interface CoverageRow {
  id: string;
  state: string;
  shownBy: string[];
}

/** The rows of docs/coverage.md, in the order they stand there. */
export const coverageRows = (): CoverageRow[] =>
  [...textOf("docs/coverage.md").matchAll(/^\| ([A-Z]{3}-\d+) \| ([^|]*) \|([^|]*)\|/gm)].map(
    ([, id, state, shownBy]) => ({
      id,
      state,
      shownBy: [...shownBy.matchAll(/`([^`]+)`/g)].map((match) => match[1]),
    }),
  );

const coverageSummary = (): string => {
  const rows = coverageRows();
  const counts = COVERAGE_STATES.map(
    (state) => `${rows.filter((row) => row.state === state).length} ${state}`,
  );
  return `Of ${rows.length} rows: ${counts.join(", ")}.`;
};

/** By name, what stands between the marks. */
/** The scenarios that come with the program, by their own words. */
const scenarios = (): string =>
  table(
    ["scenario", "what happens"],
    filesBelow("scenarios")
      .filter((file) => /^scenarios\/[^/]+\.yaml$/.test(file))
      .sort(compareCodeUnits)
      .map((file) => parse(textOf(file)) as { name: string; description: string })
      .map(({ name, description }) => [code(name), description]),
  );

/** Keys of twins, those that must be there in bold. */
const keyTable = (keys: readonly TwinKey[]): string =>
  table(
    ["key", "takes", "default", "meaning"],
    keys.map(({ path, takes, fallback, isRequired, meaning }) => [
      isRequired ? `**${code(path)}**` : code(path),
      takes,
      fallback === "" ? "" : code(fallback),
      meaning,
    ]),
  );

const behaviours = (): string =>
  table(
    ["behaviour", "own keys", "what it does"],
    Object.entries(BEHAVIOUR_MEANINGS).map(([kind, { keys, meaning }]) => [code(kind), keys, meaning]),
  );

export const GENERATED: Readonly<Record<string, () => string>> = {
  "lifecycle states": () => drawn(LIFECYCLE_TABLE),
  "power states": () => drawn(POWER_TABLE),
  "update states": () => drawn(UPDATE_TABLE),
  "rollout states": () => drawn(ROLLOUT_TABLE),
  "execution states": () => drawn(EXECUTION_TABLE),
  "session states": () => drawn(CLIENT_SESSION_TABLE),
  "broker session states": () => drawn(SESSION_TABLE),
  "wire session states": () => drawn(WIRE_TABLE),
  "connection states": () => drawn(CONNECTION_TABLE),
  "lifecycle table": lifecycleTable,
  metrics,
  events,
  uplinks: () => messages(UPLINKS, "by"),
  downlinks: () => messages(DOWNLINKS, "for"),
  alerts,
  facts,
  faults,
  twins,
  scenarios,
  codes,
  "fork codes": forkCodes,
  "device twin keys": () => keyTable(twinKeys().device),
  "gateway twin keys": () => keyTable(twinKeys().gateway),
  behaviours,
  "exit codes": exits,
  floors: floorTable,
  "model floors": modelFloorTable,
  "coverage summary": coverageSummary,
};

const BLOCK = /<!-- generated: ([a-z ]+) -->[\s\S]*?<!-- end -->/g;

/** Names of the generated parts of a text. */
export const blocksOf = (text: string): string[] => [...text.matchAll(BLOCK)].map((match) => match[1]);

/** The text with its generated parts written anew. */
export const refreshed = (text: string): string =>
  text.replace(BLOCK, (_, name: string) => {
    const write = GENERATED[name];
    if (write === undefined) throw new Error(`nothing generates "${name}"`);
    return `<!-- generated: ${name} -->\n\n${write()}\n\n<!-- end -->`;
  });
