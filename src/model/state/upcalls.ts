// What floors above have to do when something below them has happened: a reading got through, a sleeping device was heard, a
// battery gave way. Whoever notices writes it down here; the cell empties the list after every timer, message and edge
// of the agenda (cell/fleet-cell.ts), so no caller can forget it. Empty between two of them: nothing of it is in a checkpoint.
import type { Supply } from "../battery/columns.js";
import { Arrival } from "./arrival.js";
import type { ReadingInHand } from "./reading-in-hand.js";

export class Upcalls {
  /** Readings that got through the air in the present call: the first {@link arrived} of these, in order. They are used again. */
  readonly arrivals: Arrival[] = [];
  arrived = 0;
  /** Devices that were just heard while something waits for them. */
  readonly heard: number[] = [];
  /** Devices whose battery gives way: they restart or go off. */
  readonly gaveWay = new Map<number, Supply>();

  get isEmpty(): boolean {
    return this.arrived === 0 && this.heard.length === 0 && this.gaveWay.size === 0;
  }

  /** One more reading got through; the caller says how. Hot: once a reading. */
  arrive(reading: ReadingInHand): Arrival {
    if (this.arrived === this.arrivals.length) this.arrivals.push(new Arrival(reading.group));
    const arrival = this.arrivals[this.arrived++];
    arrival.take(reading);
    return arrival;
  }
}
