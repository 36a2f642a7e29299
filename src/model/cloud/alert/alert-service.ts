// Alerts as a service: it looks, and says nothing to anybody but the log, so the cells need not wait for it.
import { alertName } from "../../../spec/alert-metrics.js";
import type { CloudService } from "../service.js";
import { forkAlerts, lookAtAlerts } from "./alerts.js";

export const ALERT = {
  name: "alert",
  uplinks: {},
  ticks: { nextTickMs: ({ alert }) => alert.tickMs, quietUntilMs: () => Infinity, onTick: lookAtAlerts },
  fork: (state, _, nowMs) => forkAlerts(state, nowMs),
  /** A last look, where one is due. */
  finish: (state, nowMs) => {
    if (nowMs >= state.alert.tickMs) lookAtAlerts(state, nowMs);
    return {};
  },
  view: ({ plan, alert }) => ({
    alerts: plan.scenario.alerts.flatMap((rule, index) =>
      alert.raisedMs[index] < 0
        ? []
        : [{ id: alertName(rule), severity: rule.severity, sinceMs: alert.raisedMs[index] }],
    ),
  }),
} satisfies CloudService;
