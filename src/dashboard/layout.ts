// How the lines of a terminal are shared out: what matters most gets its least first, then the rest goes to detail.
import type { DashboardState } from "./state.js";

export type PanelName =
  | "title"
  | "time"
  | "bar"
  | "devices"
  | "traffic"
  | "rollouts"
  | "alerts"
  | "faults"
  | "keys";

interface Wish {
  panel: PanelName;
  least: number;
  most: number;
}

/** Most important first. A panel with nothing to say wishes for nothing. */
const wishes = (state: DashboardState): Wish[] => {
  const { snapshot } = state;
  const rollouts = snapshot?.rollouts.length ?? 0;
  const alerts = snapshot?.alerts.length ?? 0;
  const shownStates = snapshot?.states.filter((count) => count > 0).length ?? 0;
  const faults = snapshot?.activeFaults.length ?? 0;
  return [
    { panel: "bar", least: 1, most: 1 },
    { panel: "time", least: 1, most: 1 },
    { panel: "devices", least: 1, most: 2 + shownStates },
    { panel: "keys", least: 1, most: 1 },
    { panel: "traffic", least: 1, most: 2 },
    { panel: "rollouts", least: Math.min(1, rollouts), most: rollouts },
    { panel: "alerts", least: Math.min(1, alerts), most: alerts },
    { panel: "faults", least: Math.min(1, faults), most: Math.min(1, faults) },
    { panel: "title", least: 1, most: 1 },
  ];
};

/** Order on the screen. */
export const SCREEN_ORDER: readonly PanelName[] = [
  "title",
  "time",
  "bar",
  "devices",
  "traffic",
  "rollouts",
  "alerts",
  "faults",
  "keys",
];

/** Lines for each panel; their sum is at most one less than the terminal's rows (a full screen would scroll). */
export const shareLines = (state: DashboardState): Record<PanelName, number> => {
  const lines = Object.fromEntries(SCREEN_ORDER.map((panel) => [panel, 0])) as Record<PanelName, number>;
  let left = Math.max(1, state.rows - 1);
  const asked = wishes(state);
  for (const wish of asked) {
    const given = Math.min(wish.least, left);
    lines[wish.panel] = given;
    left -= given;
  }
  for (const wish of asked) {
    const more = Math.min(wish.most - lines[wish.panel], left);
    if (lines[wish.panel] === 0 || more <= 0) continue;
    lines[wish.panel] += more;
    left -= more;
  }
  return lines;
};
