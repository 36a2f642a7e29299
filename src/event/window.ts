// Fog windows: one row for each gateway, device group and aggregation window, closed at the gateway.

export interface WindowColumns {
  count: number;
  startMs: Float64Array;
  /** Global entity index of the gateway. */
  gateway: Int32Array;
  /** Device group index (fleet plan). */
  group: Int32Array;
  readings: Int32Array;
  duplicates: Int32Array;
  mean: Float64Array;
  min: Float64Array;
  max: Float64Array;
  stddev: Float64Array;
  /** Bytes that came in from devices, and bytes the summary takes on the backhaul. */
  bytesIn: Int32Array;
  bytesOut: Int32Array;
}

const COLUMNS = [
  "startMs",
  "gateway",
  "group",
  "readings",
  "duplicates",
  "mean",
  "min",
  "max",
  "stddev",
  "bytesIn",
  "bytesOut",
] as const;

/** A growing block of fog window rows. */
export class WindowBlock implements WindowColumns {
  count = 0;
  startMs = new Float64Array(64);
  gateway = new Int32Array(64);
  group = new Int32Array(64);
  readings = new Int32Array(64);
  duplicates = new Int32Array(64);
  mean = new Float64Array(64);
  min = new Float64Array(64);
  max = new Float64Array(64);
  stddev = new Float64Array(64);
  bytesIn = new Int32Array(64);
  bytesOut = new Int32Array(64);

  /** Reserves one row and returns its index; the caller fills the columns. */
  reserve(): number {
    if (this.count === this.startMs.length) this.grow();
    return this.count++;
  }

  take(): WindowColumns {
    const n = this.count;
    const taken = { count: n } as WindowColumns;
    for (const name of COLUMNS) (taken as unknown as Record<string, unknown>)[name] = this[name].slice(0, n);
    this.count = 0;
    return taken;
  }

  private grow(): void {
    const capacity = this.startMs.length * 2;
    for (const name of COLUMNS) {
      const old = this[name];
      const wider = old instanceof Float64Array ? new Float64Array(capacity) : new Int32Array(capacity);
      wider.set(old);
      (this as unknown as Record<string, unknown>)[name] = wider;
    }
  }
}

export const windowTransfers = (block: WindowColumns): ArrayBuffer[] =>
  COLUMNS.map((name) => block[name].buffer as ArrayBuffer);
