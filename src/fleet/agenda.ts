// Scenario -> agenda: phases, timeline, replayed outages and the gaps of recordings, each with the entities it strikes.
import { Agenda, type Draft } from "../model/plan/agenda.js";
import type { FleetPlan } from "../model/plan/plan.js";
import type { Target } from "../spec/target.js";
import type { FaultKind, TimelineEntry } from "../spec/timeline.js";
import { awayTimes } from "../spec/trace-gaps.js";
import { resolveTarget } from "./targets.js";

const NOBODY = new Int32Array(0);

/** Faults that no entity feels by itself: the cloud plays them alone. */
const CLOUD_FAULTS: ReadonlySet<FaultKind> = new Set<FaultKind>([
  "broker.limit",
  "command.replay",
  "command.forge",
  "credential.reuse",
]);

/** The action an entry of the timeline is. */
const draftOf = (plan: FleetPlan, { id, atMs, forMs, action, target }: TimelineEntry): Draft => {
  const struck = (who: Target): Int32Array => resolveTarget(plan, who, id);
  const frame = { name: id, beginMs: atMs };
  if (action.do === "fault") {
    const { fault: kind, params } = action;
    const entities = kind === "broker.limit" ? NOBODY : struck(target);
    const endMs = forMs === null ? null : atMs + forMs;
    return { ...frame, endMs, entities, by: CLOUD_FAULTS.has(kind) ? "cloud" : "both", kind, params };
  }
  const once = { ...frame, endMs: null, entities: struck({ ...target, kind: "devices" }) };
  switch (action.do) {
    case "config":
      return { ...once, by: "cloud", kind: "config", config: action };
    case "local":
      return { ...once, by: "entities", kind: "local", set: action.set };
    case "command":
      return { ...once, by: "cloud", kind: "command", command: action.command };
    case "decommission":
      return { ...once, by: "both", kind: "decommission", reason: action.reason };
  }
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
const replayed = (plan: FleetPlan): Draft[] =>
  plan.scenario.outages.flatMap(({ id, target, outages }) => {
    const targets = resolveTarget(plan, { ...target, kind: "devices" }, id);
    const places = new Map<string, number>();
    for (const { name } of outages) if (!places.has(name)) places.set(name, places.size);
    return outages.map(({ name, recorded = name, downMs, upMs }) => {
      const place = (places.get(name) as number) % targets.length;
      return outageOf({ name: id, recorded, entities: Int32Array.of(targets[place]), downMs, upMs });
    });
  });

/** Devices that play a recording are away where it has gaps that say so. */
const gaps = ({ groups, scenario }: FleetPlan): Draft[] =>
  groups.flatMap(({ id, trace, first, count }) => {
    if (trace < 0) return [];
    const name = `${id}/gaps`;
    const entities = Int32Array.from({ length: count }, (_, device) => first + device);
    return awayTimes(scenario.traces[trace], scenario.durationMs).map((away) =>
      outageOf({ name, recorded: name, entities, ...away }),
    );
  });

/** All that a scenario says will happen to its fleet. */
export const compileAgenda = (plan: FleetPlan): Agenda => {
  const { phases, timeline } = plan.scenario;
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
    ...timeline.map((entry) => draftOf(plan, entry)),
    ...replayed(plan),
    ...gaps(plan),
  ]);
};
