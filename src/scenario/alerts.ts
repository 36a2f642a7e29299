// Alert rules: the file's own, or a default set. Thresholds: offline-share and auth-errors as fractions (LIF-5, SLA-1),
// connect-refusals per second, ingest-queue in messages, reboot-rate per device and hour (normal is below 0.01, LIF-12).
import type { Context } from "./context.js";
import { readItems } from "./issues.js";
import type { AlertRule } from "./scenario.js";
import { alertSchema } from "./schema/expectation.js";
import { childOf, itemsOf } from "./tree.js";
import { checkUnique } from "./unique.js";

type Metric = AlertRule["metric"];

const DEFAULTS: Record<Metric, Omit<AlertRule, "id" | "metric">> = {
  "offline-share": { threshold: 0.1, forMs: 600_000, severity: "P1" },
  "auth-errors": { threshold: 0.001, forMs: 300_000, severity: "P2" },
  "connect-refusals": { threshold: 50, forMs: 60_000, severity: "P2" },
  "ingest-queue": { threshold: 100_000, forMs: 60_000, severity: "P1" },
  "reboot-rate": { threshold: 0.03, forMs: 600_000, severity: "P2" },
};

/** The rules a scenario without `alerts` has: one per metric, called after it. */
const DEFAULT_ALERTS: readonly AlertRule[] = (Object.keys(DEFAULTS) as Metric[]).map((metric) => ({
  id: metric,
  metric,
  ...DEFAULTS[metric],
}));

export const readAlerts = (context: Context): AlertRule[] => {
  if (childOf(context.root, "alerts") === undefined) return DEFAULT_ALERTS.map((rule) => ({ ...rule }));
  checkUnique(context, itemsOf(context.root, "alerts"), "alert");
  return readItems(context.problems, alertSchema, context.root, "alerts").map(({ value }) => ({
    id: value.id,
    metric: value.metric,
    threshold: value.threshold ?? DEFAULTS[value.metric].threshold,
    forMs: value.for ?? DEFAULTS[value.metric].forMs,
    severity: value.severity ?? DEFAULTS[value.metric].severity,
  }));
};
