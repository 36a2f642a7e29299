// SLA-3, thin: alert rules over what the cloud itself can see, looked at once a minute of virtual time whatever the run's
// length, raised when they have held long enough, cleared when they no longer hold.
import { assert } from "../../../core/assert.js";
import { HOUR_MS } from "../../../core/duration.js";
import { Events } from "../../../event/events.js";
import { SEVERITIES } from "../../../event/vocabulary.js";
import type { AlertRule } from "../../../spec/cloud.js";
import type { CloudState } from "../cloud-state.js";
import { emptyWindow, LOOK_EVERY_MS } from "./alert-columns.js";

const measure = (state: CloudState, rule: AlertRule, nowMs: number): number => {
  const { window } = state.alert;
  const { registeredCount } = state.registry;
  const { presentCount } = state.front;
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

/** Under another scenario a rule keeps what it has seen, whatever its threshold; a new one has seen nothing. */
export const forkAlerts = ({ plan, alert }: CloudState, nowMs: number): void => {
  const added = plan.scenario.alerts.slice(alert.raisedMs.length);
  if (added.length === 0) return;
  alert.sinceMs.push(...added.map(() => -1));
  alert.raisedMs.push(...added.map(() => -1));
  if (alert.tickMs < Infinity) return;
  alert.tickMs = (Math.floor(nowMs / LOOK_EVERY_MS) + 1) * LOOK_EVERY_MS;
  alert.window = emptyWindow(nowMs);
};

/** Looks at every rule; says nothing to anybody but the log. */
export const lookAtAlerts = (state: CloudState, nowMs: number): void => {
  const { plan, alert } = state;
  alert.tickMs = nowMs + LOOK_EVERY_MS;
  plan.scenario.alerts.forEach((rule, index) => {
    const measured = measure(state, rule, nowMs);
    if (measured > rule.threshold) {
      if (alert.sinceMs[index] < 0) alert.sinceMs[index] = nowMs;
      if (alert.raisedMs[index] >= 0 || nowMs - alert.sinceMs[index] < rule.forMs) return;
      alert.raisedMs[index] = nowMs;
      state.countGroup("alerts.raised", plan.layout.sharedGroup);
      state.emit(Events.alertRaised, nowMs, valuesOf(index, rule, measured));
      return;
    }
    alert.sinceMs[index] = -1;
    if (alert.raisedMs[index] < 0) return;
    state.emit(Events.alertCleared, nowMs, valuesOf(index, rule, measured));
    alert.raisedMs[index] = -1;
  });
  alert.window = emptyWindow(nowMs);
};
