// What the dashboard knows, and how a snapshot, a resize or a wish to end changes it. Pure: time comes in the snapshots.
import { printableLine } from "../core/printable.js";
import type { Snapshot } from "../result/snapshot.js";

/** Snapshots that rates and the speed are taken over: a few seconds at a few snapshots a second. */
const HISTORY_MAX = 20;

export interface DashboardState {
  /** Scenario and variant. */
  title: string;
  columns: number;
  rows: number;
  snapshot: Snapshot | null;
  /** The latest snapshots, oldest first, ending with `snapshot`. */
  history: readonly Snapshot[];
  /** The latest snapshots with new figures, oldest first. Live, figures may be older than the clock. */
  figures: readonly Snapshot[];
  /** A word from the driver, such as the broker's address. */
  note: string;
  /** The user asked for the end; the run is on its way there. */
  ending: boolean;
}

export type DashboardAction =
  | { type: "snapshot"; snapshot: Snapshot }
  | { type: "resize"; columns: number; rows: number }
  | { type: "note"; note: string }
  | { type: "ending" };

/** A frame's lines are ours: names in it are shown, never obeyed. */
const withPlainNames = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  phase: printableLine(snapshot.phase),
  activeFaults: snapshot.activeFaults.map(printableLine),
  alerts: snapshot.alerts.map((alert) => ({ ...alert, id: printableLine(alert.id) })),
  rollouts: snapshot.rollouts.map((rollout) => ({ ...rollout, id: printableLine(rollout.id) })),
});

export const initialState = (title: string, columns: number, rows: number): DashboardState => ({
  title: printableLine(title),
  columns,
  rows,
  snapshot: null,
  history: [],
  figures: [],
  note: "",
  ending: false,
});

/** The state after one action. A snapshot from the past (a new run) starts the history again. */
export const reduceDashboard = (state: DashboardState, action: DashboardAction): DashboardState => {
  switch (action.type) {
    case "snapshot": {
      const snapshot = withPlainNames(action.snapshot);
      const goesOn = state.snapshot !== null && snapshot.presentMs >= state.snapshot.presentMs;
      const history = goesOn ? [...state.history, snapshot].slice(-HISTORY_MAX) : [snapshot];
      const isFresh = snapshot.virtualMs > (state.figures.at(-1)?.virtualMs ?? -1);
      const figures = !goesOn
        ? [snapshot]
        : isFresh
          ? [...state.figures, snapshot].slice(-HISTORY_MAX)
          : state.figures;
      return { ...state, snapshot, history, figures };
    }
    case "resize":
      return { ...state, columns: action.columns, rows: action.rows };
    case "note":
      return { ...state, note: printableLine(action.note) };
    case "ending":
      return { ...state, ending: true };
  }
};

/** Virtual seconds per wall second over the history, or null while there is too little of it. */
export const speedFactor = ({ history }: DashboardState): number | null => {
  if (history.length < 2) return null;
  const first = history[0];
  const last = history[history.length - 1];
  return last.wallMs > first.wallMs
    ? (last.presentMs - first.presentMs) / (last.wallMs - first.wallMs)
    : null;
};

/** Wall milliseconds to the end at the present speed, or null when that cannot be said. */
export const timeLeftMs = (state: DashboardState): number | null => {
  const speed = speedFactor(state);
  if (speed === null || speed <= 0 || state.snapshot === null) return null;
  return Math.max(0, (state.snapshot.endMs - state.snapshot.presentMs) / speed);
};

/** Figures older than this by the wall clock are shown with their time. */
const FRESH_WALL_MS = 2_000;

/** Whether the figures are of a time that a person would tell from the present: live, figures come bucket by bucket. */
export const isBehind = (state: DashboardState): boolean => {
  const speed = speedFactor(state);
  const { snapshot } = state;
  if (snapshot === null || speed === null || speed <= 0) return false;
  return (snapshot.presentMs - snapshot.virtualMs) / speed > FRESH_WALL_MS;
};

/** Share of the run that is over, 0..1. */
export const progressShare = ({ snapshot }: DashboardState): number =>
  snapshot === null || snapshot.endMs <= 0
    ? 0
    : Math.min(1, Math.max(0, snapshot.presentMs / snapshot.endMs));

type Counter = "produced" | "delivered" | "dropped" | "fogIn" | "fogOut" | "connectsRefused" | "reboots";

/** Growth of a counter per virtual second over the latest figures, or null while there are too few. */
export const ratePerS = ({ figures }: DashboardState, counter: Counter): number | null => {
  if (figures.length < 2) return null;
  const first = figures[0];
  const last = figures[figures.length - 1];
  const seconds = (last.virtualMs - first.virtualMs) / 1000;
  return seconds > 0 ? (last[counter] - first[counter]) / seconds : null;
};
