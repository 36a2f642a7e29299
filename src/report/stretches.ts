// From the turning points in a run's store to the stretches its reports draw: a fault from start to end, an alert from
// raised to cleared, a rollout from its start to where it ended, with what changed in between as marks.
import type { Moment, TurningPoint } from "../result/moment.js";
import { alertFigure, alertName } from "../spec/alert-metrics.js";
import type { AlertRule } from "../spec/cloud.js";
import type { Scenario } from "../spec/scenario.js";
import type { Phase } from "../spec/timeline.js";

interface Stretches {
  kind: Moment["kind"];
  begins: (moment: TurningPoint) => boolean;
  ends: (moment: TurningPoint) => boolean;
}

const ROLLOUT_OVER = new Set(["completed", "aborted", "failed"]);

const STRETCHES: Record<"fault" | "alert" | "rollout", Stretches> = {
  fault: {
    kind: "fault",
    begins: ({ change }) => change === "start",
    ends: ({ change }) => change === "end",
  },
  alert: {
    kind: "alert",
    begins: ({ change }) => change === "raised",
    ends: ({ change }) => change === "cleared",
  },
  rollout: {
    kind: "rollout",
    begins: ({ change }) => change === "running",
    ends: ({ change }) => ROLLOUT_OVER.has(change),
  },
};

/** What belongs together: an alert is one rule, a recorded outage may be called like a fault. */
const keyOf = (moment: TurningPoint): string =>
  moment.kind === "fault" ? `${moment.id}\n${moment.note}` : moment.id;

const detailOf = ({ kind, devices, measured, threshold, note }: TurningPoint, rule?: AlertRule): string => {
  if (kind === "fault")
    return [note, devices === null || devices === 0 ? "" : `strikes ${devices}`].filter(Boolean).join(", ");
  if (kind !== "alert") return note;
  const figure = (value: number | null) =>
    value === null || rule === undefined ? `${value}` : alertFigure(rule.metric, value);
  return [note, `measured ${figure(measured)}, limit ${figure(threshold)}`].filter(Boolean).join(": ");
};

/** `stage 2`, `paused`: what a rollout did on its way. */
const markOf = ({ change, stage }: TurningPoint): string =>
  change === "running" && stage !== null ? `stage ${stage + 1}` : change;

interface Open {
  moment: Moment;
}

/** Moments for the reports, in the order given. What is still open at the end of the run ends there. */
export const reportMoments = (
  stored: readonly TurningPoint[],
  { phases, alerts }: { phases: readonly Phase[]; alerts: Scenario["alerts"] },
  endMs: number,
): Moment[] => {
  const rules = new Map(alerts.map((rule) => [alertName(rule), rule]));
  const moments: Moment[] = phases
    .filter(({ startMs }) => startMs < endMs)
    .map(({ name, startMs, endMs: untilMs }) => ({
      atMs: startMs,
      untilMs: Math.min(untilMs, endMs),
      kind: "phase",
      label: name,
    }));
  const open = new Map<string, Open>();
  for (const one of stored) {
    if (one.kind === "phase") continue;
    if (one.kind === "stop") {
      moments.push({ atMs: one.atMs, kind: "stop", label: one.id, detail: `measured ${one.measured}` });
      continue;
    }
    const stretch = STRETCHES[one.kind];
    const key = `${one.kind}\n${keyOf(one)}`;
    const running = open.get(key);
    if (running === undefined && stretch.begins(one)) {
      const moment: Moment = {
        atMs: one.atMs,
        untilMs: endMs,
        kind: stretch.kind,
        label: one.id,
        detail: detailOf(one, rules.get(one.id)),
        ...(one.kind === "alert" ? { severity: rules.get(one.id)?.severity } : {}),
      };
      moments.push(moment);
      open.set(key, { moment });
    } else if (running !== undefined && stretch.ends(one)) {
      running.moment.untilMs = one.atMs;
      if (one.kind === "rollout") running.moment.detail = [one.change, one.note].filter(Boolean).join(": ");
      open.delete(key);
    } else if (one.kind === "rollout" && one.change !== "scheduled")
      moments.push({
        atMs: one.atMs,
        kind: "rollout",
        label: one.id,
        detail: [markOf(one), one.note].filter(Boolean).join(": "),
      });
  }
  return moments;
};
