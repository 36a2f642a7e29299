// Message row <-> JSON payload on the wire. Payload columns go by their meaning, so an observer needs no table of ours;
// a zero column is left out. Every payload says `synthetic: true`: nobody shall take a simulated fleet for a real one.
// Left out: binary encodings (CBOR, protobuf); real devices of other formats join through their own bridge.
import { type Message, MessageKind } from "../event/message.js";

type Column = "a" | "b" | "c" | "d";
const COLUMNS = ["a", "b", "c", "d"] as const;

/** What the columns of a kind are called on the wire, by what the models put there; unnamed ones keep their letter. */
const FIELDS: Partial<Record<keyof typeof MessageKind, Partial<Record<Column, string>>>> = {
  reading: { a: "value", b: "sensedAtMs", c: "reading", d: "flags" },
  summary: { a: "count", b: "oldestAtMs", c: "newestAtMs", d: "summaryAndGroup" },
  jobStatus: { a: "rollout", b: "status", c: "version" },
  disconnect: { a: "reason", b: "session" },
  commandAck: { a: "command", b: "outcome", c: "durationMs" },
  vitals: { a: "version", b: "bootsAndDials", c: "energyAndRejected", d: "value" },
  connect: { a: "version", b: "reboots", c: "certificateValid", d: "rebootCauseAndDial" },
  provision: { a: "version", b: "sentAtMs" },
  shadowGet: { a: "lastVersion", b: "sentAtMs" },
  shadowUpdate: { a: "expectedVersion", b: "sentAtMs" },
  jobNext: { a: "version", b: "sentAtMs" },
  connectAck: { a: "answer" },
  provisionAck: { a: "answer" },
  shadowAck: { a: "version" },
  shadowRejected: { a: "answer", b: "version" },
  jobDocument: { a: "answer", b: "rollout", c: "version", d: "imageBytes" },
  jobNotify: { a: "rollout", b: "cancelled" },
  shadowDelta: { a: "version" },
  command: { a: "command", b: "commandKind" },
  kick: { a: "reason" },
};

interface WireKind {
  name: string;
  code: number;
  fields: Record<Column, string>;
}

const KINDS: readonly WireKind[] = Object.entries(MessageKind).map(([name, code]) => ({
  name,
  code,
  fields: { a: "a", b: "b", c: "c", d: "d", ...FIELDS[name as keyof typeof MessageKind] },
}));
const BY_CODE = new Map(KINDS.map((kind) => [kind.code, kind]));
const BY_NAME = new Map(KINDS.map((kind) => [kind.name, kind]));

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
export const encodeMessage = (message: Message, device: string): string => {
  const kind = BY_CODE.get(message.kind);
  if (kind === undefined) throw new Error("a message of an unknown kind cannot be encoded");
  const record: Record<string, unknown> = {
    synthetic: true,
    kind: kind.name,
    device,
    seq: message.seq,
    atMs: writeNumber(message.atMs),
  };
  for (const column of COLUMNS) {
    if (message[column] !== 0) record[kind.fields[column]] = writeNumber(message[column]);
  }
  if (message.bytes !== 0) record.bytes = message.bytes;
  if (message.body !== undefined) writeBody(record, message.body);
  return JSON.stringify(record);
};

export type Decoded = { ok: true; message: Message; device: string } | { ok: false; reason: string };

const refuse = (reason: string): Decoded => ({ ok: false, reason });
const isInt32 = (value: unknown): value is number => typeof value === "number" && (value | 0) === value;

/** Reads a payload; the entity index is the caller's to fill in (it is 0 here). Bad input gives a reason, never an exception. */
export const decodeMessage = (payload: string): Decoded => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(payload);
  } catch {
    return refuse("not JSON");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    return refuse("not a JSON object");
  const record = parsed as Record<string, unknown>;
  const kind = BY_NAME.get(String(record.kind));
  if (kind === undefined) return refuse("unknown kind");
  const { device, seq, body, document } = record;
  const bytes = record.bytes ?? 0;
  if (typeof device !== "string") return refuse("device is not a text");
  if (!isInt32(seq)) return refuse("seq is not a 32-bit integer");
  if (!isInt32(bytes)) return refuse("bytes is not a 32-bit integer");
  if (body !== undefined && typeof body !== "string") return refuse("body is not a text");
  const atMs = readNumber(record.atMs);
  if (atMs === null) return refuse("atMs is not a number");
  const message: Message = { atMs, entity: 0, seq, kind: kind.code, a: 0, b: 0, c: 0, d: 0, bytes };
  for (const column of COLUMNS) {
    const value = readNumber(record[kind.fields[column]]);
    if (value === null) return refuse(`${kind.fields[column]} is not a number`);
    message[column] = value;
  }
  if (document !== undefined) message.body = JSON.stringify(document);
  else if (body !== undefined) message.body = body;
  return { ok: true, message, device };
};
