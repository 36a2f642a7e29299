// sensor.silence: the sensor gives nothing; the device runs on and has nothing to report. INF-8 is judged against it.
import { sensorFault } from "./fault.js";

export const sensorSilence = sensorFault({
  kind: "sensor.silence",
  says: "the sensor gives nothing; the device runs on and has nothing to report",
  seen: "anomalies (silence), found by the gateway; fewer readings produced; usable.sensor_faults has the truth",
  params: {},
  isSilent: true,
});
