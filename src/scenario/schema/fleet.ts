// tenants, sites, gateways and device groups as written.
import { z } from "zod";
import { DEVICES_MAX, GATEWAYS_MAX } from "../limits.js";
import { duration, share } from "../quantities.js";
import { groupName, integer, labels, name, oneOrMany, strict } from "../schema-parts.js";
import { replaySchema } from "./trace.js";

export const tenantSchema = strict({
  id: name(),
  sla: strict({
    availability: share().prefault("99.9%"),
    freshness: strict({
      share: share().prefault("95%"),
      within: duration({ min: 1, range: "above 0s" }).prefault("2m"),
    }).prefault({}),
  }).prefault({}),
});

/** A twin's own text, laid over the twin file; checked as part of the whole twin. */
const overrides = () =>
  z.record(z.string(), z.unknown()).meta({ description: "keys of the twin that differ for this group" });

export const gatewayGroupSchema = strict({
  id: groupName().optional(),
  twin: name(),
  count: integer(1, GATEWAYS_MAX).default(1),
  pairs: z.boolean().default(false).meta({
    description: "two and two take over from each other: the first and second, the third and fourth ...",
  }),
  overrides: overrides().optional(),
});

export const deviceGroupSchema = strict({
  id: groupName().optional(),
  twin: name(),
  count: integer(1, DEVICES_MAX),
  tenant: name().optional(),
  via: z.enum(["gateway", "direct"]).optional(),
  labels: labels().default({}),
  replay: replaySchema.optional(),
  overrides: overrides().optional(),
});

export const siteSchema = strict({
  id: name(),
  region: name().default("default"),
  gateways: oneOrMany(gatewayGroupSchema).optional(),
  devices: z.array(deviceGroupSchema).default([]),
});

export const startSchema = strict({
  state: z.enum(["active", "unprovisioned"]).default("active"),
  over: duration().prefault("0s"),
});
