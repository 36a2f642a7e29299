// The tables by which things change their state: complete, final where they say so, and the only way.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AssertionError } from "../../src/core/assert.js";
import type { StateMachine } from "../../src/core/state-machine.js";
import { Events } from "../../src/event/events.js";
import { JOB_STATUSES, ROLLOUT_STATUSES, UPDATE_STATES } from "../../src/event/vocabulary.js";
import { CONNECTION_TABLE, WIRE_TABLE } from "../../src/live/session-states.js";
import { BrokerSession, SESSION_TABLE } from "../../src/model/cloud/front/session-states.js";
import { EXECUTION_TABLE } from "../../src/model/cloud/rollout/execution-states.js";
import { ROLLOUT_TABLE } from "../../src/model/cloud/rollout/rollout-states.js";
import { LIFECYCLE_TABLE, State } from "../../src/model/state/lifecycle.js";
import { POWER_TABLE, Power } from "../../src/model/state/power-states.js";
import { CLIENT_SESSION_TABLE, SessionState } from "../../src/model/state/session-states.js";
import { UPDATE_TABLE } from "../../src/model/state/update-states.js";
import { runScenario } from "../run-scenario.js";
import { town } from "../worlds.js";

/** Each table with the states nothing leads out of. */
const TABLES: readonly (readonly [string, StateMachine<string, string>, readonly string[]])[] = [
  ["lifecycle", LIFECYCLE_TABLE, ["decommissioned"]],
  ["power", POWER_TABLE, ["dead"]],
  ["update", UPDATE_TABLE, ["committed", "rolled-back", "refused"]],
  ["rollout", ROLLOUT_TABLE, ["completed", "aborted", "failed"]],
  ["execution", EXECUTION_TABLE, ["REMOVED"]],
  ["session", CLIENT_SESSION_TABLE, []],
  ["broker session", SESSION_TABLE, []],
  ["wire session", WIRE_TABLE, []],
  ["connection", CONNECTION_TABLE, []],
];

const indexed = (states: readonly string[]): Record<string, number> =>
  Object.fromEntries(states.map((state, at) => [state, at]));

describe.each(TABLES)("the table of a %s", (_, table, finals) => {
  const { states, events } = table;

  test("leads from where all begin to every state", () => {
    const seen = new Set([0]);
    for (const state of seen)
      for (const event of events) if (table.allows(state, event)) seen.add(table.next(state, event));
    expect(seen.size).toBe(states.length);
  });

  test("ends where it says", () => {
    expect(states.filter((_state, at) => table.isFinal(at)).toSorted()).toEqual([...finals].sort());
  });

  test("is drawn: an arrow for every two states with all that leads from one to the other", () => {
    const lines = table.diagram().split("\n");
    const drawn = lines.flatMap((line) => {
      const arrow = /^ {2}(\S+) --> ([\w-]+): (.+)$/.exec(line);
      return arrow === null ? [] : arrow[3].split(", ").map((event) => `${arrow[1]} ${event} ${arrow[2]}`);
    });
    const meant = states.flatMap((from) =>
      Object.entries(table.rows[from]).map(([event, to]) => `${from} ${event} ${to}`),
    );
    expect(drawn.toSorted()).toEqual(meant.toSorted());
    expect(lines[1]).toBe(`  [*] --> ${states[0]}`);
    expect(lines.filter((line) => line.endsWith(" --> [*]"))).toHaveLength(finals.length);
  });

  test("moves as it is written, and never otherwise", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events)), (walk) => {
        let state = 0;
        for (const event of walk) {
          const to = table.rows[states[state]][event];
          expect(table.find(state, event)).toBe(to === undefined ? -1 : states.indexOf(to));
          if (to === undefined) expect(() => table.next(state, event)).toThrow(AssertionError);
          else state = table.next(state, event);
        }
      }),
    );
  });
});

test("the numbers that columns hold are those of the tables", () => {
  expect(indexed(LIFECYCLE_TABLE.states)).toEqual(State);
  expect(indexed(POWER_TABLE.states)).toEqual(Power);
  expect(indexed(CLIENT_SESSION_TABLE.states)).toEqual(SessionState);
  expect(indexed(SESSION_TABLE.states)).toEqual(BrokerSession);
  expect(EXECUTION_TABLE.states.slice(1)).toEqual(JOB_STATUSES);
});

test("a transition that is not there says which", () => {
  expect(() => ROLLOUT_TABLE.next(ROLLOUT_STATUSES.indexOf("failed"), "its-time-came")).toThrow(
    "no transition from failed by its-time-came",
  );
});

describe("the steps that a good and a bad rollout take", () => {
  /** Two states one after the other of each chain. */
  const walked = (steps: readonly { chain: string; to: string }[]): string[] => {
    const last = new Map<string, string>();
    const seen = new Set<string>();
    for (const { chain, to } of steps) {
      const from = last.get(chain);
      if (from !== undefined && from !== to) seen.add(`${from} ${to}`);
      last.set(chain, to);
    }
    return [...seen];
  };
  const arrows = (table: StateMachine<string, string>): string[] =>
    table.states.flatMap((from) => Object.values(table.rows[from]).map((to) => `${from} ${to}`));

  test("are those of the tables", async () => {
    const run = await runScenario(
      town(
        `
firmware:
  - {version: 1.5.0, size: 60KB}
  - {version: 2.3.2, size: 20KB, behaviours: [{boot-loop: {share: 50%}}]}
rollouts:
  - {id: good, at: 5m, to: 1.5.0, target: {twin: temperature-wifi}, stages: [{percent: 20, soak: 5m}, {percent: 100}]}
  - id: bad
    at: 5m
    to: 2.3.2
    target: {twin: parking-*}
    stages: [{percent: 50, soak: 30m}, {percent: 100}]
    abort: [{thresholdPercentage: 5, minNumberOfExecutedThings: 4, action: ROLLBACK}]
    timeout: 2h`,
        "duration: 12h\nstart: {state: active}",
      ),
    );
    const steps = walked(
      run.events(Events.updateStep).map(({ entity, rollout, version, step }) => ({
        chain: `${entity} ${rollout} ${version}`,
        to: UPDATE_STATES[step],
      })),
    );
    expect(steps).toEqual(expect.arrayContaining(["self-testing committed", "self-testing rolled-back"]));
    expect(arrows(UPDATE_TABLE)).toEqual(expect.arrayContaining(steps));
    const courses = walked(
      run.events(Events.rollout).map(({ rollout, status }) => ({
        chain: String(rollout),
        to: ROLLOUT_STATUSES[status],
      })),
    );
    expect(courses.toSorted()).toEqual(["running aborted", "running completed"]);
    expect(arrows(ROLLOUT_TABLE)).toEqual(expect.arrayContaining(courses));
  });
});
