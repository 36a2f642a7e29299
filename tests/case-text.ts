// The files of tests/cases: a scenario's text, with what a test changes about it; and sums over a part of a run.
import { readFileSync } from "node:fs";
import { type MetricName, metricIndex } from "../src/event/metric.js";
import type { ScenarioRun } from "./run-scenario.js";

/** The text of `tests/cases/<name>/<file>`; each change is [what stands there, what shall stand there]. */
export const caseText = (
  name: string,
  { file = "scenario.yaml", changes = [] }: { file?: string; changes?: readonly [string, string][] } = {},
): string => {
  let text = readFileSync(`tests/cases/${name}/${file}`, "utf8");
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`${name}/${file} does not say ${from}`);
    text = text.replace(from, to);
  }
  return text;
};

/** Sum of a counter over the buckets that begin in [fromMs, untilMs). */
export const sumBetween = (
  { plan, series }: ScenarioRun,
  name: MetricName,
  [fromMs, untilMs]: readonly [number, number],
  subName?: string,
): number => {
  const { layout } = plan;
  const metric = metricIndex(name);
  let sum = 0;
  for (let group = 0; group <= layout.groupCount; group++)
    for (let sub = 0; sub < layout.subs[metric]; sub++) {
      const id = layout.series(metric, group, sub);
      if (subName !== undefined && layout.describe(id).subName !== subName) continue;
      const { buckets, values } = series.get(id);
      buckets.forEach((bucket, at) => {
        const beginsMs = bucket * series.resolutionMs;
        if (beginsMs >= fromMs && beginsMs < untilMs) sum += values[at];
      });
    }
  return sum;
};
