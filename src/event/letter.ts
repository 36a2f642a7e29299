// A message by itself, outside a block: before it is sent, while it waits for its device or its way, on the wire. Plain data
// with its numbers by name, so a checkpoint can hold it. For rare kinds; readings and summaries are written into columns.

import type { Message } from "./declare-message.js";
import type { ColumnOf, Fields, FieldType, ValuesOf } from "./field.js";
import type { MessageBlock, MessageColumns } from "./message.js";
import { byKind, messageOf } from "./messages.js";

/** Numbers and truths by name. */
export type Said = Readonly<Record<string, number | boolean>>;

export interface Letter {
  readonly kind: number;
  readonly values: Said;
  /** Bytes on the wire, for metering. */
  readonly bytes: number;
  readonly body?: string;
}

/** A letter on its way: one row of a block. */
export interface Envelope extends Letter {
  readonly atMs: number;
  readonly entity: number;
  readonly seq: number;
}

/** What is known of a kind with fields `Own`. */
type Kind<Own extends Fields> = Pick<Message<string, string, Own>, "kind" | "spec">;

/** Writes a letter: every number of its kind has to be said. */
export const letter = <Own extends Fields>(
  { kind }: Kind<Own>,
  values: ValuesOf<Own>,
  bytes: number,
  body?: string,
): Letter => ({ kind, values, bytes, body });

/** The numbers of a letter of this kind; undefined of another one. */
export const valuesOf = <Own extends Fields>({ kind }: Kind<Own>, of: Letter): ValuesOf<Own> | undefined =>
  of.kind === kind ? (of.values as ValuesOf<Own>) : undefined;

/** True where two letters are the same news: one kind, about one thing. */
export const isSameNews = (x: Letter, y: Letter): boolean => {
  const { subject } = messageOf(x.kind).spec;
  return x.kind === y.kind && (subject === undefined || x.values[subject] === y.values[subject]);
};

interface NamedColumn {
  readonly name: string;
  readonly is: FieldType;
  readonly of: ColumnOf;
}

/** The columns of each kind by its code, in the order of its fields: looked up once for all letters. */
const COLUMNS: readonly (readonly NamedColumn[])[] = byKind((message) =>
  Object.entries(message.spec.fields).map(([name, { is }]) => ({
    name,
    is,
    of: (message as unknown as Readonly<Record<string, ColumnOf>>)[name],
  })),
);

/** Writes the numbers of a letter into a row that its kind was appended to. */
export const fillIn = (block: MessageBlock, row: number, { kind, values, body }: Letter): void => {
  for (const { name, of } of COLUMNS[kind]) of(block)[row] = Number(values[name]);
  if (body !== undefined) block.body.set(row, body);
};

/** Appends a letter that is on its way. */
export const pushLetter = (block: MessageBlock, envelope: Envelope): number => {
  const { atMs, entity, seq, kind, bytes } = envelope;
  const row = block.append(atMs, entity, seq, kind);
  block.bytes[row] = bytes;
  fillIn(block, row, envelope);
  return row;
};

/** One row as a letter. */
export const envelopeAt = (block: MessageColumns, row: number): Envelope => {
  const kind = block.kind[row];
  const values: Record<string, number | boolean> = {};
  for (const { name, is, of } of COLUMNS[kind]) {
    const value = of(block)[row];
    values[name] = is === "flag" ? value === 1 : value;
  }
  return {
    atMs: block.atMs[row],
    entity: block.entity[row],
    seq: block.seq[row],
    kind,
    values,
    bytes: block.bytes[row],
    body: block.body.get(row),
  };
};
