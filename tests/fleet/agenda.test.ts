// The agenda: one ordered list of all that happens to a run, each action with a number that stays, and a player's part of it.
import { describe, expect, test } from "vitest";
import { buildFleet } from "../../src/fleet/build.js";
import {
  Agenda,
  AgendaPart,
  AT_START,
  type Draft,
  type Edge,
  FIRST_OF_JOURNAL,
} from "../../src/model/plan/agenda.js";
import { struckIn } from "../../src/model/plan/struck.js";
import { scenarioOf } from "../run-scenario.js";
import { town } from "../worlds.js";

const draft = (name: string, beginMs: number, endMs: number | null): Draft => ({
  kind: "device.offline",
  name,
  params: {},
  beginMs,
  endMs,
  entities: Int32Array.of(0),
  by: "both",
});

/** The edges a part has left, in words, and the mark behind each. */
const playedBy = (part: AgendaPart): { words: string[]; marks: Edge[] } => {
  const words: string[] = [];
  const marks: Edge[] = [AT_START];
  while (part.nextMs < Infinity) {
    const edge = part.take();
    marks.push(edge);
    words.push(`${edge.atMs} ${edge.edge} ${part.action(edge).name}`);
  }
  return { words, marks };
};

const THREE = [draft("late", 5, 9), draft("early", 0, 5), draft("open", 5, null)];

test("actions are numbered by when they begin, those of one instant as they come", () => {
  const { actions } = new Agenda(THREE);
  expect(actions.map(({ id, name }) => `${id} ${name}`)).toEqual(["0 early", "1 late", "2 open"]);
});

test("what comes later changes no number of what came before", () => {
  const more = new Agenda([...THREE, draft("later", 7, null), draft("last", 8, 9)]);
  expect(more.actions.slice(0, 3)).toEqual(new Agenda(THREE).actions);
});

test("an action is under way from its begin to its end, or for good", () => {
  const agenda = new Agenda(THREE);
  const at = (ms: number): string =>
    agenda
      .underWay(ms)
      .map(({ name }) => name)
      .join();
  expect([4, 5, 8, 9].map(at)).toEqual(["early", "late,open", "late,open", "open"]);
});

describe("a player's part", () => {
  test("ends come before begins of the same instant", () => {
    const { words } = playedBy(new AgendaPart(new Agenda(THREE).actions));
    expect(words).toEqual(["0 begin early", "5 end early", "5 begin late", "5 begin open", "9 end late"]);
  });

  test("goes on behind any mark as if it had not stopped, and knows what is open there", () => {
    const { actions } = new Agenda(THREE);
    const { words, marks } = playedBy(new AgendaPart(actions));
    const open = ["", "early", "", "late", "late,open", "open"];
    marks.forEach((mark, at) => {
      const part = new AgendaPart(actions);
      part.seek(mark);
      expect(
        part
          .open()
          .map(({ name }) => name)
          .join(),
      ).toBe(open[at]);
      expect(playedBy(part).words).toEqual(words.slice(at));
    });
  });
});

test("a journal's actions have numbers of their own, whatever the scenario comes to say", () => {
  const agenda = new Agenda(THREE);
  const more = new Agenda([...THREE, draft("later", 7, null)]);
  for (const each of [agenda, more]) {
    const { id } = each.append(draft("mine", 3, null));
    expect(id).toBe(FIRST_OF_JOURNAL);
    const late = each.named("late")?.id as number;
    const end: Draft = { ...draft("stop", 8, null), kind: "end", ends: late };
    expect(each.append(end).id).toBe(FIRST_OF_JOURNAL + 1);
    expect(each.courseOf("late")).toEqual({ beginMs: 5, endMs: 8, lasts: true });
    expect(each.names[FIRST_OF_JOURNAL]).toBe("mine");
  }
});

test.each([1, 2, 3, 7, 200])(
  "in cells of %i everybody is struck in his own cell, and once",
  (cellDevices) => {
    const plan = buildFleet(scenarioOf(town("")), cellDevices);
    const all = Int32Array.from({ length: plan.entityCount }, (_, entity) => entity);
    for (const entities of [
      all,
      all.filter((entity) => entity % 3 === 0),
      all.slice(5, 6),
      all.slice(0, 0),
    ]) {
      const struck = plan.cells.flatMap(({ index, entities: own }) =>
        [...struckIn(plan, index, entities)].map((local) => own[local]),
      );
      expect(struck.sort((x, y) => x - y)).toEqual([...entities]);
    }
  },
);

test("a scenario's phases, timeline and outages are one list, and only the timeline's entries have names for rows", () => {
  const { agenda } = buildFleet(
    scenarioOf(
      town(`phases: {calm: 1h, storm: 1h}
timeline:
  - {id: dark, at: 90m, for: 10m, fault: power.outage, target: {site: north}}
  - {id: knock, at: 30m, command: blink, target: {site: north}}`),
    ),
  );
  expect(agenda.actions.map(({ id, name, kind, by }) => [id, name, kind, by])).toEqual([
    [0, "calm", "phase", "cloud"],
    [1, "knock", "command", "cloud"],
    [2, "storm", "phase", "cloud"],
    [3, "dark", "power.outage", "both"],
  ]);
  expect(agenda.names).toEqual({ 1: "knock", 3: "dark" });
});
