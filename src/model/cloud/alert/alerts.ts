// SLA-3, thin: alert rules over what the cloud itself can see, looked at once a minute of virtual time whatever the run's
// length, raised when they have held long enough, cleared when they no longer hold.
import { assert } from "../../../core/assert.js";
import { HOUR_MS } from "../../../core/duration.js";
import { Events } from "../../../event/events.js";
import { SEVERITIES } from "../../../event/vocabulary.js";
import type { AlertRule } from "../../../spec/cloud.js";
import type { CloudState } from "../cloud-state.js";
import { LOOK_EVERY_MS } from "./alert-look.js";

const measure = (state: CloudState, rule: AlertRule, nowMs: number): number => {
  const { window, registeredCount, presentCount } = state.columns;
  assert(presentCount >= 0 && presentCount <= registeredCount, "more devices present than registered");
  const elapsedMs = Math.max(1, nowMs - window.sinceMs);
  switch (rule.metric) {
    case "offline-share":
      return registeredCount === 0 ? 0 : (registeredCount - presentCount) / registeredCount;
    case "auth-errors":
      return window.attempts === 0 ? 0 : window.authErrors / window.attempts;
    case "connect-refusals":
      return (window.refused * 1000) / elapsedMs;
    case "ingest-queue":
      return window.queueMax;
    case "reboot-rate":
      return registeredCount === 0 ? 0 : (window.reboots * HOUR_MS) / elapsedMs / registeredCount;
  }
};

const valuesOf = (alert: number, { threshold, severity }: AlertRule, measured: number) => ({
  alert,
  measured,
  threshold,
  severity: SEVERITIES.indexOf(severity),
});

/** Looks at every rule when its time has come; says nothing to anybody but the log. */
export const lookAtAlerts = (state: CloudState, nowMs: number): void => {
  const { columns, plan } = state;
  if (nowMs < columns.alertTickMs) return;
  columns.alertTickMs = nowMs + LOOK_EVERY_MS;
  plan.scenario.alerts.forEach((rule, index) => {
    const measured = measure(state, rule, nowMs);
    if (measured > rule.threshold) {
      if (columns.alertSinceMs[index] < 0) columns.alertSinceMs[index] = nowMs;
      if (columns.alertRaisedMs[index] >= 0 || nowMs - columns.alertSinceMs[index] < rule.forMs) return;
      columns.alertRaisedMs[index] = nowMs;
      state.countGroup("alerts.raised", plan.layout.sharedGroup);
      state.emit(Events.alertRaised, nowMs, valuesOf(index, rule, measured));
      return;
    }
    columns.alertSinceMs[index] = -1;
    if (columns.alertRaisedMs[index] < 0) return;
    state.emit(Events.alertCleared, nowMs, valuesOf(index, rule, measured));
    columns.alertRaisedMs[index] = -1;
  });
  columns.window = { authErrors: 0, attempts: 0, refused: 0, reboots: 0, queueMax: 0, sinceMs: nowMs };
};
