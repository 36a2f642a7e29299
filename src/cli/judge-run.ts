// From what a driver left behind to the account of the run: service levels, cost, expectations, and the verdict over all
// of them. Each figure comes from the floor that knows it; here they only meet.

import type { PriceBook } from "../cost/price-book.js";
import type { Naming } from "../event/naming.js";
import type { SeriesStore } from "../event/series.js";
import type { LiveCommand } from "../report/reproduce.js";
import type { SummariseInput } from "../report/summarise.js";
import type { ExpectationResult, SqlAnswer } from "../result/expectation.js";
import type { Moment } from "../result/moment.js";
import type { InvariantResult, RunResult } from "../result/run.js";
import type { Summary } from "../result/summary.js";
import type { AnchorLog } from "../sla/anchors.js";
import type { Scenario } from "../spec/scenario.js";
import type { RunStore } from "../store/run-store.js";

export interface JudgeInput {
  scenario: Scenario;
  book: PriceBook;
  naming: Naming;
  store: RunStore;
  result: RunResult;
  series: SeriesStore;
  /** The run's events, folded. */
  anchors: AnchorLog;
  runId: string;
  version: string;
  set: Readonly<Record<string, string>>;
  live: LiveCommand | null;
  journalFile: string | null;
  forkedFrom: SummariseInput["forkedFrom"];
  /** A missed promise to a tenant fails the run. */
  promisesMust: boolean;
  environment: Summary["environment"];
}

export interface JudgedRun {
  summary: Summary;
  moments: Moment[];
}

/** Answers of the expectations that are SQL, by id; a statement that fails has no answer but a reason. */
const askStore = async (scenario: Scenario, store: RunStore): Promise<Record<string, SqlAnswer>> => {
  const answers: Record<string, SqlAnswer> = {};
  for (const { id, sql } of scenario.expectations) {
    if (sql === null) continue;
    answers[id] = await store.evaluateSql(sql);
  }
  return answers;
};

/** A row of our own that may not pass from raw to usable is missing in every figure made of it: the run is not to be trusted. */
const rowsPromoted = async (store: RunStore): Promise<InvariantResult> => {
  const rejections = await store.rejections();
  const told = rejections.map(({ source, check, rows }) => `${rows} of ${source}: ${check}`);
  return {
    name: "rows-promoted",
    ok: told.length === 0,
    detail: told.length === 0 ? "every row passed from raw to usable" : told.join("; "),
  };
};

/** Levels, indicators and cost of a run. */
const measure = async ({ scenario, naming, series, result, book }: JudgeInput) => {
  const [{ measureSlis, sliRecord }, { tenantSla }, { costReport }] = await Promise.all([
    import("../sla/sli.js"),
    import("../sla/availability.js"),
    import("../cost/cost-report.js"),
  ]);
  const { endMs, rollouts } = result;
  const sla = tenantSla({ series, naming, tenants: scenario.tenants, endMs });
  const slis = sliRecord(measureSlis({ series, naming, endMs, rollouts }));
  // An interrupted run may have covered no time at all.
  const virtualMs = Math.max(1, endMs);
  return { sla, slis, ...costReport(book, { series, naming, virtualMs, cloud: scenario.cloud }) };
};

type Invoice = Awaited<ReturnType<typeof measure>>["invoice"];

/** The verdicts on what the scenario expects. */
const judgeExpectations = async (run: JudgeInput, monthly: Invoice): Promise<ExpectationResult[]> => {
  const { scenario, naming, store, series, anchors, result } = run;
  const [{ evaluateExpectations }, { runFacts }] = await Promise.all([
    import("../sla/expectation.js"),
    import("../sla/facts.js"),
  ]);
  const facts = runFacts({
    series,
    naming,
    rollouts: result.rollouts.map(({ id, startedMs, blastRadius }) => ({
      id,
      blastRadius: startedMs === null ? null : blastRadius,
      changes: anchors.statusChanges(id),
    })),
    monthly,
  });
  return evaluateExpectations(scenario.expectations, {
    series,
    naming,
    phases: scenario.phases,
    facts,
    anchors: anchors.anchors(),
    endMs: result.endMs,
    isCutShort: result.end.kind === "interrupted" || result.end.kind === "lost",
    sqlResults: await askStore(scenario, store),
  });
};

/** Fills the store's final zone and returns the summary with the moments its reports draw. */
export const judgeRun = async (run: JudgeInput): Promise<JudgedRun> => {
  const { scenario, store } = run;
  const { endMs, digest, inFlight, rollouts } = run.result;
  const [{ summarise }, { loadTurningPoints }, { loadDetection }, { reportMoments }] = await Promise.all([
    import("../report/summarise.js"),
    import("../store/load-turning-points.js"),
    import("../store/detection.js"),
    import("../report/stretches.js"),
  ]);
  const { sla, slis, report: cost, invoice } = await measure(run);
  const measured = { endMs, digest, inFlight, rollouts, sla, slis, costLines: cost.monthly.lines };
  // Expectations in SQL may ask the final tables, so these stand before the verdicts that will be added to them.
  await store.finish(measured);
  const invariants = [...run.result.invariants, await rowsPromoted(store)];
  const expectations = await judgeExpectations(run, invoice);
  const summary = summarise({
    ...run,
    result: { ...run.result, invariants },
    cost,
    detection: await loadDetection(store),
    expectations,
  });
  await store.finish({ ...measured, expectations, summary });
  return { summary, moments: reportMoments(await loadTurningPoints(store), scenario, endMs) };
};
