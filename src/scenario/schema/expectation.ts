// Expectations, stop conditions and alert rules as written.
import { z } from "zod";
import { parseShare } from "../../core/units.js";
import type { ScenarioCode } from "../codes.js";
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

/** A number, or a share as the fraction it is: `10%` is 0.1. */
const threshold = () =>
  z
    .unknown()
    .transform((raw, context): number => {
      if (typeof raw === "number" && raw > 0 && Number.isFinite(raw)) return raw;
      const share = typeof raw === "string" ? parseShare(raw) : undefined;
      if (share?.ok && share.value > 0) return share.value / 1_000_000;
      const code: ScenarioCode = typeof raw === "number" ? "SCN014" : "SCN012";
      const message = "it must be a number above 0 or a share such as 5%";
      context.addIssue({ code: "custom", message, input: raw, params: { code } });
      return z.NEVER;
    })
    .meta({ type: ["string", "number"], description: "a number above 0, or a share such as 5%" });

const ALERT_METRICS = [
  "offline-share",
  "auth-errors",
  "connect-refusals",
  "ingest-queue",
  "reboot-rate",
] as const;

export const alertSchema = strict({
  id: name(),
  metric: z.enum(ALERT_METRICS),
  threshold: threshold().optional(),
  for: positiveDuration().optional(),
  severity: z.enum(["P0", "P1", "P2", "P3", "P4"]).optional(),
});
