// A field of an event as SQL: its column in log.events, and what it says there in words.
import { columnOf, type EventDeclaration, type EventOf } from "../event/declare-event.js";
import { EVENT_KINDS, eventKindNames, PAYLOAD_WIDTH } from "../event/events.js";
import { type Field, type Fields, PAYLOAD_NAMES } from "../event/field.js";
import type { Naming } from "../event/naming.js";
import { namedOrNumber, nameOrNumber } from "./sql-text.js";

/** The payload columns of log.events. */
export const PAYLOAD = PAYLOAD_NAMES.slice(0, PAYLOAD_WIDTH);

/** A field of a row `e` of log.events, as the number it is kept as. */
export const fieldSql = <F extends Fields>(of: EventOf<F>, field: keyof F & string): string =>
  `e.${columnOf(of, field)}`;

/** `fileOffset`: file_offset, as columns are called. */
export const snakeCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (upper) => `_${upper.toLowerCase()}`);

/** What an index is a place in, or the flags of its bits. Actions are named by id: {@link isAction}. */
export const namesOf = ({ names = [] }: Field, naming: Naming): readonly string[] => {
  if (typeof names !== "string") return names;
  if (names === "versions") return naming.dictionaries.version;
  if (names === "faults") return [];
  return names === "events" ? eventKindNames() : naming[names];
};

/** An action of the agenda by its id: more may come while a run goes on, and ids leave gaps. */
export const isAction = ({ names }: Field): boolean => names === "faults";

const wordsOf = (column: string, name: string, field: Field, naming: Naming): string => {
  switch (field.is) {
    case "index":
      if (isAction(field)) return namedOrNumber(naming.faults, column, snakeCase(name));
      return nameOrNumber(namesOf(field, naming), column, snakeCase(name));
    case "flag":
      return `(${column} = 1)`;
    case "number":
      return column;
    case "code":
      return `${column}::integer`;
    default:
      return `${column}::bigint`;
  }
};

/** A field as people read it: names for codes, NULL for nothing. */
export const readableSql = (of: EventDeclaration, name: string, naming: Naming): string => {
  const field = of.fields[name];
  const column = fieldSql(of, name);
  const words = wordsOf(column, name, field, naming);
  return field.isOptional ? `case when ${column} <> -1 then ${words} end` : words;
};

/** Kinds with their fields and columns, where `test` of a field gives SQL: true for a row of which one of them is. */
export const anyField = (test: (field: Field, column: string) => string | null): string =>
  EVENT_KINDS.flatMap(([, of]) => {
    const bad = of.names.flatMap((name) => {
      const column = columnOf(of, name);
      const one = test(of.fields[name], column);
      if (one === null) return [];
      return of.fields[name].isOptional ? `(${column} <> -1 and (${one}))` : one;
    });
    return bad.length === 0 ? [] : `(kind = ${of.kind} and coalesce(${bad.join(" or ")}, true))`;
  }).join(" or ");
