// What one number of a record means: its type, its unit, which names it is an index into. Messages (messages.ts) and events
// (events.ts) are declared of these; from the declarations come the accessors of their columns, views, checks, the wire
// format and the tables in the docs.

/** A number of a record. Each travels and is kept as one double of its own: nothing is packed. */
export interface Field {
  readonly is: "count" | "ms" | "bytes" | "number" | "flag" | "bits" | "index" | "entity" | "code";
  /** Of numbers; others have theirs by type. */
  readonly unit?: string;
  /** index: the names, in order, or the run's own list of that name (naming.ts). bits: by bit from the lowest. */
  readonly names?: readonly string[] | RunNames;
  /** What it says, for the docs. */
  readonly says: string;
  /** May be -1 (or NaN, a number): nothing. */
  readonly isOptional: boolean;
}

/** Lists of names that each run has its own of. */
export type RunNames = "faults" | "rollouts" | "alerts" | "phases" | "stops" | "versions";

const field = (is: Field["is"], says: string, more: Partial<Field> = {}): Field => ({
  is,
  says,
  isOptional: false,
  ...more,
});

/** How many of something, from 0. */
export const count = (says: string): Field => field("count", says);
/** A virtual time or a length of time, ms. */
export const ms = (says: string): Field => field("ms", says);
export const bytes = (says: string): Field => field("bytes", says);
/** Any number, in `unit` ("" for a bare one). */
export const number = (says: string, unit = ""): Field => field("number", says, { unit });
/** 1 or 0. */
export const flag = (says: string): Field => field("flag", says);
/** Flags by bit. */
export const bits = (says: string, names: readonly string[]): Field => field("bits", says, { names });
/** A place in a list of names. */
export const index = (says: string, names: readonly string[] | RunNames): Field =>
  field("index", says, { names });
/** A firmware version of the run. */
export const version = (says: string): Field => field("index", says, { names: "versions" });
/** A device, gateway or the cloud, by its global index. */
export const entity = (says: string): Field => field("entity", says);
/** A number with a meaning of its own, such as 409. */
export const code = (says: string): Field => field("code", says);
/** The same field, -1 where there is nothing to say. */
export const optional = (of: Field): Field => ({ ...of, isOptional: true });

/** Most numbers a record has. */
export const FIELDS_MAX = 6;

/** The payload of many records: one column for the first field of each, one for the second, and so on. */
export interface PayloadColumns {
  p0: Float64Array;
  p1: Float64Array;
  p2: Float64Array;
  p3: Float64Array;
  p4: Float64Array;
  p5: Float64Array;
}

export const PAYLOAD_NAMES = ["p0", "p1", "p2", "p3", "p4", "p5"] as const satisfies (keyof PayloadColumns)[];

/** A column of a block; `Reading.value(block)[row]` is a row's value, and where it is written. */
export type ColumnOf = (block: PayloadColumns) => Float64Array;

/** One accessor for each place: shared by all kinds, so that each stays what V8 has compiled for the blocks it has seen. */
const PLACES: readonly ColumnOf[] = [
  (block) => block.p0,
  (block) => block.p1,
  (block) => block.p2,
  (block) => block.p3,
  (block) => block.p4,
  (block) => block.p5,
];

/** The accessors of a record's fields, in the order in which they are declared. */
export const accessorsOf = <Fields extends Readonly<Record<string, Field>>>(
  fields: Fields,
): { readonly [Name in keyof Fields]: ColumnOf } => {
  const names = Object.keys(fields);
  if (names.length > FIELDS_MAX)
    throw new Error(`a record has ${names.length} fields, at most ${FIELDS_MAX}`);
  return Object.fromEntries(names.map((name, at) => [name, PLACES[at]])) as {
    readonly [Name in keyof Fields]: ColumnOf;
  };
};
