// Timeline -> what the cloud does or notes by itself: phases, begin and end of faults, configurations, commands.
import type { CloudMoment, FleetPlan } from "../model/plan/plan.js";
import { resolveTarget } from "./targets.js";

const NOBODY = new Int32Array(0);

/** The cloud's moments in play order: by time, then file order. */
export const cloudMomentsOf = (plan: FleetPlan): CloudMoment[] => {
  const { scenario } = plan;
  const moments: CloudMoment[] = [];
  scenario.phases.forEach((phase, index) => {
    moments.push({ atMs: phase.startMs, what: "phase", index, devices: NOBODY });
  });
  scenario.timeline.forEach((entry, index) => {
    const { action, atMs, forMs } = entry;
    if (action.do === "local") return;
    const target = action.do === "fault" ? entry.target : { ...entry.target, kind: "devices" as const };
    const devices =
      action.do === "fault" && action.fault === "broker.limit"
        ? NOBODY
        : resolveTarget(plan, target, entry.id);
    if (action.do === "fault") {
      moments.push({ atMs, what: "fault-start", index, devices });
      if (forMs !== null) moments.push({ atMs: atMs + forMs, what: "fault-end", index, devices });
    } else moments.push({ atMs, what: action.do, index, devices });
  });
  const numbered = moments.map((moment, at) => ({ moment, at }));
  numbered.sort((x, y) => x.moment.atMs - y.moment.atMs || x.at - y.at);
  return numbered.map(({ moment }) => moment);
};
