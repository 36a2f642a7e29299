// Event rows as columns: when, whose, which of its rows, which kind, and the kind's fields (events.ts) one column each. Total
// order of rows: (atMs, entity, seq).
import type { EventOf, EventValues } from "./declare-event.js";
import { type Fields, PAYLOAD_NAMES, PayloadBlock, type PayloadColumns } from "./field.js";

/** Columns of an event block. */
export interface EventColumns extends PayloadColumns {
  count: number;
  atMs: Float64Array;
  /** Global entity index; the cloud is {@link CLOUD_ENTITY}. */
  entity: Int32Array;
  /** Event sequence of this entity, from 0. */
  seq: Int32Array;
  kind: Uint8Array;
  note: Map<number, string>;
}

/** Where a row stands in the order. */
export interface EventPlace {
  readonly atMs: number;
  readonly entity: number;
  readonly seq: number;
}

/** The entity index under which the cloud writes events: after all devices and gateways. */
export const CLOUD_ENTITY = 0x7fffffff;

/** The sequence number of a row that comes after all others of its instant. */
export const LAST_SEQ = 0x7fffffff;

const COLUMNS = ["atMs", "entity", "seq", "kind", ...PAYLOAD_NAMES] as const;
type Column = Float64Array | Int32Array | Uint8Array;

const columnsOf = (block: EventColumns): Record<(typeof COLUMNS)[number], Column> => block;

type Given = Readonly<Record<string, number | boolean | string | undefined>>;

/** Of an optional field that was left out, -1. */
const numberOf = (value: Given[string]): number => (value === undefined ? -1 : Number(value));

/** A growing block of event rows. */
export class EventBlock extends PayloadBlock implements EventColumns {
  count = 0;
  atMs: Float64Array;
  entity: Int32Array;
  seq: Int32Array;
  kind: Uint8Array;
  note: Map<number, string> = new Map();

  constructor(capacity = 256) {
    super(capacity);
    this.atMs = new Float64Array(capacity);
    this.entity = new Int32Array(capacity);
    this.seq = new Int32Array(capacity);
    this.kind = new Uint8Array(capacity);
  }

  /** Appends one row; fields the kind does not have are 0. */
  push<F extends Fields>(of: EventOf<F>, place: EventPlace, values: EventValues<F>): void {
    const row = this.reserve();
    this.atMs[row] = place.atMs;
    this.entity[row] = place.entity;
    this.seq[row] = place.seq;
    this.kind[row] = of.kind;
    const { names } = of;
    const width = names.length;
    const given: Given = values;
    // A block's rows are used again: the columns a kind does not fill are written, too.
    this.p0[row] = width > 0 ? numberOf(given[names[0]]) : 0;
    this.p1[row] = width > 1 ? numberOf(given[names[1]]) : 0;
    this.p2[row] = width > 2 ? numberOf(given[names[2]]) : 0;
    this.p3[row] = width > 3 ? numberOf(given[names[3]]) : 0;
    this.p4[row] = width > 4 ? numberOf(given[names[4]]) : 0;
    this.p5[row] = width > 5 ? numberOf(given[names[5]]) : 0;
    if (values.note !== undefined) this.note.set(row, values.note);
  }

  /** Copies row `from` of another block to the end of this one. */
  pushFrom(block: EventColumns, from: number): void {
    const row = this.reserve();
    this.atMs[row] = block.atMs[from];
    this.entity[row] = block.entity[from];
    this.seq[row] = block.seq[from];
    this.kind[row] = block.kind[from];
    this.setPayloadFrom(row, block, from);
    const note = block.note.get(from);
    if (note !== undefined) this.note.set(row, note);
  }

  take(): EventColumns {
    const n = this.count;
    const taken = { count: n, note: this.note } as EventColumns;
    for (const name of COLUMNS) columnsOf(taken)[name] = this[name].slice(0, n);
    this.count = 0;
    this.note = new Map();
    return taken;
  }

  private reserve(): number {
    if (this.count === this.atMs.length) this.grow();
    return this.count++;
  }

  private grow(): void {
    const wider = new EventBlock(this.atMs.length * 2);
    for (const name of COLUMNS) {
      wider[name].set(this[name]);
      columnsOf(this)[name] = wider[name];
    }
  }
}

export const eventTransfers = (block: EventColumns): ArrayBuffer[] =>
  COLUMNS.map((name) => block[name].buffer as ArrayBuffer);
