// The words an expression may use besides its grammar: metrics with their units, the sub-key's label, and facts (things
// known about a run that are no metric).
import { METRICS, type MetricSpec, type SubKey } from "../event/metric.js";
import { ROLLOUT_STATUSES } from "../event/vocabulary.js";
import { COUNTABLE_METRICS, isCountable } from "./countable.js";
import { BYTES, COUNT, type Dimension, ENERGY, MONEY, SHARE, SPEED, TIME } from "./dimension.js";
import type { Aggregate } from "./expression-tree.js";

/** Base units (s, B, J) per unit of the metric table, as a divisor: 1000 ms are 1 s. */
const METRIC_UNITS: Readonly<Record<string, { dimension: Dimension; perBase: number }>> = {
  ms: { dimension: TIME, perBase: 1000 },
  us: { dimension: TIME, perBase: 1_000_000 },
  nJ: { dimension: ENERGY, perBase: 1_000_000_000 },
  bytes: { dimension: BYTES, perBase: 1 },
  "per s": { dimension: SPEED, perBase: 1 },
};
const COUNTED = { dimension: COUNT, perBase: 1 };

export const metricUnit = (metric: MetricSpec): { dimension: Dimension; perBase: number } =>
  METRIC_UNITS[metric.unit] ?? COUNTED;

/** Index of a metric that can be counted, or -1. */
export const findMetric = (name: string): number =>
  isCountable(name) ? METRICS.findIndex((metric) => metric.name === name) : -1;
export const metricNames = (): string[] => COUNTABLE_METRICS.map((metric) => metric.name);

/** Which functions can read a metric of a kind. */
export const READS: Readonly<Record<MetricSpec["kind"], readonly Aggregate[]>> = {
  counter: ["sum", "count", "rate"],
  gauge: ["last", "max", "min", "avg"],
  peak: ["max", "min", "avg", "last"],
  trough: ["max", "min", "avg", "last"],
};
/** `share` counts things against all there are of them, so only these units have one. */
export const SHARED_UNITS: readonly string[] = ["devices", "gateways"];

/** Kept once for the whole cloud or all gateways, so no group label can pick a part of them. */
export const KEPT_WHOLE: readonly string[] = [
  "gateway.online",
  "fog.queue.depth",
  "broker.connects.rate",
  "broker.queue.depth",
  "alerts.raised",
];

/** Labels every device group has, beside its own. */
export const GROUP_LABELS = ["tenant", "site", "region", "twin", "group", "qos", "via", "transport"] as const;

/** Labels that name a metric's sub-key; the first is the usual one. */
export const SUB_LABELS: Readonly<Record<SubKey, readonly string[]>> = {
  none: [],
  state: ["state"],
  health: ["health"],
  version: ["version"],
  cause: ["cause"],
  rebootCause: ["cause", "rebootCause"],
  consumer: ["consumer"],
  latency: [],
  refusal: ["reason", "refusal"],
  jobStatus: ["status", "jobStatus"],
  policy: ["policy"],
  anomaly: ["anomaly", "kind"],
};

export interface FactSpec {
  /** The one label it takes, and whose ids that names. */
  label: "id" | "tenant" | null;
  /** null: a text fact. */
  dimension: Dimension | null;
  words: readonly string[];
  /** Known while the run goes on, so that a stop condition can use it. */
  live: boolean;
  help: string;
}

export const FACTS: Readonly<Record<string, FactSpec>> = {
  "rollout.status": {
    label: "id",
    dimension: null,
    words: ROLLOUT_STATUSES,
    live: false,
    help: "a rollout's state at the moment",
  },
  "rollout.blastRadius": {
    label: "id",
    dimension: SHARE,
    words: [],
    live: false,
    help: "most of the target on the new version at once, at the end",
  },
  "cost.monthly.total": {
    label: null,
    dimension: MONEY,
    words: [],
    live: false,
    help: "the invoice scaled to 30 days (estimate)",
  },
  "cost.monthly.perDevice": {
    label: null,
    dimension: MONEY,
    words: [],
    live: false,
    help: "the same by device",
  },
  "sla.availability": {
    label: "tenant",
    dimension: SHARE,
    words: [],
    live: true,
    help: "device time online / in service, from the start to the moment",
  },
  "sla.freshness": {
    label: "tenant",
    dimension: SHARE,
    words: [],
    live: true,
    help: "device time with a newest reading within the tenant's limit / in service, from the start to the moment",
  },
  "run.duration": {
    label: null,
    dimension: TIME,
    words: [],
    live: true,
    help: "virtual time from the start to the moment",
  },
};
