// The messages that travel between a cell (devices, gateways) and the cloud, as columns: one block holds many
// messages, a block is transferred between threads, never an object per message. Order is (atMs, source, seq).
import { causeIndex } from "./vocabulary.js";

/** What a message says. Uplinks run from a cell to the cloud, downlinks back. The payload columns a..d are named per kind. */
export const MessageKind = {
  // Uplinks, data: one way, the sender waits for nothing.
  /** One reading sent directly or passed through. a value, b sensed at ms, c reading seq, d flags (ReadingFlag). */
  reading: 1,
  /** One fog summary of a group's window. a readings, b oldest and c newest sensing time ms, d summary id * 65536 + group; body: JSON of the statistics. */
  summary: 2,
  /** Update progress. a rollout index, b JobStatus, c version index now running; body: reason text. */
  jobStatus: 3,
  /** A clean or noticed disconnect (the will). a reason index. */
  disconnect: 4,
  /** A command's outcome. a command sequence, b outcome, c device-side duration ms. */
  commandAck: 5,
  /** Totals of a device. a version index, b boots * 2^26 + dials, c energy mJ * 2^22 + unreadable readings, d last reading. */
  vitals: 6,
  // Uplinks, requests: the sender's cell may not run past the earliest possible answer.
  /** Open a session. a version index, b reboots since last contact, c 1 with a valid certificate, d reboot cause * 2^24 + dial number. */
  connect: 16,
  /** Ask for an identity. a version index. */
  provision: 17,
  /** Ask for the shadow document. a last version seen. */
  shadowGet: 18,
  /** Report properties. a expected version (-1 none), b sent at ms; body: JSON {state: {reported, desired?}}. */
  shadowUpdate: 19,
  /** Ask for the next job. a version index now running. */
  jobNext: 20,
  // Downlinks, answers to requests.
  /** a Answer. */
  connectAck: 32,
  /** a Answer. */
  provisionAck: 33,
  /** The document or the accepted update. a version; body: JSON {desired, timestamps} where the device has to look. */
  shadowAck: 34,
  /** a Answer (conflict 409, none 404, invalid 400, tooLarge 413), b current version. */
  shadowRejected: 35,
  /** a Answer (none: nothing to do), b rollout index, c version index, d image bytes to fetch; 0 means back to the other slot. Body: JSON {delta: {from}} where the file is a patch. */
  jobDocument: 36,
  // Downlinks the cloud starts by itself, at control ticks only.
  /** a rollout index, b 1: called off (else: there is work). */
  jobNotify: 48,
  /** a shadow version; body: JSON of the delta. */
  shadowDelta: 49,
  /** a command sequence, b command kind; body: JSON {name, signature}. */
  command: 50,
  /** The front closes a session. a reason index. */
  kick: 51,
  /** To a gateway: devices it must not serve any more. a how many; body: JSON of [{device, sequence, signature}], their orders to erase themselves. */
  denyList: 52,
} as const;
export type MessageKind = (typeof MessageKind)[keyof typeof MessageKind];

/** True for downlinks that are a PUBLISH; the others are packets of the service (CONNACK, DISCONNECT). */
export const isDownPublish = (kind: number): boolean =>
  kind !== MessageKind.connectAck && kind !== MessageKind.kick;

/** True for uplinks whose sender waits for an answer. */
export const isRequest = (kind: number): boolean => kind >= 16 && kind < 32;

const REVOKED = causeIndex("revoked");

/** True for what the cloud sends unasked. */
export const isUnasked = (kind: number, a: number): boolean =>
  kind === MessageKind.jobNotify ||
  kind === MessageKind.shadowDelta ||
  kind === MessageKind.command ||
  (kind === MessageKind.kick && a === REVOKED);

/** Summary ids and group indices share one number: id * this + group, plus {@link SUMMARY_REPEAT} when sent again. */
export const SUMMARY_GROUPS = 65_536;
export const SUMMARY_REPEAT = 32_768;

/** Totals go two to a column. */
export const DIALS_RANGE = 67_108_864;
export const REJECTED_RANGE = 4_194_304;

/** Columns of a message block in a form that can be transferred or written down. */
export interface MessageColumns {
  count: number;
  /** Arrival at the far side, virtual ms. */
  atMs: Float64Array;
  /** Uplink: the sending entity. Downlink: the receiving entity. Global entity index. */
  entity: Int32Array;
  /** Sequence number of this source, for the total order. */
  seq: Int32Array;
  kind: Uint8Array;
  a: Float64Array;
  b: Float64Array;
  c: Float64Array;
  d: Float64Array;
  /** Bytes on the wire, for metering. */
  bytes: Int32Array;
  /** Rare text bodies by row. */
  body: Map<number, string>;
}

/** One message, only where a single one is looked at (never in a hot loop). */
export interface Message {
  atMs: number;
  entity: number;
  seq: number;
  kind: number;
  a: number;
  b: number;
  c: number;
  d: number;
  bytes: number;
  body?: string;
}

/** A growing block of messages. `take()` hands its columns over and leaves it empty. */
export class MessageBlock implements MessageColumns {
  count = 0;
  atMs: Float64Array;
  entity: Int32Array;
  seq: Int32Array;
  kind: Uint8Array;
  a: Float64Array;
  b: Float64Array;
  c: Float64Array;
  d: Float64Array;
  bytes: Int32Array;
  body: Map<number, string> = new Map();

  constructor(capacity = 64) {
    this.atMs = new Float64Array(capacity);
    this.entity = new Int32Array(capacity);
    this.seq = new Int32Array(capacity);
    this.kind = new Uint8Array(capacity);
    this.a = new Float64Array(capacity);
    this.b = new Float64Array(capacity);
    this.c = new Float64Array(capacity);
    this.d = new Float64Array(capacity);
    this.bytes = new Int32Array(capacity);
  }

  /** Appends one message and returns its row. */
  push(
    atMs: number,
    entity: number,
    seq: number,
    kind: number,
    a: number,
    b: number,
    c: number,
    d: number,
    bytes: number,
    body?: string,
  ): number {
    if (this.count === this.atMs.length) this.grow();
    const row = this.count++;
    this.atMs[row] = atMs;
    this.entity[row] = entity;
    this.seq[row] = seq;
    this.kind[row] = kind;
    this.a[row] = a;
    this.b[row] = b;
    this.c[row] = c;
    this.d[row] = d;
    this.bytes[row] = bytes;
    if (body !== undefined) this.body.set(row, body);
    return row;
  }

  /** Copies row `row` of another block to the end of this one. */
  pushFrom(from: MessageColumns, row: number): void {
    this.push(
      from.atMs[row],
      from.entity[row],
      from.seq[row],
      from.kind[row],
      from.a[row],
      from.b[row],
      from.c[row],
      from.d[row],
      from.bytes[row],
      from.body.get(row),
    );
  }

  /** The block's columns, trimmed to their length; the block itself is empty afterwards. */
  take(): MessageColumns {
    const n = this.count;
    const { body } = this;
    // Bodies are rare, and a map costs more than a row: the same one goes on while it is empty.
    if (body.size > 0) this.body = new Map();
    const taken: MessageColumns = {
      count: n,
      atMs: this.atMs.slice(0, n),
      entity: this.entity.slice(0, n),
      seq: this.seq.slice(0, n),
      kind: this.kind.slice(0, n),
      a: this.a.slice(0, n),
      b: this.b.slice(0, n),
      c: this.c.slice(0, n),
      d: this.d.slice(0, n),
      bytes: this.bytes.slice(0, n),
      body: body.size > 0 ? body : new Map(),
    };
    this.count = 0;
    return taken;
  }

  /** Forgets all rows; nobody may have kept the columns. */
  clear(): void {
    this.count = 0;
    if (this.body.size > 0) this.body.clear();
  }

  private grow(): void {
    const capacity = this.atMs.length * 2;
    const wider = new MessageBlock(capacity);
    wider.atMs.set(this.atMs);
    wider.entity.set(this.entity);
    wider.seq.set(this.seq);
    wider.kind.set(this.kind);
    wider.a.set(this.a);
    wider.b.set(this.b);
    wider.c.set(this.c);
    wider.d.set(this.d);
    wider.bytes.set(this.bytes);
    this.atMs = wider.atMs;
    this.entity = wider.entity;
    this.seq = wider.seq;
    this.kind = wider.kind;
    this.a = wider.a;
    this.b = wider.b;
    this.c = wider.c;
    this.d = wider.d;
    this.bytes = wider.bytes;
  }
}

/** The transferable buffers of a message block. */
export const messageTransfers = (block: MessageColumns): ArrayBuffer[] =>
  [block.atMs, block.entity, block.seq, block.kind, block.a, block.b, block.c, block.d, block.bytes].map(
    (column) => column.buffer as ArrayBuffer,
  );

/** One row as an object, for tests and messages of errors. */
export const messageAt = (block: MessageColumns, row: number): Message => ({
  atMs: block.atMs[row],
  entity: block.entity[row],
  seq: block.seq[row],
  kind: block.kind[row],
  a: block.a[row],
  b: block.b[row],
  c: block.c[row],
  d: block.d[row],
  bytes: block.bytes[row],
  body: block.body.get(row),
});
