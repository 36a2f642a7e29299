// What is remembered of an injected sensor fault while it lasts.
import type { FaultKind } from "../../fault/faults.js";

/** One fault on one sensor. */
export interface SensorFault {
  kind: FaultKind;
  params: Readonly<Record<string, number>>;
  sinceMs: number;
  /** What the sensor showed when the fault began. */
  held: number;
}
