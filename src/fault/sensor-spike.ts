// sensor.spike: now and then a sample is far off. INF-8 is judged against it.

import { number, share } from "../core/params.js";
import { sensorFault } from "./fault.js";

export const sensorSpike = sensorFault({
  kind: "sensor.spike",
  says: "now and then a sample is far off",
  seen: "window minima and maxima; alarms; usable.sensor_faults has the truth",
  params: {
    share: share("of the samples", { like: "50%" }),
    size: number("how far, in the sensor's unit", "not 0", 40),
  },
  shows: (value, { sharePpm, size }, sensor) => (sensor.chancePpm(sharePpm) ? value + size : value),
});
