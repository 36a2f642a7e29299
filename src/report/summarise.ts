// Brings everything a run left behind into one Summary. Counts come from the metric series, the end and the checks from
// the engine's result, service levels from src/sla; cost and expectation verdicts are worked out before and handed in.

import type { MetricName } from "../event/metric.js";
import type { Naming } from "../event/naming.js";
import type { SeriesStore } from "../event/series.js";
import type { CostReport } from "../result/cost.js";
import type { DetectionFigure } from "../result/detection.js";
import type { ExpectationResult } from "../result/expectation.js";
import type { InvariantResult, RunOutcome } from "../result/run.js";
import type { Summary } from "../result/summary.js";
import { tenantSla } from "../sla/availability.js";
import { levelsInRange } from "../sla/level-range.js";
import { promisesOf } from "../sla/promises.js";
import { measureSlis, sliRecord } from "../sla/sli.js";
import { journalHash } from "../spec/journal.js";
import type { Scenario } from "../spec/scenario.js";
import { total } from "./curves.js";
import { clock } from "./figures.js";
import { type LiveCommand, reproduceCommand } from "./reproduce.js";
import { rolloutNotes } from "./rollout-words.js";
import { EXIT_CODES, verdictOf } from "./verdict.js";

export interface SummariseInput {
  runId: string;
  /** Of iotctl. */
  version: string;
  scenario: Scenario;
  naming: Naming;
  series: SeriesStore;
  result: RunOutcome;
  cost: CostReport;
  detection?: readonly DetectionFigure[];
  expectations: ExpectationResult[];
  /** Values given on the command line as --set, in the order given. */
  set?: Readonly<Record<string, number | string | boolean>>;
  /** What was asked of a live run. */
  live?: LiveCommand | null;
  /** Where the run's journal stands, if it has one. */
  journalFile?: string | null;
  /** Of a fork: the run it comes from, when it parts from it, and the command that forks it again. */
  forkedFrom?: { from: string; atMs: number; command: string } | null;
  /** A missed promise fails the run (--sla must). */
  promisesMust?: boolean;
  notes?: readonly string[];
  environment: Summary["environment"];
}

const journalOf = (lines: readonly string[]): Summary["run"]["journal"] => ({
  entries: lines.length,
  sha256: journalHash(lines),
});

/** Totals of a metric by sub-key name, non-zero ones, in the vocabulary's order. */
const bySub = (
  { series, naming }: SummariseInput,
  metric: MetricName,
  names: readonly string[],
  unit = 1,
): Record<string, number> => {
  const groups = Array.from({ length: naming.groups.length + 1 }, (_, group) => group);
  const all: Record<string, number> = {};
  names.forEach((name, sub) => {
    const sum = total(series, { metric, groups, subs: [sub] });
    if (sum !== 0) all[name] = sum / unit;
  });
  return all;
};

const ledgerOf = (input: SummariseInput): Summary["ledger"] => {
  const { series, naming, result } = input;
  const produced = total(series, { metric: "messages.produced" });
  const delivered = total(series, { metric: "messages.delivered" });
  const dropped = bySub(input, "messages.dropped", naming.dictionaries.cause);
  const lost = Object.values(dropped).reduce((x, y) => x + y, 0);
  const inFlight = result.inFlight.reduce((x, y) => x + y, 0);
  return {
    produced,
    delivered,
    inFlight,
    dropped,
    duplicates: total(series, { metric: "messages.duplicates" }),
    balanced: produced === delivered + lost + inFlight,
  };
};

/**
 * The engine's invariants, and one of ours when the rows that came to the tables do not balance: the engine counted other
 * rows than were kept, so no figure made of them may pass.
 */
const invariantsOf = ({ result }: SummariseInput, ledger: Summary["ledger"]): InvariantResult[] => {
  const invariants = result.invariants.map(({ name, ok, detail }) => ({ name, ok, detail }));
  if (ledger.balanced) return invariants;
  const { produced, delivered, inFlight } = ledger;
  const lost = Object.values(ledger.dropped).reduce((x, y) => x + y, 0);
  const detail = `the tables hold ${produced} readings produced, ${delivered} delivered + ${lost} dropped, and ${inFlight} are in flight`;
  return [...invariants, { name: "stored-ledger", ok: false, detail }];
};

const NJ_PER_J = 1_000_000_000;
/** Invariants about batteries have this in their name; the engine compares charge columns with the booked energy. */
const ENERGY = "energy";

const energyOf = (input: SummariseInput): Summary["energy"] => {
  const checks = input.result.invariants.filter((one) => one.name.includes(ENERGY));
  const forecasts = total(input.series, { metric: "battery.forecasts" });
  return {
    drainedJ: total(input.series, { metric: "energy.drained" }) / NJ_PER_J,
    byConsumer: bySub(input, "energy.drained", input.naming.dictionaries.consumer, NJ_PER_J),
    harvestedJ: total(input.series, { metric: "energy.harvested" }) / NJ_PER_J,
    forecast: {
      batteries: forecasts,
      meanErrorMs:
        forecasts === 0 ? null : total(input.series, { metric: "battery.forecast.error" }) / forecasts,
    },
    balanced: checks.length > 0 && checks.every((one) => one.ok),
  };
};

const reduction = (before: number, after: number): number => (before === 0 ? 0 : 1 - after / before);

const fogOf = ({ series }: SummariseInput): Summary["fog"] => {
  const messagesIn = total(series, { metric: "fog.messages.in" });
  const messagesOut = total(series, { metric: "fog.messages.out" });
  const bytesIn = total(series, { metric: "fog.bytes.in" });
  const bytesOut = total(series, { metric: "fog.bytes.out" });
  return {
    messagesIn,
    messagesOut,
    bytesIn,
    bytesOut,
    reductionMessages: reduction(messagesIn, messagesOut),
    reductionBytes: reduction(bytesIn, bytesOut),
  };
};

const endedEarly = ({ result, scenario }: SummariseInput): string | null => {
  const { end } = result;
  switch (end.kind) {
    case "complete":
      return null;
    case "stopped":
      return `stop condition ${end.stopId} at ${clock(end.atMs)}`;
    case "lost":
      return `${end.why.replace(/\.$/, "")}, at ${clock(end.atMs)}`;
    case "interrupted":
      return `interrupted at ${clock(end.atMs)}`;
    case "until":
      return end.atMs < scenario.durationMs ? `asked to end at ${clock(end.atMs)}` : null;
  }
};

const stopOf = ({ result, scenario }: SummariseInput): Summary["stop"] => {
  const { end } = result;
  if (end.kind !== "stopped") return null;
  const when = scenario.stops.find((stop) => stop.id === end.stopId)?.when ?? "";
  return { id: end.stopId, when, atMs: end.atMs, measured: end.measured };
};

/** Who else was on a live run's broker: it may explain a figure, and it did not enter any. */
const strangerNotes = (live: Summary["environment"]["live"]): string[] => {
  const refusals = Number(live?.brokerRefused ?? 0);
  const strangers = Number(live?.strangersRefused ?? 0);
  return [
    ...(refusals > 0
      ? [
          `The embedded broker refused ${refusals} times: connections, publishes or subscriptions of clients beyond its rules and limits.`,
        ]
      : []),
    ...(strangers > 0
      ? [
          `${strangers} messages in the run's topics were not of this run (no seal of it); they were refused and enter no figure.`,
        ]
      : []),
  ];
};

/** What the run itself gives reason to say. */
const ownNotes = ({ result, scenario, expectations, environment }: SummariseInput): string[] => {
  const notes: string[] = [];
  if (result.unreverted.length > 0)
    notes.push(
      `Faults that were not fully reverted at the end: ${[...result.unreverted].sort().join(", ")}. The run counts as failed.`,
    );
  if (result.endMs < scenario.durationMs)
    notes.push(
      `The run covers ${clock(result.endMs)} of the planned ${clock(scenario.durationMs)}; expectations were judged on what there is${["interrupted", "lost"].includes(result.end.kind) ? ", or not yet" : ""}.`,
    );
  notes.push(...strangerNotes(environment.live));
  const waived = expectations.filter((one) => one.verdict === "waived").map((one) => one.id);
  if (waived.length > 0) notes.push(`Without data, and allowed to be by the scenario: ${waived.join(", ")}.`);
  for (const one of result.rollouts) notes.push(...rolloutNotes(one));
  for (const trace of scenario.traces) for (const note of trace.notes) notes.push(`${trace.file}: ${note}`);
  return notes;
};

const runOf = (input: SummariseInput): Summary["run"] => {
  const { scenario, result, forkedFrom } = input;
  return {
    id: input.runId,
    scenario: scenario.name,
    variant: scenario.variant,
    seed: scenario.seed,
    digest: result.digest,
    virtualMs: result.endMs,
    journal: result.journal.length === 0 ? null : journalOf(result.journal),
    ...(forkedFrom ? { fork: { from: forkedFrom.from, atMs: forkedFrom.atMs } } : {}),
    endedEarly: endedEarly(input),
    version: input.version,
  };
};

/** The one account of a run. Everything but `environment` is decided by the run's inputs. */
export const summarise = (input: SummariseInput): Summary => {
  const { scenario, naming, series, result, expectations } = input;
  const ledger = ledgerOf(input);
  const sla = tenantSla({ series, naming, tenants: scenario.tenants, endMs: result.endMs });
  const measured = measureSlis({ series, naming, endMs: result.endMs, rollouts: input.result.rollouts });
  const promises = { must: input.promisesMust === true, made: promisesOf(sla) };
  const invariants = [
    ...invariantsOf(input, ledger),
    levelsInRange({ tenants: sla, slis: measured, rollouts: input.result.rollouts }),
  ];
  const verdict = verdictOf({
    promises,
    invariants,
    expectations,
    end: result.end.kind,
    unreverted: result.unreverted,
  });
  return {
    schema: "iotctl.summary/1",
    run: runOf(input),
    verdict,
    exitCode: EXIT_CODES[verdict],
    fleet: {
      devices: naming.deviceCount,
      gateways: naming.gatewayCount,
      tenants: naming.tenants.length,
      cells: result.cells,
    },
    ledger,
    energy: energyOf(input),
    fog: fogOf(input),
    detection: [...(input.detection ?? [])],
    sla,
    slis: sliRecord(measured),
    promises,
    rollouts: input.result.rollouts.map((one) => ({
      ...one,
      outcomes: one.outcomes.map((outcome) => ({ ...outcome })),
      stages: one.stages.map((stage) => ({ ...stage })),
    })),
    cost: input.cost,
    expectations,
    stop: stopOf(input),
    phases: scenario.phases.map(({ name, startMs, endMs }) => ({ name, startMs, endMs })),
    invariants,
    notes: [...ownNotes(input), ...(input.notes ?? [])],
    reproduce:
      (input.forkedFrom?.command ??
        reproduceCommand(scenario, input.set ?? {}, input.live ?? null, input.journalFile ?? null)) +
      (input.promisesMust === true ? " --sla must" : ""),
    environment: input.environment,
  };
};
