// The cloud as written: a profile's limits, and what differs from them.
import { HOUR_MS } from "../../core/duration.js";
import { duration, rate } from "../quantities.js";
import { integer, name, strict } from "../schema-parts.js";

const perSecond = () => rate({ min: 0.000_001, max: 1_000_000_000, range: "above 0" }).optional();

export const cloudSchema = strict({
  profile: name().default("aws-iot-core"),
  /** Bought units of a profile that is sold by the unit. */
  units: integer(1, 200).optional(),
  broker: strict({
    connectsPerSecond: perSecond(),
  }).prefault({}),
  provisioning: strict({ perSecond: perSecond() }).prefault({}),
  ingest: strict({
    perSecond: perSecond(),
    queueMax: integer(1, 1_000_000_000).optional(),
    processing: duration({ max: HOUR_MS, range: "between 0s and 1h" }).optional(),
  }).prefault({}),
});
