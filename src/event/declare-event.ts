// How a kind of event row is declared: its code, who writes it, whose it is, what becomes of it when that device is erased,
// its fields and its text. Everything else follows (events.ts lists what).
import { accessorsOf, type ColumnOf, type Fields, type GivenValues, PAYLOAD_NAMES } from "./field.js";

export type Writer = "device" | "gateway" | "cloud" | "engine";

/** What a decommissioned device leaves of a row (LIF-8): all of it; all but its text; a tombstone. */
export type WhenErased = "stays" | "text goes" | "goes";

/** A table of the usable zone: rows of one kind, or of the two ends of something. */
export interface EventTable {
  readonly name: string;
  readonly says: string;
}

/** What of a text a column shows: all of it, or what stands before or after its first `: `. */
export type TextPart = "all" | "before colon" | "after colon";

export interface TextColumn {
  readonly shows: TextPart;
  readonly says: string;
}

/** The text of a row: what it is, and the columns it is seen in. */
export interface EventText {
  readonly says: string;
  readonly columns: Readonly<Record<string, TextColumn>>;
}

type EntityFieldOf<F extends Fields> = {
  [Name in keyof F & string]: F[Name]["is"] extends "entity" ? Name : never;
}[keyof F & string];

interface EventParts<F extends Fields> {
  /** Stable: it is part of the digest, and stands in every stored row. 1 to 99. */
  readonly kind: number;
  readonly by: Writer | readonly Writer[];
  /** Whose row it is: the entity under which it is written, the device that a field names, or nobody's. */
  readonly about: "entity" | "nobody" | EntityFieldOf<F>;
  /** Must be answered, so that no kind can be forgotten when a device's data is erased. */
  readonly whenErased: WhenErased;
  readonly says: string;
  readonly fields: F;
  readonly text?: EventText;
  /** Where it is seen in the usable zone; without one it has a view of its own making, or none. */
  readonly table?: EventTable;
  /** In a table of two kinds: what this one is called in the column `change`. */
  readonly change?: string;
}

export interface EventOf<F extends Fields> extends Omit<EventParts<F>, "about"> {
  readonly about: string;
  /** A field's column: `Events.reboot.columns.version(block)[row]`. */
  readonly columns: { readonly [Name in keyof F]: ColumnOf };
  /** The fields in the order of their columns. */
  readonly names: readonly (keyof F & string)[];
}

/** Any kind of event. */
export type EventDeclaration = EventOf<Fields>;

/** What is handed in to write a row down: each field by name, and the text where there is one. */
export type EventValues<F extends Fields> = GivenValues<F> & { readonly note?: string };

export const event = <const F extends Fields>(parts: EventParts<F>): EventOf<F> => {
  if (parts.about === "nobody" && parts.whenErased !== "stays")
    throw new Error(`event ${parts.kind} is nobody's: it cannot go with a device`);
  return { ...parts, columns: accessorsOf(parts.fields), names: Object.keys(parts.fields) };
};

/** Who writes a kind of row. */
export const writersOf = ({ by }: EventDeclaration): readonly Writer[] =>
  typeof by === "string" ? [by] : by;

/** The payload column that holds a field: `p1`. */
export const columnOf = <F extends Fields>(of: EventOf<F>, field: keyof F & string): string =>
  PAYLOAD_NAMES[of.names.indexOf(field)];
