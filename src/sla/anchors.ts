// The named moments of a run, folded from its events: `<rollout>.start`, `.aborted`, `.completed`, `.failed`, `.paused`,
// `<fault>.start`, `<fault>.end`, `<alert>.raised`. The first time counts. Also the course of each rollout's status.
import { type EventColumns, EventKind } from "../event/event.js";
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
    for (let row = 0; row < events.count; row++) {
      const index = events.a[row];
      const atMs = events.atMs[row];
      switch (events.kind[row]) {
        case EventKind.rollout:
          this.rollout(rollouts[index], ROLLOUT_STATUSES[events.b[row]], atMs);
          break;
        case EventKind.faultStart:
          this.mark(`${faults[index]}.start`, atMs);
          break;
        case EventKind.faultEnd:
          this.mark(`${faults[index]}.end`, atMs);
          break;
        case EventKind.alertRaised:
          this.mark(`${alerts[index].replace(/^default: /, "")}.raised`, atMs);
          break;
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
