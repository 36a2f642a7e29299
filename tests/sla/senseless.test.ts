// Conditions that no run could turn: accepted, they are green for ever.
import { expect, test } from "vitest";
import { parseExpression } from "../../src/sla/expression.js";
import { checkExpression, type ExpressionScope } from "../../src/sla/expression-check.js";
import { dictionaries, GROUPS, HOUR, MINUTE } from "./fleet.js";

const STARTS: Record<string, number> = {
  warmup: 0,
  storm: 30 * MINUTE,
  "cut.start": 10 * MINUTE,
  "cut.end": 20 * MINUTE,
};
const scope: ExpressionScope = {
  dictionaries,
  groups: GROUPS,
  phases: ["warmup", "storm"],
  rollouts: ["fw"],
  tenants: ["city", "utility"],
  anchors: ["cut.start", "cut.end"],
  times: { durationMs: HOUR, at: (name) => STARTS[name] },
};
const told = (text: string): string[] => {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return checkExpression(parsed.expression, scope).map(
    ({ message, isSenseless, isHarmless }) =>
      `${isHarmless ? "harmless: " : isSenseless ? "senseless: " : ""}${message}`,
  );
};

test.each([
  ["share(device.online) >= 140%", "always false: share(device.online) is a share, from 0% to 100%"],
  ["share(device.online) > 100%", "always false"],
  ["share(device.online) <= 100%", "always true"],
  ["share(device.online) >= 0%", "always true"],
  ["max(share(device.online))[storm] < 0%", "always false"],
  ["share(device.online) == 101%", "always false"],
  ["share(device.online) != 101%", "always true"],
  ["140% <= share(device.online)", "always false"],
  ["sla.availability{tenant=city} <= 101%", "always true: sla.availability{tenant=city} is a share"],
  ["sla.availability{tenant=city} > 100%", "always false"],
  ["rollout.blastRadius < 0%", "always false"],
  ["count(messages.dropped) >= 0", "always true: count(messages.dropped) is never below 0"],
  ["sum(messages.dropped) < 0", "always false"],
  ["sum(messages.dropped) == -1", "always false"],
  ["sum(messages.dropped) > -1", "always true"],
  ["sum(messages.dropped) == 0.5", "always false"],
  ["rate(messages.dropped) >= 0/s", "always true"],
  ["p99(messages.latency) >= 0s", "always true"],
  ["p99(messages.latency) < 0s", "always false"],
  ["last(device.online) <= 200", "always true: last(device.online) is from 0 to 200 devices"],
  ["last(device.online{tenant=city}) > 150", "always false"],
  ["sum(messages.delivered) + 1 > 0", "always true"],
  ["sum(messages.delivered) / sum(messages.produced) >= 0%", "always true"],
  ["sum(messages.delivered) * 2 >= 0", "always true"],
  ["cost.monthly.total >= 0 USD", "always true"],
  ["run.duration > 2h", "always false"],
  ["1 == 1", "both sides are constants"],
  ["5% < 10%", "both sides are constants"],
  ["sum(messages.dropped) == sum(messages.dropped)", "both sides are the same"],
  ["sum(messages.dropped)[20m .. 10m] == 0", "the window ends before it begins"],
  ["sum(messages.dropped)[10m .. 10m] == 0", "the window is empty"],
  ["sum(messages.dropped)[storm .. warmup] == 0", "the window ends before it begins"],
  ["sum(messages.dropped)[cut.end .. cut.start] == 0", "the window ends before it begins"],
  ["sum(messages.dropped)[fw.start + 5m .. fw.start] == 0", "the window ends before it begins"],
  ["sum(messages.dropped)[2h .. 3h] == 0", "the window begins after the run's end"],
  ["sum(messages.dropped)[30m .. 90m] == 0", "the window ends after the run's end"],
  ["sum(messages.dropped)[end .. end + 5m] == 0", "the window begins at the run's end"],
  ["sum(messages.dropped)[start - 5m .. storm] == 0", "the window begins before the run begins"],
  ["sum(messages.dropped)[last 2h] == 0", "a window of 2h is longer than the run"],
  ["max(broker.queue.depth)[sliding 61m] > 5", "a window of 1h1m is longer than the run"],
])("%s is refused: %s", (text, why) => {
  const found = told(text);
  expect(found).toHaveLength(1);
  expect(found[0].startsWith("senseless: ")).toBe(true);
  expect(found[0]).toContain(why);
});

test.each([
  "sla.availability{tenant=city} <= 100%",
  "100% >= sla.availability{tenant=city}",
  "sla.freshness{tenant=city} >= 0%",
])("%s holds the program to its own range, and is only told", (text) => {
  const [found] = told(text);
  expect(found).toContain("harmless: it is always true");
});

test.each([
  "share(device.online) >= 99%",
  "share(device.online) == 100%",
  "share(device.version{version=2.4.0}) <= 0%",
  "sum(messages.dropped) == 0",
  "sum(messages.dropped) <= 0",
  "sum(messages.produced) - sum(messages.delivered) < 0",
  "last(device.online) >= 200",
  "last(device.online) == 0",
  "sum(messages.delivered) / sum(messages.produced) >= 100%",
  "p99(messages.latency) <= 1s",
  "run.duration >= 1h",
  "sum(messages.dropped)[10m .. 1h] == 0",
  "sum(messages.dropped)[cut.start .. end] == 0",
  "sum(messages.dropped)[fw.start .. fw.start + 2m] == 0",
  "max(broker.queue.depth)[sliding 1h] > 5",
  "share(device.online)[last 5m] >= 99%",
])("%s can go both ways", (text) => {
  expect(told(text)).toEqual([]);
});

test.each([
  ["sum(messages.flood) == 0", "messages.flood"],
  ["sum(update.outcome{status=QUEUED}) == 0", "update.outcome never counts the status"],
  ["sum(update.outcome{status=IN_PROGRESS}) == 0", "never counts"],
  ["sum(messages.dropped{cause=device-bricked}) == 0", "never counts"],
  ["sum(messages.dropped{cause=link-clog}) == 0", "never counts"],
  ["sum(connect.refused{reason=invalid}) == 0", "never counts"],
  ["sum(ingest.errors{cause=link-loss}) == 0", "never counts"],
])("%s is refused, because nothing counts it", (text, why) => {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.message);
  const [problem] = checkExpression(parsed.expression, scope);
  expect(problem.message).toContain(why);
  expect(problem.hint).toMatch(/it counts |did you mean|known: /);
});
