// What the timeline shows besides curves: faults, rollouts, alerts, phases, the stop. The caller reads them from the
// store's events (or the scenario) and hands them over; here they are only put in order and drawn.
import type { Moment, MomentKind } from "../result/moment.js";

/** Lanes of the timeline, top to bottom. */
const MOMENT_KINDS: readonly MomentKind[] = ["phase", "fault", "rollout", "alert", "stop"];

const text = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** A copy in total order: time, lane, end, label, so the order in which events were read cannot show. */
export const inOrder = (moments: readonly Moment[]): Moment[] =>
  [...moments].sort(
    (x, y) =>
      x.atMs - y.atMs ||
      MOMENT_KINDS.indexOf(x.kind) - MOMENT_KINDS.indexOf(y.kind) ||
      (x.untilMs ?? x.atMs) - (y.untilMs ?? y.atMs) ||
      text(x.label, y.label) ||
      text(x.detail ?? "", y.detail ?? ""),
  );

export const ofKind = (moments: readonly Moment[], kind: MomentKind): Moment[] =>
  moments.filter((moment) => moment.kind === kind);
