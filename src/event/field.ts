// What one number of a record means: its type, its unit, which names it is an index into. Messages (uplinks.ts,
// downlinks.ts) and events (events/) are declared of these; from the declarations come the accessors of their columns, views,
// checks, the wire format and the tables in the docs.

export type FieldType = "count" | "ms" | "bytes" | "number" | "flag" | "bits" | "index" | "entity" | "code";

/** A number of a record. Each travels and is kept as one double of its own: nothing is packed. */
export interface Field<Is extends FieldType = FieldType> {
  readonly is: Is;
  /** Of numbers; others have theirs by type. */
  readonly unit?: string;
  /** index: the names, in order, or the run's own list of that name (naming.ts). bits: by bit from the lowest. */
  readonly names?: readonly string[] | RunNames;
  /** What it says, for the docs. */
  readonly says: string;
  /** May be -1 (or NaN, a number): nothing. */
  readonly isOptional: boolean;
}

export type OptionalField<Is extends FieldType = FieldType> = Field<Is> & { readonly isOptional: true };

/** Lists of names that each run has its own of; `events`: the kinds of event rows. */
export type RunNames = "faults" | "rollouts" | "alerts" | "phases" | "stops" | "versions" | "events";

/** The fields of a record by name, in the order of their columns. */
export type Fields = Readonly<Record<string, Field>>;

type ValueOf<F extends Field> = F extends Field<"flag"> ? boolean : number;

/** What is read back for each field: a number, or a truth. */
export type ValuesOf<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name]> };

/** What is handed in for each field: all but the optional ones. */
export type GivenValues<F extends Fields> = {
  readonly [Name in keyof F as F[Name] extends OptionalField ? never : Name]: ValueOf<F[Name]>;
} & {
  readonly [Name in keyof F as F[Name] extends OptionalField ? Name : never]?: ValueOf<F[Name]>;
};

const field = <Is extends FieldType>(is: Is, says: string, more: Partial<Field> = {}): Field<Is> => ({
  says,
  isOptional: false,
  ...more,
  is,
});

/** How many of something, a whole number from 0; `unit` where that is not plain from `says`. */
export const count = (says: string, unit = ""): Field<"count"> => field("count", says, { unit });
/** A virtual time or a length of time, ms. */
export const ms = (says: string): Field<"ms"> => field("ms", says);
export const bytes = (says: string): Field<"bytes"> => field("bytes", says);
/** Any number, in `unit` ("" for a bare one). */
export const number = (says: string, unit = ""): Field<"number"> => field("number", says, { unit });
/** 1 or 0. */
export const flag = (says: string): Field<"flag"> => field("flag", says);
/** Flags by bit. */
export const bits = (says: string, names: readonly string[]): Field<"bits"> => field("bits", says, { names });
/** A place in a list of names. */
export const index = (says: string, names: readonly string[] | RunNames): Field<"index"> =>
  field("index", says, { names });
/** A firmware version of the run. */
export const version = (says: string): Field<"index"> => field("index", says, { names: "versions" });
/** A device, gateway or the cloud, by its global index. */
export const entity = (says: string): Field<"entity"> => field("entity", says);
/** A number with a meaning of its own, such as 409. */
export const code = (says: string): Field<"code"> => field("code", says);
/** The same field, -1 where there is nothing to say. */
export const optional = <Is extends FieldType>(of: Field<Is>): OptionalField<Is> => ({
  ...of,
  isOptional: true,
});

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

/** The payload of a block of rows that grows. */
export class PayloadBlock implements PayloadColumns {
  p0: Float64Array;
  p1: Float64Array;
  p2: Float64Array;
  p3: Float64Array;
  p4: Float64Array;
  p5: Float64Array;

  constructor(capacity: number) {
    this.p0 = new Float64Array(capacity);
    this.p1 = new Float64Array(capacity);
    this.p2 = new Float64Array(capacity);
    this.p3 = new Float64Array(capacity);
    this.p4 = new Float64Array(capacity);
    this.p5 = new Float64Array(capacity);
  }

  protected clearPayload(row: number): void {
    this.p0[row] = 0;
    this.p1[row] = 0;
    this.p2[row] = 0;
    this.p3[row] = 0;
    this.p4[row] = 0;
    this.p5[row] = 0;
  }

  protected setPayloadFrom(at: number, from: PayloadColumns, row: number): void {
    this.p0[at] = from.p0[row];
    this.p1[at] = from.p1[row];
    this.p2[at] = from.p2[row];
    this.p3[at] = from.p3[row];
    this.p4[at] = from.p4[row];
    this.p5[at] = from.p5[row];
  }
}

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
export const accessorsOf = <F extends Fields>(fields: F): { readonly [Name in keyof F]: ColumnOf } => {
  const names = Object.keys(fields);
  if (names.length > FIELDS_MAX)
    throw new Error(`a record has ${names.length} fields, at most ${FIELDS_MAX}`);
  return Object.fromEntries(names.map((name, at) => [name, PLACES[at]])) as {
    readonly [Name in keyof F]: ColumnOf;
  };
};
