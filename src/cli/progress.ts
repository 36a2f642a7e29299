// How a run shows that it is alive: the dashboard on a terminal, a line on standard error now and then in a pipe.
import { formatDuration } from "../core/duration.js";
import { formatCount } from "../core/units.js";
import type { Snapshot } from "../result/snapshot.js";
import type { Scenario } from "../spec/scenario.js";
import { type System, wantsColour } from "./system.js";

export interface Progress {
  update(snapshot: Snapshot): void;
  /** A word from the driver. */
  note(text: string): void;
  /** The user asked for the end. */
  ending(): void;
  stop(): void;
}

/** A pipe's log is read later: a line every few seconds tells enough. */
const LINE_EVERY_MS = 10_000;

const SILENT: Progress = { update: () => {}, note: () => {}, ending: () => {}, stop: () => {} };

/** `42 % at 18h 20m of 2d, 10,000 devices, 9,990 online, about 3m left`. */
export const progressLine = (snapshot: Snapshot, wallMs: number): string => {
  const share = snapshot.endMs > 0 ? Math.min(1, snapshot.presentMs / snapshot.endMs) : 0;
  const left = share > 0 && wallMs > 0 ? (wallMs / share) * (1 - share) : null;
  const time = (ms: number): string => formatDuration(Math.round(ms / 1000) * 1000, 2);
  return [
    `${Math.floor(share * 100)} % at ${time(snapshot.presentMs)} of ${time(snapshot.endMs)}`,
    `${formatCount(snapshot.online)} of ${formatCount(snapshot.devices)} online`,
    ...(left === null ? [] : [`about ${time(left)} left`]),
  ].join(", ");
};

const lines = (system: System, title: string): Progress => {
  const startedMs = system.nowMs();
  let saidMs = startedMs;
  return {
    update: (snapshot) => {
      const nowMs = system.nowMs();
      if (nowMs - saidMs < LINE_EVERY_MS) return;
      saidMs = nowMs;
      system.stderr.write(`${title}: ${progressLine(snapshot, nowMs - startedMs)}\n`);
    },
    note: (text) => system.stderr.write(`${title}: ${text}\n`),
    ending: () =>
      system.stderr.write(`${title}: ending at the next exchange point; once more ends at once\n`),
    stop: () => {},
  };
};

const speaksUnicode = ({ env }: System): boolean =>
  /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || "UTF-8");

/** The name a run goes by on the screen. */
export const titleOf = (scenario: Scenario): string =>
  scenario.variant === "" ? scenario.name : `${scenario.name} / ${scenario.variant}`;

/** A dashboard needs a terminal to draw on; CI systems that fake one get lines. */
const wantsDashboard = ({ stdout, env }: System): boolean => stdout.isTTY && env.TERM !== "dumb" && !env.CI;

export interface ProgressChoices {
  quiet?: boolean;
  json?: boolean;
  dashboard?: boolean;
  onQuit: () => void;
}

/** Starts what fits the system and the user's choice. */
export const startProgress = async (
  system: System,
  scenario: Scenario,
  { quiet, json, dashboard, onQuit }: ProgressChoices,
): Promise<Progress> => {
  if (quiet) return SILENT;
  const title = titleOf(scenario);
  if (json || dashboard === false || !wantsDashboard(system)) return lines(system, title);
  const { startDashboard } = await import("../dashboard/start-dashboard.js");
  return startDashboard({
    title,
    colour: wantsColour(system, system.stdout),
    unicode: speaksUnicode(system),
    onQuit,
  });
};
