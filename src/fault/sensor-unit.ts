// sensor.unit: values are taken for degrees Celsius and given in Fahrenheit, as after a wrong setting. INF-8 is judged
// against it.
import { sensorFault } from "./fault.js";

export const sensorUnit = sensorFault({
  kind: "sensor.unit",
  says: "the sensor gives its values in the wrong unit (degF for degC)",
  seen: "window means; usable.sensor_faults has the truth",
  params: {},
  shows: (value) => value * 1.8 + 32,
});
