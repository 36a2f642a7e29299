// What the alert rules look at, and how each of them stands.
import { MINUTE_MS } from "../../../core/duration.js";
import type { FleetPlan } from "../../plan/plan.js";

/** How often rules are looked at in virtual time; a run's length and its metric buckets do not matter. */
export const LOOK_EVERY_MS = MINUTE_MS;

export interface AlertColumns {
  /** What has happened since the last look. */
  window: {
    authErrors: number;
    attempts: number;
    refused: number;
    reboots: number;
    queueMax: number;
    sinceMs: number;
  };
  /** The next look. */
  tickMs: number;
  /** By rule: when it began to hold, when it was raised, or -1. */
  sinceMs: number[];
  raisedMs: number[];
}

export const emptyWindow = (sinceMs: number): AlertColumns["window"] => ({
  authErrors: 0,
  attempts: 0,
  refused: 0,
  reboots: 0,
  queueMax: 0,
  sinceMs,
});

export const createAlert = ({ scenario: { alerts } }: FleetPlan): AlertColumns => ({
  window: emptyWindow(0),
  tickMs: alerts.length === 0 ? Infinity : LOOK_EVERY_MS,
  sinceMs: alerts.map(() => -1),
  raisedMs: alerts.map(() => -1),
});
