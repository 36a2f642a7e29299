// Service levels of a run: what each tenant got against its targets, what the scenario promised, and the indicators.

/** Shares are 0..1; null where there was no data. */
export interface TenantSla {
  tenant: string;
  availability: number | null;
  target: number;
  met: boolean | null;
  freshness: number | null;
  freshnessTarget: number;
  freshnessMet: boolean | null;
  /** Promises the scenario makes. A target that is not stated is a default, and no promise breaks when it is missed. */
  stated: { availability: boolean; freshness: boolean };
  devices: number;
  /** 1 is all of it; null without data, or when a 100 % target leaves no budget and some was used. */
  errorBudgetUsed: number | null;
}

export interface TenantPromise {
  tenant: string;
  what: "availability" | "freshness";
  /** Shares 0..1; null where there was no data. */
  target: number;
  measured: number | null;
  met: boolean | null;
}

/** A service level indicator; null where there was no data. */
export interface SliFigure {
  value: number | null;
  /** `share` is 0..1. */
  unit: string;
  target: string;
  /** Where the target comes from: `default` is this product's, nobody's promise; `none` without a target. */
  basis: "default" | "none";
  met: boolean | null;
  help: string;
}
