// Message row <-> JSON payload on the wire. Fields go by the names they are declared with (event/uplinks.ts,
// event/downlinks.ts), so an observer needs no table of ours but docs/records.md; a zero, a false and what is unsaid are left
// out. Every payload says `synthetic: true`: nobody shall take a simulated fleet for a real one. Left out: binary encodings
// (CBOR, protobuf); real devices of other formats join through their own bridge.
import type { Field, FieldType } from "../event/field.js";
import type { Envelope } from "../event/letter.js";
import { MESSAGES, messageOf } from "../event/messages.js";

const BY_NAME = new Map(MESSAGES.map((message) => [message.name, message]));

/** JSON has no NaN and no infinities; they go as text. */
const writeNumber = (value: number): number | string => (Number.isFinite(value) ? value : String(value));
const NOT_FINITE: ReadonlySet<unknown> = new Set(["NaN", "Infinity", "-Infinity"]);
const readNumber = (value: unknown): number | null =>
  value === undefined ? 0 : typeof value === "number" ? value : NOT_FINITE.has(value) ? Number(value) : null;

/** A body that is JSON travels as JSON (`document`), if reading and writing it gives the same text back; else as text (`body`). */
const writeBody = (record: Record<string, unknown>, body: string): void => {
  try {
    const document: unknown = JSON.parse(body);
    if (JSON.stringify(document) === body) {
      record.document = document;
      return;
    }
  } catch {
    // Not JSON: it goes as text.
  }
  record.body = body;
};

/** The payload of one message; `device` is the entity's name. Negative zero becomes zero. */
export const encodeMessage = (message: Envelope, device: string): string => {
  const { name, spec } = messageOf(message.kind);
  const record: Record<string, unknown> = {
    synthetic: true,
    kind: name,
    device,
    seq: message.seq,
    atMs: writeNumber(message.atMs),
  };
  for (const field of Object.keys(spec.fields)) {
    const value = message.values[field];
    if (typeof value === "boolean") record[field] = value || undefined;
    else if (value !== 0) record[field] = writeNumber(value);
  }
  if (message.bytes !== 0) record.bytes = message.bytes;
  if (message.body !== undefined) writeBody(record, message.body);
  return JSON.stringify(record);
};

const isWhole = (value: number | null): value is number => value !== null && Number.isSafeInteger(value);

/** The largest value of a field that is a place in a list or flags by bit. */
const lastOf = ({ is, names }: Field): number => {
  if (names === undefined || typeof names === "string") return Number.MAX_SAFE_INTEGER;
  return is === "bits" ? 2 ** names.length - 1 : names.length - 1;
};

const readWhole = (field: Field, value: unknown): number | null => {
  const whole = readNumber(value);
  if (!isWhole(whole) || whole > lastOf(field)) return null;
  return whole >= (field.isOptional ? -1 : 0) ? whole : null;
};

const readTime = (_: Field, value: unknown): number | null => {
  const time = readNumber(value);
  return Number.isFinite(time) ? time : null;
};

const readTruth = (_: Field, value: unknown = false): boolean | null =>
  typeof value === "boolean" ? value : null;

/** How each type of a field is read, null where it is none, and what to call it then. */
const READERS: Readonly<
  Record<FieldType, { read: (field: Field, value: unknown) => number | boolean | null; isNot: string }>
> = {
  number: { read: (_, value) => readNumber(value), isNot: "is not a number" },
  ms: { read: readTime, isNot: "is not a time" },
  flag: { read: readTruth, isNot: "is not true or false" },
  count: { read: readWhole, isNot: "is not a count" },
  bytes: { read: readWhole, isNot: "is not a count" },
  entity: { read: readWhole, isNot: "is not a count" },
  code: { read: readWhole, isNot: "is not a count" },
  index: { read: readWhole, isNot: "is not in its list" },
  bits: { read: readWhole, isNot: "has bits that mean nothing" },
};

export type Decoded = { ok: true; message: Envelope; device: string } | { ok: false; reason: string };

const refuse = (reason: string): Decoded => ({ ok: false, reason });
const isInt32 = (value: unknown): value is number => typeof value === "number" && (value | 0) === value;

const readObject = (payload: string): Record<string, unknown> | string => {
  try {
    const parsed: unknown = JSON.parse(payload);
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return "not a JSON object";
    return parsed as Record<string, unknown>;
  } catch {
    return "not JSON";
  }
};

/** Reads a payload; the entity index is the caller's to fill in (it is 0 here). Bad input gives a reason, never an exception. */
export const decodeMessage = (payload: string): Decoded => {
  const record = readObject(payload);
  if (typeof record === "string") return refuse(record);
  const message = BY_NAME.get(String(record.kind));
  if (message === undefined) return refuse("unknown kind");
  const { device, seq, body, document, bytes = 0 } = record;
  if (typeof device !== "string") return refuse("device is not a text");
  if (!isInt32(seq)) return refuse("seq is not a 32-bit integer");
  if (!isInt32(bytes)) return refuse("bytes is not a 32-bit integer");
  if (body !== undefined && typeof body !== "string") return refuse("body is not a text");
  const atMs = readNumber(record.atMs);
  if (atMs === null) return refuse("atMs is not a number");
  const values: Record<string, number | boolean> = {};
  for (const [name, field] of Object.entries(message.spec.fields)) {
    const { read, isNot } = READERS[field.is];
    const value = read(field, record[name]);
    if (value === null) return refuse(`${name} ${isNot}`);
    values[name] = value;
  }
  const text = document === undefined ? body : JSON.stringify(document);
  return {
    ok: true,
    message: { atMs, entity: 0, seq, kind: message.kind, values, bytes, body: text },
    device,
  };
};
