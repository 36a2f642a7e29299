// The figures of a run in words, shared by the terminal, Markdown and comparison: name, value, and which way is better.

import type { ExpectationResult } from "../result/expectation.js";
import type { Summary } from "../result/summary.js";
import { bytes, clock, count, duration, joules, NONE, share, usd } from "./figures.js";

export interface AccountLine {
  name: string;
  /** What differences are computed from; null without data. */
  value: number | null;
  text: string;
  /** A share 0..1: differences are percentage points. */
  isShare: boolean;
  /** Which direction a customer wants; none for mere description. */
  better: "more" | "less" | "none";
}

export const lostTotal = (summary: Summary): number =>
  Object.values(summary.ledger.dropped).reduce((x, y) => x + y, 0);

const line = (
  name: string,
  value: number | null,
  better: AccountLine["better"],
  text: (value: number) => string,
): AccountLine => ({
  name,
  value,
  isShare: false,
  better,
  text: value === null || !Number.isFinite(value) ? NONE : text(value),
});

/** A share 0..1 with `digits` decimals of its percentage. */
const shareLine = (
  name: string,
  value: number | null,
  better: AccountLine["better"],
  digits: number,
): AccountLine => ({ ...line(name, value, better, (v) => share(v, digits)), isShare: true });

const tenantLines = (summary: Summary): AccountLine[] =>
  summary.sla.flatMap((one) => [
    shareLine(`availability, ${one.tenant}`, one.availability, "more", 3),
    shareLine(`freshness, ${one.tenant}`, one.freshness, "more", 2),
  ]);

const rolloutLines = (summary: Summary): AccountLine[] =>
  summary.rollouts.flatMap((one) => [
    line(`${one.id}: updated`, one.succeeded, "none", count),
    line(`${one.id}: failed`, one.failed, "less", count),
    shareLine(`${one.id}: blast radius`, one.blastRadius, "less", 2),
  ]);

/** All headline figures of a run, in reading order. */
export const accountOf = (summary: Summary): AccountLine[] => {
  const { ledger, fog, energy, cost, run, fleet } = summary;
  return [
    line("virtual time", run.virtualMs, "none", duration),
    line("devices", fleet.devices, "none", count),
    line("gateways", fleet.gateways, "none", count),
    ...tenantLines(summary),
    line("readings produced", ledger.produced, "none", count),
    shareLine(
      "readings delivered",
      ledger.produced === 0 ? null : ledger.delivered / ledger.produced,
      "more",
      3,
    ),
    line("readings lost", lostTotal(summary), "less", count),
    line("duplicates removed", ledger.duplicates, "none", count),
    shareLine("fog: fewer messages", fog.messagesIn === 0 ? null : fog.reductionMessages, "more", 1),
    shareLine("fog: fewer bytes", fog.bytesIn === 0 ? null : fog.reductionBytes, "more", 1),
    line("bytes to the cloud from fog", fog.bytesOut, "less", bytes),
    ...rolloutLines(summary),
    line("energy from batteries", energy.drainedJ, "less", joules),
    line("cost per month", cost.monthly.total, "less", usd),
    line("cost per device and month", cost.monthly.perDevice, "less", usd),
    line("cost per month without fog", cost.withoutFog.total, "none", usd),
  ];
};

/** Words for the energy book: a run without the check (a live one may have none) is not called out of balance. */
export const energyWords = ({
  energy,
  invariants,
}: Summary): "balances" | "does not balance" | "not checked" => {
  if (energy.balanced) return "balances";
  return invariants.some((one) => one.name.includes("energy")) ? "does not balance" : "not checked";
};

/** `measured 240, asked for == 0`; without data, why. */
export const measuredWords = ({ measured, threshold }: ExpectationResult): string => {
  const asked = threshold === "" ? "" : `, asked for ${threshold}`;
  return measured.startsWith("no data") ? measured : `measured ${measured}${asked}`;
};

/** A moment as a clock, or nothing. */
export const momentWords = (atMs: number | null): string => (atMs === null ? "" : clock(atMs));
