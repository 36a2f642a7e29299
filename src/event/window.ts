// Fog windows: one row for each gateway, device group and aggregation window, closed at the gateway.

export interface WindowColumns {
  count: number;
  /** Where the window begins; of late readings, where the oldest one's window began. */
  startMs: Float64Array;
  closedMs: Float64Array;
  /** Global entity index of the gateway. */
  gateway: Int32Array;
  /** Device group index (fleet plan). */
  group: Int32Array;
  /** 1 for readings that came after their window had been closed. */
  late: Uint8Array;
  /** Readings in the figures, alarms among them: these went to the cloud one by one as well. */
  readings: Int32Array;
  alarms: Int32Array;
  /** Repeats the gateway removed since the group's row before. */
  duplicates: Int32Array;
  mean: Float64Array;
  min: Float64Array;
  max: Float64Array;
  stddev: Float64Array;
  /** Bytes that came in from devices (an hour of cameras is beyond 2^31), and bytes the summary takes on the backhaul. */
  bytesIn: Float64Array;
  bytesOut: Float64Array;
}

const INT = Int32Array;
const FLOAT = Float64Array;

/** The columns with their types: of these a block is made, grown, copied and moved between threads. */
const TYPES = {
  startMs: FLOAT,
  closedMs: FLOAT,
  gateway: INT,
  group: INT,
  late: Uint8Array,
  readings: INT,
  alarms: INT,
  duplicates: INT,
  mean: FLOAT,
  min: FLOAT,
  max: FLOAT,
  stddev: FLOAT,
  bytesIn: FLOAT,
  bytesOut: FLOAT,
} as const;

type Name = keyof typeof TYPES;
type Column = Int32Array | Float64Array | Uint8Array;
const COLUMNS = Object.keys(TYPES) as Name[];

/** A block's columns by name, to be replaced. */
const columnsOf = (block: WindowColumns): Record<Name, Column> => block as unknown as Record<Name, Column>;

/** A growing block of fog window rows. */
export class WindowBlock implements WindowColumns {
  count = 0;
  startMs = new Float64Array(64);
  closedMs = new Float64Array(64);
  gateway = new Int32Array(64);
  group = new Int32Array(64);
  late = new Uint8Array(64);
  readings = new Int32Array(64);
  alarms = new Int32Array(64);
  duplicates = new Int32Array(64);
  mean = new Float64Array(64);
  min = new Float64Array(64);
  max = new Float64Array(64);
  stddev = new Float64Array(64);
  bytesIn = new Float64Array(64);
  bytesOut = new Float64Array(64);

  /** Reserves one row and returns its index; the caller fills the columns. */
  reserve(): number {
    if (this.count === this.startMs.length) this.grow();
    return this.count++;
  }

  /** Copies row `row` of another block to the end of this one. */
  pushFrom(from: WindowColumns, row: number): void {
    const at = this.reserve();
    for (const name of COLUMNS) this[name][at] = from[name][row];
  }

  take(): WindowColumns {
    const n = this.count;
    const taken = { count: n } as WindowColumns;
    for (const name of COLUMNS) columnsOf(taken)[name] = this[name].slice(0, n);
    this.count = 0;
    return taken;
  }

  private grow(): void {
    const capacity = this.startMs.length * 2;
    for (const name of COLUMNS) {
      const wider = new TYPES[name](capacity);
      wider.set(this[name]);
      columnsOf(this)[name] = wider;
    }
  }
}

export const windowTransfers = (block: WindowColumns): ArrayBuffer[] =>
  COLUMNS.map((name) => block[name].buffer as ArrayBuffer);
