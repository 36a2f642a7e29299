// The views of the usable zone that are made of event rows: one for each table the kinds of events name (event/events.ts), with
// their fields in words. Rows that failed a promotion check are left out.
import type { EventDeclaration, TextPart } from "../event/declare-event.js";
import { writersOf } from "../event/declare-event.js";
import { EVENT_KINDS, Events } from "../event/events.js";
import type { Naming } from "../event/naming.js";
import { batteryNote } from "../event/vocabulary.js";
import { accepted } from "./accepted.js";
import { fieldSql, readableSql, snakeCase } from "./event-sql.js";
import { timeOf } from "./sql-text.js";
import { entityNameSql, keys } from "./zone-raw.js";

/** A column of a view: its words for --tables, and what it is made of, by kind. */
export interface ViewColumn {
  name: string;
  unit: string;
  says: string;
  of: Map<EventDeclaration, (naming: Naming) => string>;
}

export interface EventView {
  name: string;
  says: string;
  kinds: EventDeclaration[];
  columns: ViewColumn[];
}

/** Columns that say once more, in another way, what a field says. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  presence: ["o.tier"],
  battery: [`${fieldSql(Events.battery, "what")} = ${batteryNote("off")} as switched_off`],
  commands: [`${fieldSql(Events.command, "outcome")}::bigint as outcome_code`],
  quarantine: [`${fieldSql(Events.quarantine, "reason")}::bigint as reason_code`],
};

const TEXT_PARTS: Readonly<Record<TextPart, string>> = {
  all: "e.note",
  "before colon": "split_part(e.note, ': ', 1)",
  "after colon": "substr(e.note, strpos(e.note, ': ') + 2)",
};

const UNITS: Readonly<Record<string, string>> = { ms: "ms", bytes: "bytes" };

const addColumn = (
  view: EventView,
  kind: EventDeclaration,
  { name, unit, says }: Omit<ViewColumn, "of">,
  sql: (naming: Naming) => string,
): void => {
  let column = view.columns.find((one) => one.name === name);
  if (column === undefined) {
    column = { name, unit, says, of: new Map() };
    view.columns.push(column);
  }
  column.of.set(kind, sql);
};

const addKind = (view: EventView, kind: EventDeclaration): void => {
  view.kinds.push(kind);
  const { change, fields, names, about, text } = kind;
  if (change !== undefined)
    addColumn(view, kind, { name: "change", unit: "", says: "which turn it took" }, () => `'${change}'`);
  for (const name of names) {
    if (name === about) continue;
    const { is, unit = "", says } = fields[name];
    const words = { name: snakeCase(name), unit: UNITS[is] ?? unit, says };
    addColumn(view, kind, words, (naming) => readableSql(kind, name, naming));
  }
  for (const [name, { shows, says }] of Object.entries(text?.columns ?? {}))
    addColumn(view, kind, { name, unit: "", says }, () => TEXT_PARTS[shows]);
};

/** The views, in the order of their first kinds. */
export const eventViews = (): EventView[] => {
  const views = new Map<string, EventView>();
  for (const [, kind] of EVENT_KINDS) {
    if (kind.table === undefined) continue;
    const { name, says } = kind.table;
    const view = views.get(name) ?? { name, says, kinds: [], columns: [] };
    views.set(name, view);
    addKind(view, kind);
  }
  return [...views.values()];
};

/** What the entity's name is called: by whose rows they are. */
const entityColumn = (kind: EventDeclaration): "device" | "gateway" | "entity_name" => {
  const writers = writersOf(kind);
  if (kind.about === "nobody") return writers.join() === "gateway" ? "gateway" : "entity_name";
  return kind.about === "entity" && writers.length > 1 ? "entity_name" : "device";
};

const columnSql = ({ kinds }: EventView, { name, of }: ViewColumn, naming: Naming): string => {
  const parts = [...of].map(([kind, sql]) => ({ kind: kind.kind, sql: sql(naming) }));
  const isSame = parts.length === kinds.length && parts.every(({ sql }) => sql === parts[0].sql);
  if (isSame) return `${parts[0].sql} as ${name}`;
  return `case e.kind ${parts.map(({ kind, sql }) => `when ${kind} then ${sql}`).join(" ")} end as ${name}`;
};

const viewSql = (view: EventView, naming: Naming): string => {
  const [first] = view.kinds;
  const { about } = first;
  const isOwn = about === "entity" || about === "nobody";
  const entity = isOwn ? "e.entity" : fieldSql(first, about);
  // A row of the cloud's about a device has that one's name, place and tenant.
  const whose = isOwn
    ? "o.owner = e.owner"
    : `o.tier = 'device' and ${entity} between o.first and o.first + o.count - 1`;
  const columns = [
    ...view.columns.map((column) => columnSql(view, column, naming)),
    ...(MORE[view.name] ?? []),
  ];
  return `create view usable.${view.name} as
   select ${keys(isOwn ? "e" : "o")}, e.at_ms, ${timeOf(naming.startsAt, "e.at_ms")} as at_time, e.seq,
     ${entityNameSql("o", `${entity}::integer`)} as ${entityColumn(first)}, o.id as group_id, o.site, o.region,
     ${columns.join(",\n     ")}
   from ${accepted("events", "e")} join log.owners o on ${whose}
   where e.kind in (${view.kinds.map(({ kind }) => kind).join(", ")})`;
};

/** Statements that make all event views. */
export const eventZone = (naming: Naming): string[] => eventViews().map((view) => viewSql(view, naming));
