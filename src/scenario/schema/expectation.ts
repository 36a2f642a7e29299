// Expectations, stop conditions and alert rules as written.
import { z } from "zod";
import { SEVERITIES } from "../../event/vocabulary.js";
import { ALERT_METRICS, type AlertMetric } from "../../spec/alert-metrics.js";
import { positiveDuration, timeText } from "../quantities.js";
import { flagOr, name, strict } from "../schema-parts.js";

const EXPRESSION_MAX = 2_000;
const expression = () => z.string().min(1).max(EXPRESSION_MAX);
/** `true`, or over which stretch: from a time or event on, for a while or to the end. */
const stretch = () =>
  flagOr(strict({ from: timeText().optional(), within: positiveDuration().optional() })).optional();

export const expectationSchema = strict({
  id: name(),
  description: z.string().optional(),
  that: expression().optional(),
  sql: expression().optional(),
  always: stretch(),
  eventually: stretch(),
  never: stretch(),
  sometimes: stretch(),
  severity: z.enum(["must", "should"]).default("must"),
  onNoData: z.enum(["no-data", "pass"]).default("no-data"),
});

export const stopSchema = strict({ id: name(), when: expression() });

const METRICS = Object.keys(ALERT_METRICS) as [AlertMetric, ...AlertMetric[]];

export const alertSchema = strict({
  id: name(),
  metric: z.enum(METRICS),
  threshold: z
    .unknown()
    .optional()
    .meta({
      type: ["string", "number"],
      description: "in the metric's unit: 10%, 50/s, 0.03/h, or a number",
    }),
  for: positiveDuration().optional(),
  severity: z.enum(SEVERITIES).optional(),
});
