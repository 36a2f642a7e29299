// The parameters each kind of fault takes, as written and as the model reads them: durations end in Ms, shares in Ppm.
import { z } from "zod";
import { duration, rate, share } from "../quantities.js";
import type { FaultKind, Target } from "../scenario.js";
import { numeric, strict } from "../schema-parts.js";

const MILLION = 1_000_000_000;
const MILLION_PPM = 1_000_000;
const aboveZero = { min: 0.000_001, max: MILLION, range: "above 0" };
const someShare = () => share({ min: 1, range: "above 0% and at most 100%" });

export interface FaultRule {
  params: z.ZodType<Record<string, number>>;
  /** What it strikes when the target does not say; null: no target, it strikes the cloud. */
  strikes: Target["kind"] | null;
}

const none = strict({}).transform((): Record<string, number> => ({}));

export const FAULT_RULES: Record<FaultKind, FaultRule> = {
  "backhaul.outage": { params: none, strikes: "gateways" },
  "power.outage": {
    params: strict({
      restoreSpread: duration().prefault("0s"),
      scope: z.enum(["mains", "all"]).default("mains"),
    }).transform(({ restoreSpread, scope }) => ({
      restoreSpreadMs: restoreSpread,
      includeBattery: scope === "all" ? 1 : 0,
    })),
    strikes: "any",
  },
  "device.offline": { params: none, strikes: "devices" },
  "broker.limit": {
    params: strict({
      connectsPerSecond: rate(aboveZero).optional(),
      ingestPerSecond: rate(aboveZero).optional(),
    })
      .refine((limits) => limits.connectsPerSecond !== undefined || limits.ingestPerSecond !== undefined, {
        message: "it must have connectsPerSecond, ingestPerSecond or both",
        params: { code: "SCN017" },
      })
      .transform((limits) => {
        const set = Object.entries(limits).filter(
          (entry): entry is [string, number] => entry[1] !== undefined,
        );
        return Object.fromEntries(set);
      }),
    strikes: null,
  },
  "cloud.outage": { params: none, strikes: null },
  "cert.expiry": { params: none, strikes: "devices" },
  // All readings where neither is written; with `downlinks` alone no reading.
  "payload.corrupt": {
    params: strict({ share: someShare().optional(), downlinks: someShare().optional() }).transform(
      ({ share, downlinks = 0 }): Record<string, number> => ({
        sharePpm: share ?? (downlinks > 0 ? 0 : MILLION_PPM),
        ...(downlinks > 0 ? { downlinksPpm: downlinks } : {}),
      }),
    ),
    strikes: "devices",
  },
  "sensor.stuck": { params: none, strikes: "devices" },
  "sensor.drift": {
    params: strict({ perHour: numeric(-MILLION, MILLION) }),
    strikes: "devices",
  },
  "sensor.spike": {
    params: strict({ share: someShare(), size: numeric(-MILLION, MILLION) }).transform(({ share, size }) => ({
      sharePpm: share,
      size,
    })),
    strikes: "devices",
  },
  "sensor.noise": { params: strict({ sigma: numeric(0, MILLION) }), strikes: "devices" },
  "sensor.silence": { params: none, strikes: "devices" },
  "sensor.unit": { params: none, strikes: "devices" },
  "clock.jump": {
    params: strict({ by: duration(), back: z.boolean().default(false) }).transform(({ by, back }) => ({
      offsetMs: back ? -by : by,
    })),
    strikes: "devices",
  },
  "command.replay": { params: none, strikes: "devices" },
  "command.forge": { params: none, strikes: "devices" },
  "credential.reuse": { params: none, strikes: "devices" },
  "link.loss": {
    params: strict({ loss: someShare() }).transform(({ loss }) => ({ lossPpm: loss })),
    strikes: "devices",
  },
};

export const FAULT_KINDS = Object.keys(FAULT_RULES) as FaultKind[];
