// summary.json: the machine-readable account, the same bytes for the same summary whatever built it.
import type { Summary } from "../result/summary.js";

/** Top-level order of the file; within objects keys go by code unit, lists keep their order. */
const ORDERED: Record<keyof Summary, true> = {
  schema: true,
  run: true,
  verdict: true,
  exitCode: true,
  fleet: true,
  expectations: true,
  stop: true,
  ledger: true,
  energy: true,
  fog: true,
  detection: true,
  sla: true,
  slis: true,
  promises: true,
  rollouts: true,
  cost: true,
  phases: true,
  invariants: true,
  notes: true,
  reproduce: true,
  environment: true,
};
const ORDER = Object.keys(ORDERED) as (keyof Summary)[];

/** A copy whose objects have their keys in code unit order. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
};

/** JSON with two spaces and a newline at the end. */
export const renderSummaryJson = (summary: Summary): string =>
  `${JSON.stringify(Object.fromEntries(ORDER.map((key) => [key, sorted(summary[key])])), null, 2)}\n`;
