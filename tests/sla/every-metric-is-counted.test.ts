// Issue 7, C: what can be asked for is counted somewhere, and what is counted can be asked for. A metric or a label's value
// that nothing counts is 0 for ever, and `== 0` of it a promise nobody can break; one that is counted and refused is a
// question nobody may ask.
import { beforeAll, describe, expect, it } from "vitest";
import { dictionariesOf } from "../../src/event/dictionaries.js";
import { whyUncountedIn } from "../../src/scenario/uncounted.js";
import { COUNTABLE_METRICS, countableValues } from "../../src/sla/countable.js";
import { scenarioOfWorld, worldsOf } from "../engine/worlds/everything.js";
import { entriesOf } from "../journal.js";
import { runScenario, type ScenarioRun, scenarioOf } from "../run-scenario.js";
import { BUSY_WORLDS, OPERATED } from "./busy-worlds.js";

const DICTIONARIES = dictionariesOf([]);
/** Not of a closed vocabulary: a scenario names its versions, a latency is asked by its quantiles. */
const OPEN = ["none", "version", "latency"];

const nameOf = (metric: string, sub: string, value: string): string =>
  OPEN.includes(sub) ? metric : `${metric}{${value}}`;

/** All that an expression may name. */
const LISTED = COUNTABLE_METRICS.flatMap(({ name, sub }) =>
  OPEN.includes(sub)
    ? [name]
    : countableValues(name, DICTIONARIES[sub]).map((value) => nameOf(name, sub, value)),
);

/** What only these worlds do not show, and where it is shown. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "messages.dropped{session-lost}":
    "live runs only: what the wire lost is booked so at the end (src/live/live-books.ts)",
};

/** What a run has counted: anything but zero, at any time, of anybody. */
const countedIn = ({ series, plan }: ScenarioRun): string[] =>
  series.ids().flatMap((id) => {
    // The greatest and the least of a latency are kept beside it.
    if (id >= plan.layout.mostFrom || series.get(id).values.every((value) => value === 0)) return [];
    const { metric, subName } = plan.layout.describe(id);
    return [nameOf(metric.name, metric.sub, subName)];
  });

/** What a run has counted although its scenario says that nothing there can count it. */
const denied = ({ series, plan }: ScenarioRun): string[] => {
  const whyUncounted = whyUncountedIn(plan.scenario);
  const everyone = [...plan.scenario.devices.keys()];
  return series.ids().flatMap((id) => {
    if (id >= plan.layout.mostFrom || series.get(id).values.every((value) => value === 0)) return [];
    const { metric, subName, group } = plan.layout.describe(id);
    const groups = group === plan.layout.sharedGroup ? everyone : [group];
    const why = whyUncounted(metric.name, [subName], groups);
    return why === null ? [] : [`${metric.name}{${subName}} of ${group}: ${why}`];
  });
};

describe("over some busy worlds", () => {
  const wronglyDenied: string[] = [];
  const counted = new Map<string, Set<string>>();

  beforeAll(async () => {
    const worlds = Object.entries(BUSY_WORLDS).map(([name, text]) => ({ name, scenario: scenarioOf(text) }));
    for (const [index, world] of worldsOf(21, 14).entries())
      worlds.push({ name: `everything ${index}`, scenario: scenarioOfWorld(world).scenario });
    for (const { name, scenario } of worlds) {
      const lines = OPERATED[name];
      const run = await runScenario(scenario, lines && { journal: entriesOf(scenario, lines) });
      wronglyDenied.push(...denied(run).map((one) => `${name}: ${one}`));
      for (const one of countedIn(run)) counted.set(one, (counted.get(one) ?? new Set()).add(name));
    }
  }, 60_000);

  it("each metric and value that can be asked for is counted", () => {
    expect(LISTED.filter((one) => !counted.has(one))).toEqual(Object.keys(ELSEWHERE));
  });

  it("nothing is counted of which a scenario would say that nothing counts it", () => {
    expect(wronglyDenied).toEqual([]);
  });

  it("what a battery that runs empty while an update is written loses is put down to the battery", async () => {
    const run = await runScenario(BUSY_WORLDS.HALF_WRITTEN, { strict: true });
    expect(run.total("device.bricked")).toBe(2);
    expect(run.total("device.depleted")).toBe(2);
    expect(run.total("messages.dropped", "battery-empty")).toBeGreaterThan(300);
    expect(run.total("messages.dropped")).toBe(run.total("messages.dropped", "battery-empty"));
  });

  it("whatever is counted can be asked for", () => {
    expect([...counted.keys()].filter((one) => !LISTED.includes(one))).toEqual([]);
  });
});
