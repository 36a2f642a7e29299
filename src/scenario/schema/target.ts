// Whom something happens to, as written. `all` is every entity of the action's kind.
import { z } from "zod";
import { DEVICES_MAX } from "../limits.js";
import { percent } from "../quantities.js";
import { flagOr, groupName, integer, labels, name, strict } from "../schema-parts.js";

const some = <S extends z.ZodType>(schema: S) => z.array(schema).min(1).optional();
const glob = () => z.string().min(1).max(120).meta({ description: "a twin's name; * stands for anything" });
const version = () => z.string().min(1).max(60);

const share = {
  percent: percent().optional(),
  count: integer(1, DEVICES_MAX).optional(),
};

const targetMapSchema = strict({
  site: name().optional(),
  sites: some(name()),
  region: name().optional(),
  regions: some(name()),
  tenant: name().optional(),
  tenants: some(name()),
  twin: glob().optional(),
  twins: some(glob()),
  group: groupName().optional(),
  groups: some(groupName()),
  id: z.string().min(1).optional(),
  ids: some(z.string().min(1)),
  labels: labels().default({}),
  version: version().optional(),
  versions: some(version()),
  gateways: flagOr(strict(share)).optional(),
  kind: z.enum(["devices", "gateways", "any"]).optional(),
  ...share,
  pick: z.enum(["random", "first", "worst-signal"]).default("random"),
  allowEmpty: z.boolean().default(false),
});

export const targetSchema = z.union([z.literal("all"), targetMapSchema]);

export type TargetText = z.output<typeof targetSchema>;
