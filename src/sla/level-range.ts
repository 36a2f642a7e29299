// An invariant over what a run says of its service levels: a share lies within 0..1, and nothing that is counted is
// negative or no number. One that does not is a bug of ours, whatever the books say.
import type { InvariantResult } from "../result/run.js";
import type { TenantSla } from "../result/service-level.js";
import type { Sli } from "./sli.js";

interface Levels {
  readonly tenants: readonly Pick<TenantSla, "tenant" | "availability" | "freshness">[];
  readonly slis: readonly Pick<Sli, "id" | "value" | "unit">[];
  readonly rollouts: readonly { readonly id: string; readonly blastRadius: number }[];
}

const isShare = (value: number): boolean => value >= 0 && value <= 1;

/** The invariant, as the engine gives its own. */
export const levelsInRange = ({ tenants, slis, rollouts }: Levels): InvariantResult => {
  const shares: [string, number | null][] = [
    ...tenants.flatMap(({ tenant, availability, freshness }): [string, number | null][] => [
      [`availability of ${tenant}`, availability],
      [`freshness of ${tenant}`, freshness],
    ]),
    ...rollouts.map(({ id, blastRadius }): [string, number] => [`blast radius of ${id}`, blastRadius]),
    ...slis
      .filter(({ unit }) => unit === "share")
      .map(({ id, value }): [string, number | null] => [id, value]),
  ];
  const wrong = shares.flatMap(([name, value]) =>
    value === null || isShare(value) ? [] : [`${name} is ${value}`],
  );
  for (const { id, value, unit } of slis)
    if (value !== null && unit !== "share" && !(value >= 0 && Number.isFinite(value)))
      wrong.push(`${id} is ${value} ${unit}`);
  return {
    name: "levels-in-range",
    ok: wrong.length === 0,
    detail: wrong.length === 0 ? "every share of a service level lies within 0 and 1" : wrong.join("; "),
  };
};
