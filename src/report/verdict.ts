// How a run ends, as one word and one exit code. When several things are true the most serious one speaks:
// invariant broken > environment failed > interrupted > stopped > expectation failed > no data. Wishes (severity should)
// never decide, and promises to tenants only where they were asked to (--sla must).

import type { ExpectationResult } from "../result/expectation.js";
import type { TenantPromise } from "../result/service-level.js";
import type { RunVerdict } from "../result/summary.js";

export const EXIT_CODES: Record<RunVerdict, number> = {
  passed: 0,
  failed: 1,
  stopped: 4,
  broken: 5,
  "no-data": 8,
  lost: 7,
  interrupted: 130,
};

/** The invariant about reverted faults. A fault left in place fails the run (1); it does not make its figures wrong (5). */
const REVERTED = "faults-reverted";

export interface VerdictInput {
  invariants: readonly { name: string; ok: boolean }[];
  expectations: readonly Pick<ExpectationResult, "verdict" | "severity">[];
  /** How the run ended: "until" is an end that was asked for. */
  end: "complete" | "stopped" | "interrupted" | "lost" | "until";
  /** Faults whose marks are still on something at the end. */
  unreverted: readonly string[];
  promises?: {
    readonly must: boolean;
    readonly made: readonly Pick<TenantPromise, "met">[];
  };
}

export const brokenInvariants = <T extends { name: string; ok: boolean }>(invariants: readonly T[]): T[] =>
  invariants.filter((one) => !one.ok && one.name !== REVERTED);

/** The run's verdict, by the precedence above. */
export const verdictOf = ({
  invariants,
  expectations,
  end,
  unreverted,
  promises,
}: VerdictInput): RunVerdict => {
  const promised = (met: boolean | null): boolean =>
    promises?.must === true && promises.made.some((one) => one.met === met);
  const required = (verdict: string): boolean =>
    expectations.some((one) => one.severity === "must" && one.verdict === verdict);
  if (brokenInvariants(invariants).length > 0) return "broken";
  if (end === "lost") return "lost";
  if (end === "interrupted") return "interrupted";
  if (end === "stopped") return "stopped";
  const left = unreverted.length > 0 || invariants.some((one) => !one.ok && one.name === REVERTED);
  if (left || required("fail") || promised(false)) return "failed";
  if (required("no-data") || promised(null)) return "no-data";
  return "passed";
};
