// sensor.stuck: the sensor shows for ever what it showed last. INF-8 is judged against it.
import { sensorFault } from "./fault.js";

export const sensorStuck = sensorFault({
  kind: "sensor.stuck",
  says: "the sensor shows what it showed last, for ever",
  seen: "anomalies (stuck), found by the gateway; usable.sensor_faults has the truth",
  params: {},
  shows: (_, __, { held }) => held,
});
