// From what a driver left behind to the account of the run: service levels, cost, expectations, and the verdict over all
// of them. Each figure comes from the floor that knows it; here they only meet.

import type { PriceBook } from "../cost/price-book.js";
import type { Naming } from "../event/naming.js";
import type { SeriesStore } from "../event/series.js";
import type { LiveCommand } from "../report/reproduce.js";
import type { SummariseInput } from "../report/summarise.js";
import type { SqlAnswer } from "../result/expectation.js";
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

/** Fills the store's final zone and returns the summary with the moments its reports draw. */
export const judgeRun = async (run: JudgeInput): Promise<JudgedRun> => {
  const { scenario, naming, store, series, anchors, runId, version, environment } = run;
  const { endMs, digest, inFlight, rollouts } = run.result;
  const [
    { measureSlis, sliRecord },
    { tenantSla },
    { evaluateExpectations },
    { runFacts },
    { summarise },
    { costReport },
    { loadTurningPoints },
    { loadDetection },
    { reportMoments },
  ] = await Promise.all([
    import("../sla/sli.js"),
    import("../sla/availability.js"),
    import("../sla/expectation.js"),
    import("../sla/facts.js"),
    import("../report/summarise.js"),
    import("../cost/cost-report.js"),
    import("../store/load-turning-points.js"),
    import("../store/detection.js"),
    import("../report/stretches.js"),
  ]);
  const sla = tenantSla({ series, naming, tenants: scenario.tenants, endMs });
  const slis = sliRecord(measureSlis({ series, naming, endMs, rollouts }));
  // An interrupted run may have covered no time at all.
  const { report: cost, invoice } = costReport(run.book, {
    series,
    naming,
    virtualMs: Math.max(1, endMs),
    cloud: scenario.cloud,
  });
  const measured = { endMs, digest, inFlight, rollouts, sla, slis, costLines: cost.monthly.lines };
  // Expectations in SQL may ask the final tables, so these stand before the verdicts that will be added to them.
  await store.finish(measured);
  const invariants = [...run.result.invariants, await rowsPromoted(store)];
  const result = { ...run.result, invariants };
  const facts = runFacts({
    series,
    naming,
    rollouts: rollouts.map(({ id, startedMs, blastRadius }) => ({
      id,
      blastRadius: startedMs === null ? null : blastRadius,
      changes: anchors.statusChanges(id),
    })),
    monthly: invoice,
  });
  const expectations = evaluateExpectations(scenario.expectations, {
    series,
    naming,
    phases: scenario.phases,
    facts,
    anchors: anchors.anchors(),
    endMs,
    isCutShort: result.end.kind === "interrupted" || result.end.kind === "lost",
    sqlResults: await askStore(scenario, store),
  });
  const summary = summarise({
    runId,
    version,
    scenario,
    naming,
    series,
    result,
    cost,
    detection: await loadDetection(store),
    expectations,
    set: run.set,
    live: run.live,
    journalFile: run.journalFile,
    forkedFrom: run.forkedFrom,
    promisesMust: run.promisesMust,
    environment,
  });
  await store.finish({ ...measured, expectations, summary });
  return { summary, moments: reportMoments(await loadTurningPoints(store), scenario, endMs) };
};
