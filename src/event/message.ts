// Messages on their way between a cell (devices, gateways) and the cloud, as columns: one block holds many messages of all
// kinds, a block is transferred between threads, never an object per message. What the six payload columns hold is declared
// kind by kind (uplinks.ts, downlinks.ts). Order is (atMs, entity, seq).
import { PAYLOAD_NAMES, PayloadBlock, type PayloadColumns } from "./field.js";

/** Columns of a message block in a form that can be transferred or written down. */
export interface MessageColumns extends PayloadColumns {
  count: number;
  /** Arrival at the far side, virtual ms. */
  atMs: Float64Array;
  /** Uplink: the sending entity. Downlink: the receiving entity. Global entity index. */
  entity: Int32Array;
  /** Sequence number of this source, for the total order. */
  seq: Int32Array;
  kind: Uint8Array;
  /** The gateway on whose session it travels; -1: on the entity's own. */
  via: Int32Array;
  /** Bytes on the wire, for metering. */
  bytes: Int32Array;
  /** Rare text bodies by row. */
  body: Map<number, string>;
}

/** One message that has arrived: a place in a block. Used again for the next one. */
export interface Mail {
  inbox: MessageColumns;
  row: number;
}

const COLUMNS = ["atMs", "entity", "seq", "kind", "via", ...PAYLOAD_NAMES, "bytes"] as const;

/** A growing block of messages. `take()` hands its columns over and leaves it empty. */
export class MessageBlock extends PayloadBlock implements MessageColumns {
  count = 0;
  atMs: Float64Array;
  entity: Int32Array;
  seq: Int32Array;
  kind: Uint8Array;
  via: Int32Array;
  bytes: Int32Array;
  body: Map<number, string> = new Map();

  constructor(capacity = 64) {
    super(capacity);
    this.atMs = new Float64Array(capacity);
    this.entity = new Int32Array(capacity);
    this.seq = new Int32Array(capacity);
    this.kind = new Uint8Array(capacity);
    this.via = new Int32Array(capacity);
    this.bytes = new Int32Array(capacity);
  }

  /** Appends a message that says nothing yet: its numbers and its bytes are 0 until they are written. Returns its row. */
  append(atMs: number, entity: number, seq: number, kind: number): number {
    if (this.count === this.atMs.length) this.grow();
    const row = this.count++;
    this.atMs[row] = atMs;
    this.entity[row] = entity;
    this.seq[row] = seq;
    this.kind[row] = kind;
    this.via[row] = -1;
    this.clearPayload(row);
    this.bytes[row] = 0;
    return row;
  }

  /** Copies row `row` of another block to the end of this one. */
  pushFrom(from: MessageColumns, row: number): void {
    if (this.count === this.atMs.length) this.grow();
    this.setFrom(this.count++, from, row);
  }

  /** Copies row `row` of another block over row `at` of this one, which has no text. */
  setFrom(at: number, from: MessageColumns, row: number): void {
    this.atMs[at] = from.atMs[row];
    this.entity[at] = from.entity[row];
    this.seq[at] = from.seq[row];
    this.kind[at] = from.kind[row];
    this.via[at] = from.via[row];
    this.setPayloadFrom(at, from, row);
    this.bytes[at] = from.bytes[row];
    if (from.body.size === 0) return;
    const body = from.body.get(row);
    if (body !== undefined) this.body.set(at, body);
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
      via: this.via.slice(0, n),
      p0: this.p0.slice(0, n),
      p1: this.p1.slice(0, n),
      p2: this.p2.slice(0, n),
      p3: this.p3.slice(0, n),
      p4: this.p4.slice(0, n),
      p5: this.p5.slice(0, n),
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
    const wider = new MessageBlock(this.atMs.length * 2);
    for (const name of COLUMNS) wider[name].set(this[name]);
    const { count, body } = this;
    Object.assign(this, wider, { count, body });
  }
}

/** The transferable buffers of a message block. */
export const messageTransfers = (block: MessageColumns): ArrayBuffer[] =>
  COLUMNS.map((name) => block[name].buffer as ArrayBuffer);
