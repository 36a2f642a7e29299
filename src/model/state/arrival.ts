// A reading that got through the air, as it reaches its gateway: what was sent, and what the gateway's detectors may see of it.
import type { ReadingLook } from "../../detector/detector.js";
import { ReadingInHand } from "./reading-in-hand.js";

export class Arrival extends ReadingInHand implements ReadingLook {
  /** What repeats on the link took, ms; and the number of the attempt that brought it. */
  delayMs = 0;
  attempt = 0;
  nowMs = 0.5;
  silentMs = 0.5;
  isFound = false;
  measured = 0.5;

  /** What was sent. */
  take({ device, group, sensedMs, value, seq, flags }: ReadingInHand): void {
    this.device = device;
    this.group = group;
    this.sensedMs = sensedMs;
    this.value = value;
    this.seq = seq;
    this.flags = flags;
  }
}
