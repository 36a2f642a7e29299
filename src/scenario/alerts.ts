// Alert rules: the file's own, or a default set (LIF-5, SLA-1; a reboot rate below 0.01 is normal, LIF-12).

import type { z } from "zod";
import { MINUTE_MS } from "../core/duration.js";
import type { WhyUncounted } from "../sla/expression-check.js";
import { readThreshold } from "../spec/alert-metrics.js";
import type { AlertRule } from "../spec/cloud.js";
import type { Context } from "./context.js";
import type { Fleet } from "./fleet.js";
import { type Item, readItems } from "./issues.js";
import { alertSchema } from "./schema/expectation.js";
import { childOf, itemsOf, pathText, spanAt, textOf } from "./tree.js";
import { checkUnique } from "./unique.js";

type Metric = AlertRule["metric"];

const DEFAULTS: Record<Metric, Omit<AlertRule, "id" | "metric" | "isDefault">> = {
  "offline-share": { threshold: 0.1, forMs: 600_000, severity: "P1" },
  "auth-errors": { threshold: 0.001, forMs: 300_000, severity: "P2" },
  "connect-refusals": { threshold: 50, forMs: MINUTE_MS, severity: "P2" },
  "ingest-queue": { threshold: 100_000, forMs: MINUTE_MS, severity: "P1" },
  "reboot-rate": { threshold: 0.03, forMs: 600_000, severity: "P2" },
};

/** The rules a scenario without `alerts` has: one per metric, called after it. */
const DEFAULT_ALERTS: readonly AlertRule[] = (Object.keys(DEFAULTS) as Metric[]).map((metric) => ({
  id: metric,
  metric,
  ...DEFAULTS[metric],
  isDefault: true,
}));

export const readAlerts = (context: Context): AlertRule[] => {
  if (childOf(context.root, "alerts") === undefined) return DEFAULT_ALERTS.map((rule) => ({ ...rule }));
  checkUnique(context, itemsOf(context.root, "alerts"), "alert");
  return readItems(context.problems, alertSchema, context.root, "alerts").map((item) => {
    const { id, metric, for: forMs, severity } = item.value;
    const usual = DEFAULTS[metric];
    return {
      id,
      metric,
      threshold: thresholdOf(context, item) ?? usual.threshold,
      forMs: forMs ?? usual.forMs,
      severity: severity ?? usual.severity,
      isDefault: false,
    };
  });
};

/** What an alert counts, where that is a metric that may have no source. */
const COUNTED_BY: Partial<Record<Metric, string>> = { "auth-errors": "auth.errors" };

/** Tells of the file's own alerts that nothing in it can raise. */
export const checkAlerts = (context: Context, fleet: Fleet, whyUncounted: WhyUncounted): void => {
  if (!fleet.complete) return;
  for (const tree of itemsOf(context.root, "alerts")) {
    const counted = COUNTED_BY[(textOf(tree, "metric") ?? "") as Metric];
    const missing =
      counted === undefined ? null : whyUncounted(counted, [""], Array.from(fleet.devices.keys()));
    if (missing === null) continue;
    const id = textOf(tree, "id");
    const message = `alert \`${id}\` can never be raised: ${missing}`;
    context.problems.warning(
      spanAt(tree, ["metric"]),
      "SCN081",
      message,
      "add what would raise it, or leave it out",
    );
  }
};

const thresholdOf = (
  context: Context,
  { value: { metric, threshold }, tree, path }: Item<z.output<typeof alertSchema>>,
): number | undefined => {
  if (threshold === undefined) return undefined;
  const read = readThreshold(metric, threshold);
  if (read.ok) return read.value;
  const label = pathText([...path, "threshold"]);
  context.problems.error(spanAt(tree, ["threshold"]), "SCN082", `${label}: ${read.message}`, read.hint);
  return undefined;
};
