// junit.xml for CI: one test case per expectation and per invariant, and one for the run itself, so that a run whose
// exit code is not 0 always has a failure or an error.

import type { ExpectationResult } from "../result/expectation.js";
import type { TenantPromise } from "../result/service-level.js";
import type { Summary } from "../result/summary.js";
import { measuredWords } from "./account.js";
import { clock, share } from "./figures.js";
import { escapeMarkup } from "./markup.js";
import { headline, reason } from "./verdict-words.js";

type Outcome = { kind: "passed" } | { kind: "failure" | "error" | "skipped"; message: string; text?: string };

interface Case {
  suite: string;
  name: string;
  outcome: Outcome;
}

const PASSED: Outcome = { kind: "passed" };

const expectationCase = (one: ExpectationResult, suite: string): Case => {
  const measured = measuredWords(one);
  const text = `${one.text}\n${measured}${one.atMs === null ? "" : ` at ${clock(one.atMs)}`}`;
  const outcome = (): Outcome => {
    if (one.verdict === "pass") return PASSED;
    if (one.verdict === "not-judged")
      return { kind: "skipped", message: `not judged yet, the run was interrupted: ${measured}` };
    if (one.verdict === "waived") return { kind: "skipped", message: `waived: ${measured}` };
    const words = one.verdict === "fail" ? `not met: ${measured}` : measured;
    // A wish never fails a run, so it must not fail a build.
    if (one.severity === "should") return { kind: "skipped", message: `wish ${words}` };
    return { kind: one.verdict === "fail" ? "failure" : "error", message: words, text };
  };
  return { suite, name: one.id, outcome: outcome() };
};

/** A promise to a tenant. It fails a build only where it decides the run (--sla must); else it is told as skipped. */
const promiseCase = (
  { tenant, what, target, measured, met }: TenantPromise,
  must: boolean,
  suite: string,
): Case => {
  const words = `${what} of ${tenant}: ${share(measured, 3)}, promised ${share(target, 3)}`;
  const outcome = (): Outcome => {
    if (met === true) return PASSED;
    const message = met === null ? `no data: ${words}` : `promise missed: ${words}`;
    if (!must) return { kind: "skipped", message };
    return { kind: met === null ? "error" : "failure", message, text: message };
  };
  return { suite, name: `${tenant} ${what}`, outcome: outcome() };
};

const runCase = (summary: Summary, suite: string): Case => {
  // A missed expectation speaks for itself in its own case.
  const spoken =
    summary.expectations.some((one) => one.severity === "must" && one.verdict === "fail") ||
    (summary.promises.must && summary.promises.made.some((one) => one.met === false));
  const saysItself =
    summary.verdict === "passed" || summary.verdict === "no-data" || (summary.verdict === "failed" && spoken);
  const kind = ["broken", "interrupted", "lost"].includes(summary.verdict) ? "error" : "failure";
  return {
    suite,
    name: "run",
    outcome: saysItself
      ? PASSED
      : { kind, message: headline(summary), text: `${reason(summary)}\nreproduce: ${summary.reproduce}` },
  };
};

const attribute = (text: string): string => escapeMarkup(text).replace(/\n/g, "&#10;");

const caseXml = ({ suite, name, outcome }: Case): string => {
  const head = `    <testcase classname="${attribute(suite)}" name="${attribute(name)}" time="0"`;
  if (outcome.kind === "passed") return `${head}/>\n`;
  const body =
    outcome.kind === "skipped"
      ? `<skipped message="${attribute(outcome.message)}"/>`
      : `<${outcome.kind} message="${attribute(outcome.message)}" type="${outcome.kind}">${escapeMarkup(outcome.text ?? "")}</${outcome.kind}>`;
  return `${head}>\n      ${body}\n    </testcase>\n`;
};

const suiteXml = (name: string, cases: Case[], properties: [string, string][]): string => {
  const of = (kind: Outcome["kind"]): number => cases.filter((one) => one.outcome.kind === kind).length;
  const props =
    properties.length === 0
      ? ""
      : `    <properties>\n${properties
          .map(([key, value]) => `      <property name="${attribute(key)}" value="${attribute(value)}"/>\n`)
          .join("")}    </properties>\n`;
  return `  <testsuite name="${attribute(name)}" tests="${cases.length}" failures="${of("failure")}" errors="${of("error")}" skipped="${of("skipped")}" time="0">\n${props}${cases.map(caseXml).join("")}  </testsuite>\n`;
};

/** JUnit XML. Durations are 0: the time a run took is not part of its result. */
export const renderJunit = (summary: Summary): string => {
  const { run } = summary;
  const name = run.variant === "" ? run.scenario : `${run.scenario}/${run.variant}`;
  const expectations = [
    runCase(summary, name),
    ...summary.expectations.map((one) => expectationCase(one, name)),
  ];
  const invariants = summary.invariants.map(
    (one): Case => ({
      suite: `${name}.invariants`,
      name: one.name,
      outcome: one.ok ? PASSED : { kind: "error", message: "broken", text: one.detail },
    }),
  );
  const promises = summary.promises.made.map((one) =>
    promiseCase(one, summary.promises.must, `${name}.promises`),
  );
  const cases = [...expectations, ...promises, ...invariants];
  const of = (kind: Outcome["kind"]): number => cases.filter((one) => one.outcome.kind === kind).length;
  const suites =
    suiteXml(name, expectations, [
      ["verdict", headline(summary)],
      ["seed", run.seed],
      ...(run.journal === null ? [] : [["journal", run.journal.sha256] as [string, string]]),
      ["digest", run.digest],
      ["version", run.version],
      ["reproduce", summary.reproduce],
    ]) +
    (promises.length > 0 ? suiteXml(`${name}.promises`, promises, []) : "") +
    (invariants.length > 0 ? suiteXml(`${name}.invariants`, invariants, []) : "");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="iotctl" tests="${cases.length}" failures="${of("failure")}" errors="${of("error")}" skipped="${of("skipped")}" time="0">\n${suites}</testsuites>\n`;
};
