// sensor.noise: the sensor scatters around the truth. INF-8 is judged against it.

import { number } from "../core/params.js";
import { sensorFault } from "./fault.js";

export const sensorNoise = sensorFault({
  kind: "sensor.noise",
  says: "the sensor scatters around the truth",
  seen: "window deviations; usable.sensor_faults has the truth",
  params: { sigma: number("standard deviation, in the sensor's unit", "above 0", 5) },
  shows: (value, { sigma }, sensor) => value + sensor.normal() * sigma,
});
