// The values each metric sub-key can have in a run, in index order; and the firmware versions a run can meet.
import type { Dictionaries } from "./metric.js";
import {
  ANOMALIES,
  CAUSES,
  CONSUMERS,
  HEALTH_STATES,
  JOB_STATUSES,
  LIFECYCLE_STATES,
  REBOOT_CAUSES,
  REFUSALS,
  SHADOW_POLICIES,
} from "./vocabulary.js";

export const dictionariesOf = (versions: readonly string[]): Dictionaries => ({
  none: [""],
  state: LIFECYCLE_STATES,
  health: HEALTH_STATES,
  version: versions,
  cause: CAUSES,
  rebootCause: REBOOT_CAUSES,
  consumer: CONSUMERS,
  // Buckets are many; what they hold is told by quantiles.
  latency: [""],
  refusal: REFUSALS,
  jobStatus: JOB_STATUSES,
  policy: SHADOW_POLICIES,
  anomaly: ANOMALIES,
});
