// Timeline -> world entries: what begins or ends when, at which entities. Faults of the cloud's own (limits, its
// outage as seen by its front) are played by the cloud from the scenario; here stands what entities feel.
import type { FleetPlan, WorldAction, WorldEntry } from "../model/plan/plan.js";
import type { TimelineEntry } from "../spec/timeline.js";
import { awayTimes } from "../spec/trace-gaps.js";
import { resolveTarget } from "./targets.js";

/** Played by the cloud alone. */
const CLOUD_FAULTS: ReadonlySet<string> = new Set([
  "broker.limit",
  "command.replay",
  "command.forge",
  "credential.reuse",
]);

type Action = Omit<WorldAction, "index">;

const actionOf = (plan: FleetPlan, entry: TimelineEntry): Action | null => {
  const { action } = entry;
  if (action.do === "fault" && !CLOUD_FAULTS.has(action.fault)) {
    const entities = resolveTarget(plan, entry.target, entry.id);
    return { id: entry.id, kind: action.fault, params: action.params, set: {}, entities };
  }
  if (action.do === "local") {
    const entities = resolveTarget(plan, { ...entry.target, kind: "devices" }, entry.id);
    return { id: entry.id, kind: "local", params: {}, set: action.set, entities };
  }
  if (action.do === "decommission") {
    const entities = resolveTarget(plan, { ...entry.target, kind: "devices" }, entry.id);
    return { id: entry.id, kind: "decommission", params: {}, set: {}, entities };
  }
  return null;
};

/** World entries in play order: by time, ends before begins, then file order. */
export const worldOf = (plan: FleetPlan): { world: WorldEntry[]; worldActions: WorldAction[] } => {
  const { scenario } = plan;
  const worldActions: WorldAction[] = [];
  const world: WorldEntry[] = [];
  for (const entry of scenario.timeline) {
    const action = actionOf(plan, entry);
    if (action === null) continue;
    const index = worldActions.length;
    worldActions.push({ index, ...action });
    world.push({ atMs: entry.atMs, action: index, edge: "begin" });
    if (action.kind !== "local" && action.kind !== "decommission" && entry.forMs !== null) {
      world.push({ atMs: entry.atMs + entry.forMs, action: index, edge: "end" });
    }
  }
  const away = (who: Pick<Action, "id" | "name" | "entities">, downMs: number, upMs: number): void => {
    const index = worldActions.length;
    worldActions.push({
      index,
      ...who,
      kind: "recorded-outage",
      params: { lengthMs: upMs - downMs },
      set: {},
    });
    world.push({ atMs: downMs, action: index, edge: "begin" }, { atMs: upMs, action: index, edge: "end" });
  };
  for (const replay of scenario.outages) {
    const targets = resolveTarget(plan, { ...replay.target, kind: "devices" }, replay.id);
    const names = [...new Set(replay.outages.map((outage) => outage.name))];
    for (const { name, downMs, upMs, recorded } of replay.outages) {
      const entities = Int32Array.of(targets[names.indexOf(name) % targets.length]);
      away({ id: replay.id, name: recorded ?? name, entities }, downMs, upMs);
    }
  }
  for (const { id, trace, first, count } of plan.groups) {
    if (trace < 0) continue;
    const entities = Int32Array.from({ length: count }, (_, device) => first + device);
    for (const { downMs, upMs } of awayTimes(scenario.traces[trace], scenario.durationMs))
      away({ id: `${id}/gaps`, name: `${id}/gaps`, entities }, downMs, upMs);
  }
  const order = { end: 0, begin: 1 };
  const sorted = world.map((entry, at) => ({ entry, at }));
  sorted.sort(
    (x, y) => x.entry.atMs - y.entry.atMs || order[x.entry.edge] - order[y.entry.edge] || x.at - y.at,
  );
  return { world: sorted.map(({ entry }) => entry), worldActions };
};
