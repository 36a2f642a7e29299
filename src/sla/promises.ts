// What a scenario promises its tenants, and whether it was kept. A target nobody wrote is a default and no promise.
import type { TenantPromise, TenantSla } from "../result/service-level.js";

/** The promises of all tenants, in the order of the tenants, availability first. */
export const promisesOf = (tenants: readonly TenantSla[]): TenantPromise[] =>
  tenants.flatMap((one) => [
    ...(one.stated.availability
      ? [
          {
            tenant: one.tenant,
            what: "availability" as const,
            target: one.target,
            measured: one.availability,
            met: one.met,
          },
        ]
      : []),
    ...(one.stated.freshness
      ? [
          {
            tenant: one.tenant,
            what: "freshness" as const,
            target: one.freshnessTarget,
            measured: one.freshness,
            met: one.freshnessMet,
          },
        ]
      : []),
  ]);
