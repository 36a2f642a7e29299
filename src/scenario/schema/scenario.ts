// The whole file as one schema: for editors (JSON Schema) and for the list of top-level keys. The loader reads section
// by section with the same parts, so that one bad section hides no other.
import { z } from "zod";
import { positiveDuration, runDuration } from "../quantities.js";
import { name, oneOrMany, plainValue, someText, strict } from "../schema-parts.js";
import { cloudSchema } from "./cloud.js";
import { alertSchema, expectationSchema, stopSchema } from "./expectation.js";
import { siteSchema, startSchema, tenantSchema } from "./fleet.js";
import { RECORD_RULES_MAX, recordSchema } from "./record.js";
import { firmwareSchema, rolloutSchema } from "./rollout.js";
import { timelineSchema } from "./timeline.js";
import { outagesSchema } from "./trace.js";

export const headerShape = {
  iotctl: z.literal(1).meta({ description: "format version" }),
  name: name().optional(),
  description: z.string().max(4_000).optional(),
  seed: someText("any phrase or number; without `seed` it is 1").optional(),
  duration: runDuration().optional(),
  startsAt: z.string().optional().meta({ description: "calendar time of the start, ISO 8601, UTC" }),
  priceBook: name().optional(),
};

const settings = () => z.record(z.string(), plainValue());

export const scenarioSchema = strict({
  ...headerShape,
  params: settings().optional(),
  include: oneOrMany(z.string()).optional(),
  tenants: z.array(tenantSchema).optional(),
  sites: z.array(siteSchema).optional(),
  start: startSchema.optional(),
  cloud: cloudSchema.optional(),
  firmware: z.array(firmwareSchema).optional(),
  phases: z.record(z.string(), positiveDuration()).optional(),
  timeline: z.array(timelineSchema).optional(),
  outages: z.array(outagesSchema).optional(),
  record: z.array(recordSchema).max(RECORD_RULES_MAX).optional(),
  rollouts: z.array(rolloutSchema).optional(),
  alerts: z.array(alertSchema).optional(),
  stop: z.array(stopSchema).optional(),
  expect: z.array(expectationSchema).optional(),
  variants: z.record(z.string(), strict({ set: settings() })).optional(),
  matrix: z.record(z.string(), z.array(plainValue())).optional(),
});

export const SCENARIO_KEYS = Object.keys(scenarioSchema.shape);
