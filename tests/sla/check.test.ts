import { describe, expect, test } from "vitest";
import { parseExpression } from "../../src/sla/expression.js";
import { checkExpression, type ExpressionScope } from "../../src/sla/expression-check.js";
import { dictionaries, GROUPS, namingOf } from "./fleet.js";

const scope: ExpressionScope = {
  dictionaries,
  groups: GROUPS,
  phases: ["warmup", "outage", "storm"],
  rollouts: ["fw-2.4.0"],
  tenants: ["city", "utility"],
};
const problems = (text: string, use: "expectation" | "stop" = "expectation") => {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return checkExpression(parsed.expression, { ...scope, use }).map((problem) => ({
    ...problem,
    place: text.slice(problem.offset, problem.offset + problem.length),
  }));
};

test.each([
  "max(broker.queue.depth)[sliding 30s] > 2000000",
  "share(device.online) >= 99%",
  "max(broker.connects.rate)[storm] <= 500",
  "sum(messages.dropped{qos=1}) == 0",
  "count(connect.refused) > 0",
  "rollout.status{id=fw-2.4.0} == aborted",
  "rollout.status == aborted",
  "max(share(device.version{version=2.4.0})) <= 1.1%",
  "count(device.bricked) == 0",
  "cost.monthly.perDevice <= 0.25 USD",
  "rate(device.reboots{version=2.4.0})[sliding 5m] > 3 * rate(device.reboots{version=2.3.1})[sliding 5m]",
  "p95(messages.latency{district=harbour}) < 2m",
  "sla.availability{tenant=city} >= 99.9%",
  "sum(commands.acked) / sum(commands.sent) >= 99%",
  "sum(net.bytes.up) / run.duration <= 2 MB / 1s",
  "last(device.state{state=active, twin=parking-*}) >= 50",
  "sum(messages.dropped)[fw-2.4.0.start .. fw-2.4.0.aborted] == 0",
  "max(rate(messages.produced)) < 500/s",
  "share(gateway.online) == 100%",
])("makes sense: %s", (text) => {
  expect(problems(text)).toEqual([]);
});

describe("a wrong name points at itself and offers the nearest", () => {
  test.each([
    ["share(device.onlin) >= 99%", "device.onlin", "did you mean device.online?"],
    ["share(device.online{tenant=citty}) >= 99%", "tenant=citty", "did you mean city?"],
    ["share(device.online{distrct=harbour}) >= 99%", "distrct=harbour", "did you mean district?"],
    ["sum(messages.dropped{cause=link-los}) < 9", "cause=link-los", "did you mean link-loss?"],
    ["max(share(device.version{version=v2.4.0})) < 1%", "version=v2.4.0", "did you mean 2.4.0?"],
    ["sum(messages.dropped)[strom] == 0", "[strom]", "did you mean storm?"],
    ["sum(messages.dropped)[fw-2.4.0.abort .. end] == 0", "fw-2.4.0.abort", "did you mean fw-2.4.0.aborted?"],
    ["rollout.status{id=fw-2.4.1} == aborted", "id=fw-2.4.1", "did you mean fw-2.4.0?"],
    ["rollout.status{id=fw-2.4.0} == abortd", "abortd", "did you mean aborted?"],
    ["rollout.state{id=fw-2.4.0} == aborted", "rollout.state", "did you mean rollout.status?"],
    ["sla.availability{tenant=cty} > 1%", "tenant=cty", "did you mean city?"],
  ])("%s", (text, place, hint) => {
    const found = problems(text);
    expect(found.map((problem) => problem.place)).toContain(place);
    expect(found.find((problem) => problem.place === place)?.hint).toContain(hint);
  });
});

describe("units and kinds that do not fit are errors", () => {
  test.each([
    ["share(device.online) >= 99", "did you mean 99%?"],
    ["p95(messages.latency) < 120", "give the number a unit"],
    ["cost.monthly.total <= 25", "give the number a unit"],
    ["sum(net.bytes.up) < 5m", "compare like with like"],
    ["sum(messages.dropped) < 1%", "divide: sum(messages.dropped)"],
    ["sum(net.bytes.up) + 3s < 2 MB", "same unit"],
    ["max(messages.dropped) < 3", "max(rate(messages.dropped))"],
    ["sum(device.online) < 3", "last(device.online)"],
    ["rate(device.online) < 3", "last(device.online)"],
    ["p95(messages.produced) < 3s", "sum(messages.produced)"],
    ["share(messages.dropped) < 3%", "sum(messages.dropped)"],
    ["device.online >= 3", "last(device.online)"],
    ["rollout.status{id=fw-2.4.0} > aborted", "use == or !="],
    ["rollout.status{id=fw-2.4.0} == 3", "write == aborted"],
    ["2 * rollout.status{id=fw-2.4.0} == 3", "compare it with == or !="],
    ["online > 3", "last(device.online)"],
    ["sla.availability >= 99%", "sla.availability{tenant=city}"],
    ["share(gateway.online{site=north}) > 1%", "last(gateway.online)"],
    ["max(broker.queue.depth{tenant=city}) < 9", "max(broker.queue.depth)"],
  ])("%s", (text, hint) => {
    expect(problems(text).map((problem) => problem.hint)).toEqual([expect.stringContaining(hint)]);
  });
});

test("labels that each exist but never together are an error", () => {
  const [found] = problems("sum(messages.dropped{tenant=utility, qos=0}) == 0");
  expect(found.message).toBe("no device group has all of tenant=utility, qos=0");
});

test("all problems come at once, in text order", () => {
  const found = problems("sum(messages.droped)[strom] + 1 < rate(device.reboots{version=9})");
  expect(found.map(({ place }) => place)).toEqual(
    ["messages.droped", "version=9"].toSpliced(1, 0, "[strom]"),
  );
});

test("a stop condition cannot ask what is known at the end only", () => {
  expect(problems("cost.monthly.total > 5 USD", "stop")[0].message).toContain("only at the end");
  expect(problems("sla.availability{tenant=city} < 90%", "stop")).toEqual([]);
});

test("a run's naming is a scope", () => {
  const parsed = parseExpression("share(device.online) >= 99%");
  expect(parsed.ok && checkExpression(parsed.expression, namingOf())).toEqual([]);
});
