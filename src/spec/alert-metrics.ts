// What an alert can watch: each metric with its unit, so that a threshold of another unit is told instead of meaning
// something else (10 on a share was 1000 %, silently).
import { HOUR_MS, SECOND_MS } from "../core/duration.js";
import { PPM, parseRate, parseShare } from "../core/units.js";
import type { AlertRule } from "./cloud.js";

export type AlertMetric = AlertRule["metric"];
type AlertUnit = "share" | "per second" | "messages" | "per device and hour";

interface AlertMetricSpec {
  unit: AlertUnit;
  /** How a threshold is written. */
  example: string;
  help: string;
}

/** All are looked at once a minute of virtual time, over the minute before where they count something. */
export const ALERT_METRICS: Readonly<Record<AlertMetric, AlertMetricSpec>> = {
  "offline-share": {
    unit: "share",
    example: "10%",
    help: "registered devices without a session, of all registered, at the look",
  },
  "auth-errors": {
    unit: "share",
    example: "0.1%",
    help: "session requests of the last minute that failed to authenticate",
  },
  "connect-refusals": {
    unit: "per second",
    example: "50/s",
    help: "session requests refused, on average over the last minute",
  },
  "ingest-queue": {
    unit: "messages",
    example: "100000",
    help: "deepest ingest queue of the last minute",
  },
  "reboot-rate": {
    unit: "per device and hour",
    example: "0.03/h",
    help: "reboots the cloud heard of in the last minute, by registered device",
  },
};

export type ReadThreshold = { ok: true; value: number } | { ok: false; message: string; hint: string };

/** A threshold as written, in the metric's unit: a share as 0..1, a rate by second, a reboot rate by hour. */
export const readThreshold = (metric: AlertMetric, raw: unknown): ReadThreshold => {
  const { unit, example } = ALERT_METRICS[metric];
  const wrong = (message: string, hint = `write ${example}`): ReadThreshold => ({ ok: false, message, hint });
  if (typeof raw !== "number" && typeof raw !== "string")
    return wrong(`${metric} is ${unitWords(unit)}; its threshold must be like ${example}`);
  const bare = typeof raw === "number" ? raw : /^\d+(\.\d+)?$/.test(raw.trim()) ? Number(raw) : Number.NaN;
  if (unit === "share") {
    const share = typeof raw === "string" ? parseShare(raw) : undefined;
    const percent = typeof raw === "string" ? /^(\d+(?:\.\d+)?)\s*%$/.exec(raw.trim()) : null;
    const value = share?.ok ? share.value / PPM : percent === null ? bare : Number(percent[1]) / 100;
    if (Number.isNaN(value)) return wrong(`${metric} is a share, and "${raw}" is none`);
    if (value <= 0) return wrong(`${metric}: a threshold of ${raw} is always passed; it must be above 0`);
    if (value >= 1)
      return wrong(
        `${metric} is a share: ${shareText(value)} is never passed; it must be below 100 %`,
        value > 1 && value < 100 && Number.isFinite(bare) ? `did you mean ${raw}%?` : `write ${example}`,
      );
    return { ok: true, value };
  }
  if (Number.isFinite(bare)) {
    if (bare <= 0) return wrong(`${metric}: a threshold of ${raw} must be above 0`);
    return { ok: true, value: bare };
  }
  const rate = unit !== "messages" && typeof raw === "string" ? parseRate(raw) : undefined;
  if (rate?.ok && rate.value > 0)
    return { ok: true, value: unit === "per second" ? rate.value : rate.value * (HOUR_MS / SECOND_MS) };
  return wrong(`${metric} is ${unitWords(unit)}, and "${raw}" is not`);
};

const unitWords = (unit: AlertUnit): string =>
  unit === "share" ? "a share" : unit === "messages" ? "a number of messages" : `a number ${unit}`;

const shareText = (value: number): string => `${Number((value * 100).toPrecision(6))} %`;

/** A measured value or a threshold, with its unit. */
export const alertFigure = (metric: AlertMetric, value: number): string => {
  const number = Number(value.toPrecision(4));
  switch (ALERT_METRICS[metric].unit) {
    case "share":
      return shareText(Number(value.toPrecision(4)));
    case "per second":
      return `${number}/s`;
    case "messages":
      return `${number} messages`;
    case "per device and hour":
      return `${number} per device and hour`;
  }
};

const DEFAULT = "default: ";

/** How outputs call a rule: one that nobody wrote says so. */
export const alertName = ({ id, isDefault }: Pick<AlertRule, "id" | "isDefault">): string =>
  isDefault ? `${DEFAULT}${id}` : id;
