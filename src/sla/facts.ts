// Facts: what an expression may ask that is no metric (expression-names.ts lists them). Rollouts and costs are handed
// in, availability and freshness are folded from the series up to the moment asked for.
import { MICRO_USD } from "../core/units.js";
import type { SeriesStore } from "../event/series.js";
import { availabilityOf, freshnessOf, type TenantGroups, TenantReader } from "./tenant-totals.js";

/** Answers in the units of the fact: shares 0..1, money in USD, time in s; null when there is no data. */
export interface Facts {
  read(name: string, id: string | null, momentMs: number): number | string | null;
  /** Moments at which a text fact changes, ascending. */
  readonly changesMs: readonly number[];
}

interface RolloutFact {
  readonly id: string;
  /** Share 0..1, or null when it never started. */
  readonly blastRadius: number | null;
  /** Ascending by time. */
  readonly changes: readonly { readonly atMs: number; readonly status: string }[];
}

export interface RunFactSources {
  readonly series: SeriesStore;
  readonly naming: TenantGroups & { readonly tenants: readonly string[] };
  readonly rollouts: readonly RolloutFact[];
  /** The invoice of a month, or null when the run was not priced. */
  readonly monthly: { readonly totalMicroUsd: number; readonly perDeviceMicroUsd: number } | null;
}

/** The facts of a run, from its series, its rollouts and its invoice. */
export const runFacts = ({ series, naming, rollouts, monthly }: RunFactSources): Facts => {
  const readers = new Map(naming.tenants.map((tenant) => [tenant, new TenantReader(series, naming, tenant)]));
  const totals = (tenant: string, toMs: number) => readers.get(tenant)?.over({ fromMs: 0, toMs }) ?? null;
  return {
    changesMs: [...new Set(rollouts.flatMap(({ changes }) => changes.map(({ atMs }) => atMs)))].sort(
      (x, y) => x - y,
    ),
    read: (name, id, momentMs) => {
      const rollout = rollouts.find((one) => id === null || one.id === id);
      const tenant = id ?? naming.tenants[0];
      switch (name) {
        case "run.duration":
          return momentMs / 1000;
        case "rollout.status":
          if (rollout === undefined) return null;
          return rollout.changes.filter(({ atMs }) => atMs <= momentMs).at(-1)?.status ?? "scheduled";
        case "rollout.blastRadius":
          return rollout?.blastRadius ?? null;
        case "cost.monthly.total":
          return monthly === null ? null : monthly.totalMicroUsd / MICRO_USD;
        case "cost.monthly.perDevice":
          return monthly === null ? null : monthly.perDeviceMicroUsd / MICRO_USD;
        case "sla.availability": {
          const sum = totals(tenant, momentMs);
          return sum === null ? null : availabilityOf(sum);
        }
        case "sla.freshness": {
          const sum = totals(tenant, momentMs);
          return sum === null ? null : freshnessOf(sum);
        }
        default:
          return null;
      }
    },
  };
};

/** For scopes without rollouts, costs or tenants: stop conditions on metrics alone. */
export const NO_FACTS: Facts = {
  changesMs: [],
  read: (name, _id, momentMs) => (name === "run.duration" ? momentMs / 1000 : null),
};
