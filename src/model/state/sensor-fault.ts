// What is remembered of an injected sensor fault while it lasts.
import type { SENSOR_FAULTS } from "../../event/vocabulary.js";

/** One fault on one sensor. */
export interface SensorFault {
  kind: (typeof SENSOR_FAULTS)[number];
  params: Readonly<Record<string, number>>;
  sinceMs: number;
  /** What the sensor showed when it got stuck. */
  held: number;
}
