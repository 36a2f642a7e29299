// Scenario -> agenda: phases, timeline, replayed outages and the gaps of recordings, each with the entities it strikes.
import { formatDuration } from "../core/duration.js";
import { FAULTS, type FaultKind } from "../fault/faults.js";
import { type Action, Agenda, type Draft } from "../model/plan/agenda.js";
import type { FleetPlan, FleetRoster } from "../model/plan/plan.js";
import { type JournalEntry, refusalOf } from "../spec/journal.js";
import type { Target } from "../spec/target.js";
import { awayTimes } from "../spec/trace-gaps.js";
import { resolveTarget } from "./targets.js";

const NOBODY = new Int32Array(0);

/** A fleet whose agenda may still be empty. */
type Fleet = FleetRoster & Pick<FleetPlan, "agenda">;

/** Whom a target of the selection `id` means, ascending. */
type Struck = (target: Target, id: string) => Int32Array;

/** For an agenda that is read for its names alone: nobody is looked for. */
export const nobody: Struck = () => NOBODY;

/** It strikes no entity: the cloud plays it, on itself. */
const isCloudsOwn = (kind: FaultKind): boolean =>
  FAULTS[kind].playedBy === "cloud" && FAULTS[kind].strikes === "cloud";

type Entry = Pick<JournalEntry, "id" | "atMs" | "forMs" | "action" | "target">;

/** The action an entry of the timeline, or of a journal, is. */
const draftOf = (fleet: Fleet, entry: Entry, struck: Struck): Draft => {
  const { id, atMs, forMs, action, target } = entry;
  const frame = { name: id, beginMs: atMs };
  const endMs = forMs === null ? null : atMs + forMs;
  const once = { ...frame, endMs: null, entities: NOBODY };
  const devices = (): Int32Array => struck({ ...target, kind: "devices" }, id);
  switch (action.do) {
    case "fault": {
      const { fault: kind, params } = action;
      const entities = isCloudsOwn(kind) ? NOBODY : struck(target, id);
      const by = FAULTS[kind].playedBy === "cloud" ? "cloud" : "both";
      return { ...frame, endMs, entities, by, kind, params };
    }
    case "config":
      return { ...once, entities: devices(), by: "cloud", kind: "config", config: action };
    case "local":
      return { ...once, entities: devices(), by: "entities", kind: "local", set: action.set };
    case "command":
      return { ...once, entities: devices(), by: "cloud", kind: "command", command: action.command };
    case "decommission":
      return { ...once, entities: devices(), by: "both", kind: "decommission", reason: action.reason };
    case "limit":
      return { ...once, endMs, by: "cloud", kind: "limit", limits: action.limits };
    case "quarantine":
      return {
        ...once,
        endMs,
        entities: struck(target, id),
        by: "cloud",
        kind: "quarantine",
        reason: action.reason,
      };
    case "rollout": {
      const rollout = fleet.scenario.rollouts.findIndex(({ id: name }) => name === action.rollout);
      return { ...once, by: "cloud", kind: "rollout", rollout, step: action.step };
    }
    case "end": {
      const { id: ends, by } = fleet.agenda.named(action.entry) as Action;
      return { ...once, by, kind: "end", ends };
    }
  }
};

/** Actions that strike somebody, and mean nothing where that is nobody. */
const mustStrike = ({ action, target }: JournalEntry): boolean => {
  if (action.do === "end" || action.do === "limit" || action.do === "rollout" || target.allowEmpty)
    return false;
  return action.do !== "fault" || !isCloudsOwn(action.fault);
};

/**
 * Puts an entry of a journal on the plan's agenda. Returns its action, or why it cannot be done.
 * @param playedMs what lies before has been played by somebody
 */
export const appendEntry = (plan: FleetPlan, entry: JournalEntry, playedMs: number): Action | string => {
  const { agenda, scenario } = plan;
  if (entry.atMs < playedMs)
    return `it is to happen at ${formatDuration(entry.atMs)}, and the run has been played up to ${formatDuration(playedMs)}`;
  const why = refusalOf(entry, (name) => agenda.courseOf(name), scenario.durationMs);
  if (why !== null) return why;
  const draft = draftOf(plan, entry, (who, id) => resolveTarget(plan, who, id));
  if (mustStrike(entry) && draft.entities.length === 0) return "its target matches nobody";
  // Devices back from an absence ask for their shadow where a configuration is meant for them: from then on these, too.
  return agenda.append(draft.kind === "config" ? { ...draft, by: "both" } : draft);
};

/** The same for its name alone. */
export const noteEntry = (fleet: Fleet, entry: JournalEntry): void => {
  fleet.agenda.append(draftOf(fleet, entry, nobody));
};

interface Absence {
  name: string;
  recorded: string;
  entities: Int32Array;
  downMs: number;
  upMs: number;
}

const outageOf = ({ name, recorded, entities, downMs, upMs }: Absence): Draft => ({
  kind: "recorded-outage",
  name,
  recorded,
  params: { lengthMs: upMs - downMs },
  beginMs: downMs,
  endMs: upMs,
  entities,
  by: "entities",
});

/** Recorded disconnects, each of one device. */
const replayed = ({ scenario }: Fleet, struck: Struck): Draft[] =>
  scenario.outages.flatMap(({ id, target, outages }) => {
    const targets = struck({ ...target, kind: "devices" }, id);
    const places = new Map<string, number>();
    for (const { name } of outages) if (!places.has(name)) places.set(name, places.size);
    return outages.map(({ name, recorded = name, downMs, upMs }) => {
      const place = (places.get(name) as number) % targets.length;
      return outageOf({ name: id, recorded, entities: targets.slice(place, place + 1), downMs, upMs });
    });
  });

/** Devices that play a recording are away where it has gaps that say so. */
const gaps = ({ groups, scenario }: Fleet): Draft[] =>
  groups.flatMap(({ id, trace, first, count }) => {
    if (trace < 0) return [];
    const name = `${id}/gaps`;
    const entities = Int32Array.from({ length: count }, (_, device) => first + device);
    return awayTimes(scenario.traces[trace], scenario.durationMs).map((away) =>
      outageOf({ name, recorded: name, entities, ...away }),
    );
  });

/** All that a scenario says will happen to its fleet. */
export const compileAgenda = (fleet: Fleet, struck: Struck): Agenda => {
  const { phases, timeline } = fleet.scenario;
  return new Agenda([
    ...phases.map(
      ({ name, startMs, endMs }, phase): Draft => ({
        kind: "phase",
        phase,
        name,
        beginMs: startMs,
        endMs,
        entities: NOBODY,
        by: "cloud",
      }),
    ),
    ...timeline.map((entry) => draftOf(fleet, entry, struck)),
    ...replayed(fleet, struck),
    ...gaps(fleet),
  ]);
};
