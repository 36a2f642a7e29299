// The named moments of a run, folded from its events: `<rollout>.start`, `.aborted`, `.completed`, `.failed`, `.paused`,
// `<fault>.start`, `<fault>.end`, `<alert>.raised`. The first time counts. Also the course of each rollout's status.
import type { EventColumns } from "../event/event.js";
import { Events } from "../event/events.js";
import { ROLLOUT_STATUSES } from "../event/vocabulary.js";

export interface AnchorNaming {
  readonly rollouts: readonly string[];
  /** By the action's id. */
  readonly faults: Readonly<Record<number, string>>;
  readonly alerts: readonly string[];
}

/** Ends of the anchors a rollout, a fault or an alert can have. */
const ROLLOUT_EVENTS: Readonly<Record<string, string>> = {
  running: "start",
  paused: "paused",
  aborted: "aborted",
  completed: "completed",
  failed: "failed",
};

export class AnchorLog {
  private readonly moments = new Map<string, number>();
  private readonly changes = new Map<string, { atMs: number; status: string }[]>();

  constructor(private readonly naming: AnchorNaming) {}

  /** Adds a batch's events; batches in time order. */
  add(events: EventColumns): void {
    const { rollouts, faults, alerts } = this.naming;
    const { rollout, faultStart, faultEnd, alertRaised } = Events;
    for (let row = 0; row < events.count; row++) {
      const atMs = events.atMs[row];
      switch (events.kind[row]) {
        case rollout.kind: {
          const status = ROLLOUT_STATUSES[rollout.columns.status(events)[row]];
          this.rollout(rollouts[rollout.columns.rollout(events)[row]], status, atMs);
          break;
        }
        case faultStart.kind:
          this.mark(`${faults[faultStart.columns.fault(events)[row]]}.start`, atMs);
          break;
        case faultEnd.kind:
          this.mark(`${faults[faultEnd.columns.fault(events)[row]]}.end`, atMs);
          break;
        case alertRaised.kind: {
          const alert = alerts[alertRaised.columns.alert(events)[row]];
          this.mark(`${alert.replace(/^default: /, "")}.raised`, atMs);
          break;
        }
      }
    }
  }

  private rollout(id: string, status: string, atMs: number): void {
    const changes = this.changes.get(id) ?? [];
    this.changes.set(id, changes);
    if (changes.at(-1)?.status !== status) changes.push({ atMs, status });
    if (Object.hasOwn(ROLLOUT_EVENTS, status)) this.mark(`${id}.${ROLLOUT_EVENTS[status]}`, atMs);
  }

  private mark(name: string, atMs: number): void {
    if (!this.moments.has(name)) this.moments.set(name, atMs);
  }

  /** Moments by name. */
  anchors(): Record<string, number> {
    return Object.fromEntries(this.moments);
  }

  /** A rollout's statuses with their times, ascending; empty while it has not begun. */
  statusChanges(rollout: string): readonly { readonly atMs: number; readonly status: string }[] {
    return this.changes.get(rollout) ?? [];
  }
}
