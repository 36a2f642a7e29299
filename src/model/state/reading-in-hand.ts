// A reading in hand. An object and not a row of columns: there are one or two at a time, filled anew for each reading, and nobody
// keeps one; each way it goes has its own (frame.ts: off the device, arrival.ts: up to its gateway).
import type { GroupModel } from "./group-model.js";

export class ReadingInHand {
  /** Local number. */
  device = 0;
  group: GroupModel;
  // Times and values begin as fractions, so that they are plain doubles inside the engine from the start.
  sensedMs = 0.5;
  value = 0.5;
  seq = 0;
  flags = 0;

  constructor(group: GroupModel) {
    this.group = group;
  }
}
