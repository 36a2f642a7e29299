// sensor.drift: the sensor runs away from the truth, steadily. INF-8 is judged against it.
import { HOUR_MS } from "../core/duration.js";
import { number } from "../core/params.js";
import { sensorFault } from "./fault.js";

export const sensorDrift = sensorFault({
  kind: "sensor.drift",
  says: "the sensor runs away from the truth, steadily",
  seen: "window means that run away; usable.sensor_faults has the truth",
  params: { perHour: number("in the sensor's unit", "not 0", 3) },
  shows: (value, { perHour }, { lastsMs }) => value + (perHour * lastsMs) / HOUR_MS,
});
