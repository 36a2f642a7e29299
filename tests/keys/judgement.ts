// What a run comes to beside its rows: verdicts with what was measured, promises to tenants, the bill, who is called out.
import { namingOf } from "../../src/fleet/naming.js";
import { AnchorLog } from "../../src/sla/anchors.js";
import { tenantSla } from "../../src/sla/availability.js";
import { evaluateExpectations } from "../../src/sla/expectation.js";
import { runFacts } from "../../src/sla/facts.js";
import { promisesOf } from "../../src/sla/promises.js";
import { billOf } from "../cost/bill.js";
import type { ScenarioRun } from "../run-scenario.js";

/** Of an expectation all but its text: a condition that reads differently and judges alike is no difference. */
export const judgementOf = (run: ScenarioRun): unknown => {
  const { series, plan, result } = run;
  const { scenario } = plan;
  const { endMs, rollouts } = result;
  const naming = namingOf(plan);
  const anchors = new AnchorLog(naming);
  for (const batch of run.batches) anchors.add(batch.events);
  const bill = billOf(run, scenario.priceBook);
  const facts = runFacts({
    series,
    naming,
    rollouts: rollouts.map(({ id, blastRadius }) => ({
      id,
      blastRadius,
      changes: anchors.statusChanges(id),
    })),
    monthly: null,
  });
  const expectations = evaluateExpectations(scenario.expectations, {
    series,
    naming,
    phases: scenario.phases,
    facts,
    anchors: anchors.anchors(),
    endMs,
    sqlResults: {},
  }).map(({ text, ...rest }) => rest);
  const sla = tenantSla({ series, naming, tenants: scenario.tenants, endMs });
  return { expectations, sla, promises: promisesOf(sla), monthly: bill.monthly };
};
