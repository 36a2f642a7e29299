// summary.json: the machine-readable account, the same bytes for the same summary whatever built it.
import type { Summary } from "../result/summary.js";

/** Top-level order of the file; within objects keys go by code unit, lists keep their order. */
const ORDER: (keyof Summary)[] = [
  "schema",
  "run",
  "verdict",
  "exitCode",
  "fleet",
  "expectations",
  "stop",
  "ledger",
  "energy",
  "fog",
  "sla",
  "slis",
  "promises",
  "rollouts",
  "cost",
  "phases",
  "invariants",
  "notes",
  "reproduce",
  "environment",
];

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
