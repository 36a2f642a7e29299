// A reading that got through the air, as it reaches its gateway: what was sent, and what the gateway's detectors may see of it. An
// object and not a row of columns: there are one or two at a time, filled anew for each reading, and nobody keeps one.
import type { ReadingLook } from "../../detector/detector.js";
import type { GroupModel } from "./group-model.js";

export class Arrival implements ReadingLook {
  /** Local number. */
  device = 0;
  group: GroupModel;
  // Times and values begin as fractions, so that they are plain doubles inside the engine from the start.
  value = 0.5;
  sensedMs = 0.5;
  seq = 0;
  flags = 0;
  /** What repeats on the link took, ms; and the number of the attempt that brought it. */
  delayMs = 0;
  attempt = 0;
  nowMs = 0.5;
  silentMs = 0.5;
  isFound = false;
  measured = 0.5;

  constructor(group: GroupModel) {
    this.group = group;
  }
}
