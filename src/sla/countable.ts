// What can be counted at all. Indices of metrics and of their labels' values are part of the digest, so what has no
// source any more stays in its place; but a selector of it would be 0 for ever, and `== 0` a promise nobody can break.

import { METRICS, type MetricSpec } from "../event/metric.js";
import { CONSUMERS } from "../event/vocabulary.js";
import { LOSING_KINDS } from "../fault/faults.js";

/** Metrics that nothing counts. */
const SILENT: readonly string[] = ["messages.flood"];

/** Where a metric has but a part of its label's values. */
const COUNTED: Readonly<Record<string, readonly string[]>> = {
  "messages.dropped": [
    "link-loss",
    "gateway-down",
    "buffer-full",
    "store-full",
    "ingest-overflow",
    "quarantined",
    "sender-quarantined",
    "battery-empty",
    ...LOSING_KINDS.keys(),
    "reboot",
    "hardware-failure",
    "hang",
    "revoked",
    "erased",
    "session-lost",
  ],
  "energy.drained": CONSUMERS.filter((consumer) => consumer !== "fault"),
  "ingest.errors": ["ingest-overflow", "quarantined", "sender-quarantined"],
  "connect.refused": ["rate", "auth", "unavailable", "revoked", "quarantine"],
  "provision.refused": ["rate", "revoked", "quarantine"],
  "update.outcome": [
    "SUCCEEDED",
    "FAILED",
    "TIMED_OUT",
    "REJECTED",
    "REMOVED",
    "CANCELED",
    "ROLLED_BACK",
    "ROLLBACK_FAILED",
  ],
};

export const isCountable = (metric: string): boolean => !SILENT.includes(metric);

/** The metrics an expression may name, in their order. */
export const COUNTABLE_METRICS: readonly MetricSpec[] = METRICS.filter(({ name }) => isCountable(name));

/** The values of a metric's label that can be counted, of all its dictionary has. */
export const countableValues = (metric: string, dictionary: readonly string[]): readonly string[] =>
  Object.hasOwn(COUNTED, metric) ? dictionary.filter((value) => COUNTED[metric].includes(value)) : dictionary;
