// What the length of the run rules out: an alert that must hold for longer than the run lasts, stages of a rollout that
// would begin after its end; and a promise of nothing. All of it may stand, and is told.
import { formatDuration } from "../core/duration.js";
import type { AlertRule } from "../spec/cloud.js";
import type { RolloutSpec } from "../spec/rollout.js";
import type { Context } from "./context.js";
import type { Fleet } from "./fleet.js";
import { itemNamed, spanAt } from "./tree.js";

const warnAlerts = (context: Context, alerts: readonly AlertRule[], durationMs: number): void => {
  for (const { id, forMs, isDefault } of alerts) {
    if (isDefault || forMs < durationMs) continue;
    context.problems.warning(
      spanAt(itemNamed(context.root, "alerts", id), ["for"]),
      "SCN086",
      `alert \`${id}\` can never be raised: it must hold for ${formatDuration(forMs)}, and the run ends at ${formatDuration(durationMs)}`,
      "shorten `for`, or lengthen `duration`",
    );
  }
};

const warnStages = (context: Context, rollouts: readonly RolloutSpec[], durationMs: number): void => {
  for (const { id, atMs, stages } of rollouts) {
    let beginsMs = atMs;
    const late = stages.findIndex((_, index) => {
      if (index > 0) beginsMs += stages[index - 1].soakMs;
      return beginsMs >= durationMs;
    });
    if (late < 1) continue;
    context.problems.warning(
      spanAt(itemNamed(context.root, "rollouts", id), ["stages", late]),
      "SCN086",
      `rollout \`${id}\`: stage ${late + 1} cannot begin before ${formatDuration(beginsMs)}, and the run ends at ${formatDuration(durationMs)}`,
      "soak for less, begin earlier, or lengthen `duration`",
    );
  }
};

const warnPromises = (context: Context, { tenants }: Fleet): void => {
  for (const { id, stated, availabilityPpm, freshnessSharePpm } of tenants) {
    const empty: [string[], boolean][] = [
      [["sla", "availability"], stated.availability && availabilityPpm === 0],
      [["sla", "freshness", "share"], stated.freshness && freshnessSharePpm === 0],
    ];
    for (const [path, isEmpty] of empty)
      if (isEmpty)
        context.problems.warning(
          spanAt(itemNamed(context.root, "tenants", id), path),
          "SCN082",
          `tenant \`${id}\` is promised 0 % ${path[1]}: that can never be missed`,
          "promise something, or leave it out",
        );
  }
};

/** What is meant to happen, and how long the run has for it. */
interface Planned {
  fleet: Fleet;
  alerts: readonly AlertRule[];
  rollouts: readonly RolloutSpec[];
  durationMs: number;
}

/** Tells what this run can never come to. */
export const warnNeverComes = (context: Context, { fleet, alerts, rollouts, durationMs }: Planned): void => {
  warnAlerts(context, alerts, durationMs);
  warnStages(context, rollouts, durationMs);
  warnPromises(context, fleet);
};
