// tenants and what they were promised. A file without tenants has one, called `default`, with the default promises.
import type { z } from "zod";
import type { TenantSpec } from "../spec/fleet.js";
import type { Context } from "./context.js";
import { readItems } from "./issues.js";
import { TENANTS_MAX } from "./limits.js";
import { tenantSchema } from "./schema/fleet.js";
import { childOf, itemsOf, spanAt, type Tree } from "./tree.js";
import { checkUnique } from "./unique.js";

const hasKey = (tenant: Tree, key: string): boolean => {
  const sla = childOf(tenant, "sla");
  return sla !== undefined && childOf(sla, key) !== undefined;
};

/** What is no promise (a quota) has the same name in the file and in the spec. */
const specOf = ({ id, sla, ...own }: z.output<typeof tenantSchema>, tree?: Tree): TenantSpec => ({
  id,
  ...own,
  availabilityPpm: sla.availability,
  freshnessSharePpm: sla.freshness.share,
  freshnessWithinMs: sla.freshness.within,
  stated: {
    availability: tree !== undefined && hasKey(tree, "availability"),
    freshness: tree !== undefined && hasKey(tree, "freshness"),
  },
});

export const readTenants = (context: Context): TenantSpec[] => {
  const { problems, root } = context;
  const items = readItems(problems, tenantSchema, root, "tenants");
  const written = itemsOf(root, "tenants");
  checkUnique(context, written, "tenant");
  if (written.length > TENANTS_MAX) {
    const message = `there are ${written.length} tenants; at most ${TENANTS_MAX} are allowed`;
    problems.error(spanAt(root, ["tenants"]), "SCN014", message);
  }
  if (written.length === 0) return [specOf(tenantSchema.parse({ id: "default" }))];
  return items.map(({ value, tree }) => specOf(value, tree));
};
