// What floors above have to do when something below them has happened: a reading got through, a sleeping device was heard, a
// battery gave way. Whoever notices writes it down here; the cell empties the list after every timer, message and edge
// of the agenda (cell/fleet-cell.ts), so no caller can forget it. Empty between two of them: nothing of it is in a checkpoint.
import type { Supply } from "../battery/columns.js";

const FIRST_CAPACITY = 16;

/** Readings that got through the air in the present call, as columns: {@link Upcalls.arrived} of them, in order. */
export class Upcalls {
  arrived = 0;
  device = new Int32Array(FIRST_CAPACITY);
  sensedMs = new Float64Array(FIRST_CAPACITY);
  value = new Float64Array(FIRST_CAPACITY);
  seq = new Float64Array(FIRST_CAPACITY);
  flags = new Uint8Array(FIRST_CAPACITY);
  /** What repeats on the link took; and the number of the attempt that brought it. */
  delayMs = new Float64Array(FIRST_CAPACITY);
  attempt = new Uint32Array(FIRST_CAPACITY);
  /** Devices that were just heard while something waits for them. */
  readonly heard: number[] = [];
  /** Devices whose battery gives way: they restart or go off. */
  readonly gaveWay = new Map<number, Supply>();

  get isEmpty(): boolean {
    return this.arrived === 0 && this.heard.length === 0 && this.gaveWay.size === 0;
  }

  /** A new entry for a reading that got through; the caller fills its columns. Hot: once a reading. */
  reserve(): number {
    if (this.arrived === this.device.length) this.grow();
    return this.arrived++;
  }

  private grow(): void {
    const { device, sensedMs, value, seq, flags, delayMs, attempt } = this;
    const capacity = device.length * 2;
    this.device = new Int32Array(capacity);
    this.device.set(device);
    this.sensedMs = new Float64Array(capacity);
    this.sensedMs.set(sensedMs);
    this.value = new Float64Array(capacity);
    this.value.set(value);
    this.seq = new Float64Array(capacity);
    this.seq.set(seq);
    this.flags = new Uint8Array(capacity);
    this.flags.set(flags);
    this.delayMs = new Float64Array(capacity);
    this.delayMs.set(delayMs);
    this.attempt = new Uint32Array(capacity);
    this.attempt.set(attempt);
  }
}
