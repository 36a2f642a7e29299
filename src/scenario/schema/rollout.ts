// Firmware images and rollouts as written. Rates and abort criteria carry the names of AWS IoT Jobs
// (baseRatePerMinute, failureType, thresholdPercentage, minNumberOfExecutedThings); soak times are our own.
import { z } from "zod";
import { OUTCOME_REASONS, type OutcomeReason } from "../../event/vocabulary.js";
import { duration, percent, positiveDuration, size, timeText } from "../quantities.js";
import { integer, name, numeric, strict } from "../schema-parts.js";
import { behaviourSchema } from "./behaviour.js";
import { targetSchema } from "./target.js";

const version = () => z.string().min(1).max(60);
const imageSize = () => size({ min: 1, max: 4_000_000_000, range: "between 1B and 4GB" });

export const firmwareSchema = strict({
  version: version(),
  size: imageSize(),
  delta: strict({ from: version(), size: imageSize() }).optional(),
  behaviours: z.array(behaviourSchema).max(20).default([]),
  /** What is wrong with the image itself, with one stored block of it, or with its patch. */
  defect: z
    .enum(["none", "corrupt", "wrong-key", "truncated", "corrupt-chunk", "truncated-chunk", "wrong-base"])
    .default("none"),
});

/** The reasons of ends that count as failures. */
const failureReason = () =>
  z.enum(
    (Object.keys(OUTCOME_REASONS) as OutcomeReason[]).filter((reason) =>
      ["FAILED", "REJECTED", "TIMED_OUT"].includes(OUTCOME_REASONS[reason]),
    ),
  );

const abortSchema = strict({
  failureType: z.enum(["FAILED", "REJECTED", "TIMED_OUT", "ALL"]).default("ALL"),
  /** Only failures for this reason, or one of these. */
  reason: z.union([failureReason(), z.array(failureReason()).min(1).max(20)]).optional(),
  thresholdPercentage: percent().optional(),
  minNumberOfExecutedThings: integer(1, 2_000_000).default(1),
  action: z.enum(["CANCEL", "ROLLBACK", "PAUSE"]).default("CANCEL"),
  /** Instead of a share of failures: the canary against the others, e.g. `canary.reboots > 3 * baseline.reboots`. */
  when: z.string().max(200).optional(),
  /** Sliding window of `when`. */
  window: positiveDuration().prefault("1h"),
});

export const rolloutSchema = strict({
  id: name(),
  at: timeText(),
  to: version(),
  target: targetSchema,
  stages: z
    .array(strict({ percent: percent(), soak: duration().prefault("0s") }))
    .min(1)
    .max(50)
    .prefault([
      { percent: 1, soak: "24h" },
      { percent: 10, soak: "24h" },
      { percent: 50, soak: "24h" },
      { percent: 100 },
    ]),
  rate: strict({
    baseRatePerMinute: integer(1, 1_000_000).default(50),
    incrementFactor: numeric(1, 100).default(1.5),
    numberOfNotifiedThings: integer(1, 2_000_000).default(50),
    maximumPerMinute: integer(1, 1_000_000).default(1_000),
  }).prefault({}),
  abort: z.array(abortSchema).max(20).default([]),
  timeout: positiveDuration().prefault("30m"),
  restartJitter: duration().prefault("0s"),
});
