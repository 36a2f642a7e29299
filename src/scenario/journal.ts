// A journal: what an operator does to a run of a scenario, entry by entry, in the order in which it is put on the agenda. Read
// and checked like a timeline, against the scenario and against what the journal says before.
import { z } from "zod";
import { type Diagnostic, sortDiagnostics } from "../core/diagnostic.js";
import { LIMITS } from "../spec/cloud.js";
import { type Course, type JournalEntry, LASTING, type OperatorAction, refusalOf } from "../spec/journal.js";
import type { Scenario } from "../spec/scenario.js";
import type { Target } from "../spec/target.js";
import { actionKey, resolveAction, TIMELINE_KEYS } from "./action.js";
import { type FileAccess, Files } from "./files.js";
import type { Fleet } from "./fleet.js";
import { flowText } from "./flow-text.js";
import { type Item, readBy, readItems } from "./issues.js";
import { TIMELINE_MAX } from "./limits.js";
import { Problems } from "./problems.js";
import { journalSchema } from "./schema/journal.js";
import { keyHint, strict } from "./schema-parts.js";
import { positionOf } from "./source-text.js";
import { knownVersions, noTarget, resolveTarget, type TargetScope } from "./targets.js";
import { resolveTime, type TimeScope } from "./times.js";
import { type MapTree, pathText, spanAt, type Tree } from "./tree.js";

type EntryText = z.output<typeof journalSchema>;
type EntryItem = Item<EntryText>;

const KEYS = [...TIMELINE_KEYS, "end", "limit", "quarantine", "rollout"] as const;
type Key = (typeof KEYS)[number];

const wholeSchema = strict({ journal: z.array(z.unknown()).max(TIMELINE_MAX) });

/** The fleet of a scenario that has been read. */
const fleetOf = (scenario: Scenario): Fleet => {
  const { tenants, gateways, devices, deviceTwins, gatewayTwins, traces } = scenario;
  const groups = [...gateways, ...devices];
  const declared = {
    sites: [...new Set(groups.map(({ site }) => site))],
    regions: [...new Set(groups.map(({ region }) => region))],
    tenants: tenants.map(({ id }) => id),
  };
  return { tenants, gateways, devices, deviceTwins, gatewayTwins, traces, complete: true, declared };
};

interface Desk {
  scope: TargetScope;
  time: TimeScope;
  scenario: Scenario;
  /** What is on the agenda by name. */
  agenda: Map<string, Course>;
}

const putDown = ({ agenda }: Desk, entry: Pick<JournalEntry, "id" | "atMs" | "forMs" | "action">): void => {
  const { id, atMs, forMs, action } = entry;
  const endMs = forMs === null ? null : atMs + forMs;
  agenda.set(id, { beginMs: atMs, endMs, lasts: LASTING.has(entry.action.do) });
  if (action.do !== "end") return;
  const ended = agenda.get(action.entry);
  if (ended !== undefined) agenda.set(action.entry, { ...ended, endMs: atMs });
};

/** A name for an entry that has none: what it does, and a number where that is taken. */
const nameOf = ({ value }: EntryItem, key: Key, taken: (name: string) => boolean): string => {
  if (value.id !== undefined) return value.id;
  const base = value.fault ?? value.command ?? key;
  let name = base;
  for (let n = 2; taken(name); n++) name = `${base}-${n}`;
  return name;
};

const checkKeys = ({ scope }: Desk, { value, tree, path }: EntryItem, key: Key): boolean => {
  const { problems } = scope.context;
  const stray = [
    ...(value.for !== undefined && !LASTING.has(key) ? ["for"] : []),
    ...(value.params !== undefined && key !== "fault" ? ["params"] : []),
    ...(value.target !== undefined && (key === "end" || key === "limit" || key === "rollout")
      ? ["target"]
      : []),
  ];
  for (const extra of stray)
    problems.error(
      spanAt(tree, [extra]),
      "SCN017",
      `${pathText([...path, extra])} has no meaning with ${key}`,
    );
  return stray.length === 0;
};

const limitAction = ({ scope }: Desk, { value, tree }: EntryItem): OperatorAction | undefined => {
  const { limit = {} } = value;
  const written = LIMITS.filter((name) => limit[name] !== undefined);
  if (written.length > 0)
    return { do: "limit", limits: Object.fromEntries(written.map((name) => [name, limit[name]])) };
  const message = `a limit changes nothing; it must have one of ${LIMITS.join(", ")}`;
  scope.context.problems.error(spanAt(tree, ["limit"]), "SCN017", message);
  return undefined;
};

const rolloutAction = ({ scope, scenario }: Desk, { value, tree }: EntryItem): OperatorAction | undefined => {
  const { id, do: step } = value.rollout as NonNullable<EntryText["rollout"]>;
  const known = scenario.rollouts.map((rollout) => rollout.id);
  if (known.includes(id)) return { do: "rollout", rollout: id, step };
  scope.context.problems.error(
    spanAt(tree, ["rollout", "id"]),
    "SCN030",
    `there is no rollout \`${id}\``,
    known.length === 0 ? "the scenario has none" : keyHint(id, known),
  );
  return undefined;
};

const quarantineTarget = ({ scope }: Desk, item: EntryItem): Target | undefined => {
  const { value, tree, path } = item;
  if (value.target !== undefined) return resolveTarget(scope, item, { kind: "any", feels: "session" });
  const message = `${pathText(path)} has no target; quarantine must say whom it strikes`;
  scope.context.problems.error(
    tree.at,
    "SCN011",
    message,
    "target: {id: ...}, or {site: ..., gateways: true}",
  );
  return undefined;
};

type Deed = Pick<JournalEntry, "action" | "target">;

const deedOf = (desk: Desk, item: EntryItem, key: Key): Deed | undefined => {
  const { value, tree } = item;
  const isSound = checkKeys(desk, item, key);
  const whole = (action: OperatorAction | undefined): Deed | undefined =>
    action === undefined || !isSound ? undefined : { action, target: noTarget(tree, "any") };
  switch (key) {
    case "end":
      return whole({ do: "end", entry: value.end as string });
    case "limit":
      return whole(limitAction(desk, item));
    case "rollout":
      return whole(rolloutAction(desk, item));
    case "quarantine": {
      const { quarantine } = value;
      const target = quarantineTarget(desk, item);
      const reason = typeof quarantine === "object" ? quarantine.reason : "";
      return target === undefined || !isSound ? undefined : { action: { do: "quarantine", reason }, target };
    }
    default:
      return isSound ? resolveAction(desk.scope, item, key) : undefined;
  }
};

/** The entry as a line, with the name it goes by. */
const lineOf = (tree: Tree, id: string): string => {
  const entries: MapTree["entries"] = new Map();
  entries.set("id", { keyAt: tree.at, value: { kind: "scalar", value: id, at: tree.at } });
  if (tree.kind === "map") for (const [key, entry] of tree.entries) if (key !== "id") entries.set(key, entry);
  return flowText({ kind: "map", entries, at: tree.at });
};

const entryOf = (desk: Desk, item: EntryItem, taken: ReadonlySet<string>): JournalEntry | undefined => {
  const { scope, time, scenario, agenda } = desk;
  const { problems } = scope.context;
  const { value, tree, path } = item;
  const key = actionKey(scope, item, KEYS);
  const at = { text: value.at, at: spanAt(tree, ["at"]), label: pathText([...path, "at"]) };
  const atMs = resolveTime(at, time, problems);
  if (key === undefined) return undefined;
  const deed = deedOf(desk, item, key);
  if (deed === undefined || atMs === undefined) return undefined;
  const id = nameOf(item, key, (name) => agenda.has(name) || taken.has(name));
  const forMs = value.for === undefined || atMs + value.for >= scenario.durationMs ? null : value.for;
  const entry = { id, atMs, forMs, ...deed, position: positionOf(tree.at), line: lineOf(tree, id) };
  const why = refusalOf(entry, (name) => agenda.get(name), scenario.durationMs);
  if (why === null) return entry;
  const place = deed.action.do === "end" ? ["end"] : ["id"];
  problems.error(spanAt(tree, place), "SCN047", `${pathText(path)}: ${why}`);
  return undefined;
};

export interface ReadJournal {
  /** None where there are errors. */
  entries: JournalEntry[];
  diagnostics: Diagnostic[];
}

/**
 * Reads a journal for a run of `scenario`; all its problems are told at once.
 * @param before what the run's journal says already
 */
export const readJournal = (
  path: string,
  access: FileAccess,
  scenario: Scenario,
  before: readonly JournalEntry[] = [],
): ReadJournal => {
  const problems = new Problems();
  const files = new Files(access, problems);
  const entries: JournalEntry[] = [];
  const root = files.readDocument(path, null);
  if (root !== null && readBy(problems, wholeSchema, root, []) !== undefined) {
    const fleet = fleetOf(scenario);
    const { durationMs, phases, firmware } = scenario;
    const desk: Desk = {
      scope: {
        context: { root, file: path, problems, files },
        fleet,
        versions: knownVersions(fleet, firmware),
      },
      time: { durationMs, phases, fixed: new Map(), open: new Set() },
      scenario,
      agenda: new Map(),
    };
    for (const entry of [...scenario.timeline, ...before]) putDown(desk, entry);
    const items = readItems(problems, journalSchema, root, "journal");
    const taken = new Set([
      ...scenario.rollouts.map(({ id }) => id),
      ...items.flatMap(({ value }) => value.id ?? []),
    ]);
    for (const item of items) {
      const entry = entryOf(desk, item, taken);
      if (entry === undefined) continue;
      putDown(desk, entry);
      entries.push(entry);
    }
  }
  const diagnostics = sortDiagnostics(problems.diagnostics);
  return { entries: problems.errorCount === 0 ? entries : [], diagnostics };
};

/** How a journal is written down: lines as their entries have them. */
export const journalText = (lines: readonly string[]): string =>
  `journal:${lines.length === 0 ? " []" : ""}\n${lines.map((line) => `  - ${line}\n`).join("")}`;
