// A broken promise shows, beside every verdict and in every output; it decides the run only where it was asked to.

import { describe, expect, test } from "vitest";
import { renderHtml } from "../../src/report/html.js";
import { renderJunit } from "../../src/report/junit.js";
import { renderMarkdown } from "../../src/report/markdown.js";
import { renderText } from "../../src/report/terminal.js";
import { verdictOf } from "../../src/report/verdict.js";
import type { TenantPromise } from "../../src/result/service-level.js";
import { promisesOf } from "../../src/sla/promises.js";
import { sampleData } from "./sample.js";

const made = (met: (boolean | null)[]): TenantPromise[] =>
  met.map((one, at) => ({
    tenant: "city",
    what: at % 2 === 0 ? ("availability" as const) : ("freshness" as const),
    target: 0.999,
    measured: one === null ? null : one ? 0.9995 : 0.923,
    met: one,
  }));

const dataWith = (met: (boolean | null)[], must = false) => {
  const data = sampleData();
  data.summary.verdict = "passed";
  data.summary.promises = { must, made: made(met) };
  return data;
};

describe("two missed promises of a passed run", () => {
  const data = dataWith([false, false, true]);
  const { summary } = data;

  test("stand on the first line of the terminal, and which they are on the second", () => {
    const [first, second] = renderText(summary).split("\n");
    expect(first).toMatch(/^PASSED, 2 promises missed {2}/);
    expect(second).toContain(
      "Missed: availability of city, 92.3% where 99.9% is promised; freshness of city",
    );
  });

  test("stand in the title of summary.md and on the card of the page, which is not green", () => {
    expect(renderMarkdown(summary)).toMatch(/^# .*: Passed, 2 promises missed\n/);
    const page = renderHtml(data);
    expect(page).toContain("<strong>Passed, 2 promises missed</strong>");
    expect(page).toMatch(/class="verdict open"/);
    expect(renderHtml(dataWith([true]))).toMatch(/class="verdict"/);
  });

  test("are told by JUnit as skipped, and as failures where they decide", () => {
    const wish = renderJunit(summary);
    expect(wish).toContain('<property name="verdict" value="Passed, 2 promises missed"/>');
    expect(wish.match(/<skipped message="promise missed: (availability|freshness) of city/g)).toHaveLength(2);
    expect(wish).not.toContain('<failure message="promise');
    const must = renderJunit(dataWith([false, null, true], true).summary);
    expect(must.match(/<failure message="promise missed/g)).toHaveLength(1);
    expect(must.match(/<error message="no data: freshness of city/g)).toHaveLength(1);
  });
});

test("one is one, and none is not mentioned", () => {
  expect(renderText(dataWith([false]).summary)).toMatch(/^PASSED, 1 promise missed {2}/);
  expect(renderText(dataWith([true, null]).summary)).toMatch(/^PASSED {2}/);
});

test("--sla must: a missed promise fails the run, one without data is no pass", () => {
  const base = { invariants: [], expectations: [], end: "complete" as const, unreverted: [] };
  const of = (met: (boolean | null)[], must: boolean) =>
    verdictOf({ ...base, promises: { must, made: made(met) } });
  expect([of([false], false), of([null], false), of([true], true)]).toEqual(["passed", "passed", "passed"]);
  expect([of([true, false], true), of([null, false], true), of([null, true], true)]).toEqual([
    "failed",
    "failed",
    "no-data",
  ]);
  const { summary } = dataWith([false], true);
  const failed = renderText({ ...summary, verdict: "failed", expectations: [] });
  expect(failed).toMatch(/^FAILED, 1 promise missed/);
  expect(failed).not.toContain("could not be reverted");
});

const tenant = {
  tenant: "t",
  availability: 0.9,
  target: 0.999,
  met: false,
  freshness: 0.5,
  freshnessTarget: 0.95,
  freshnessMet: false,
  devices: 1,
  errorBudgetUsed: 100,
};

test("what nobody promised is a default: told, and no promise is broken", () => {
  expect(promisesOf([{ ...tenant, stated: { availability: false, freshness: false } }])).toEqual([]);
  expect(promisesOf([{ ...tenant, stated: { availability: true, freshness: true } }])).toEqual([
    { tenant: "t", what: "availability", target: 0.999, measured: 0.9, met: false },
    { tenant: "t", what: "freshness", target: 0.95, measured: 0.5, met: false },
  ]);
  const data = dataWith([]);
  data.summary.sla = [{ ...tenant, stated: { availability: false, freshness: false } }];
  expect(renderText(data.summary)).toContain("(default target 99.9%, below it)");
  expect(renderText(data.summary)).not.toContain("MISSED");
  expect(renderMarkdown(data.summary)).toContain("default, below it");
  expect(renderHtml(data)).toContain("default target 99.9%");
  data.summary.sla = [{ ...tenant, stated: { availability: true, freshness: true } }];
  expect(renderText(data.summary).match(/promised \S+, MISSED/g)).toHaveLength(2);
});
