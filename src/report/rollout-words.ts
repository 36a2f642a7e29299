// How a rollout's executions ended, in words that the terminal, Markdown and the page share.

import type { RolloutResult } from "../result/rollout.js";
import type { Summary } from "../result/summary.js";
import { count, plural } from "./figures.js";

/** `20 older-version, 3 crashed`: every end but a plain update, the most frequent first; empty where there is none. */
export const outcomeWords = ({ outcomes }: RolloutResult): string =>
  outcomes
    .filter(({ reason }) => reason !== "updated")
    .map(({ reason, devices }) => `${count(devices)} ${reason}`)
    .join(", ");

/** ` (20 older-version)`, and who came late; or nothing. */
export const outcomesInBrackets = (one: RolloutResult): string => {
  const words = outcomeWords(one);
  const late = one.late === 0 ? "" : `${count(one.late)} of them updated later`;
  const all = [words, late].filter((part) => part !== "").join("; ");
  return all === "" ? "" : ` (${all})`;
};

/** What a rollout's status alone does not say: why it stands still, whom it went on without, whom it could not take back. */
export const rolloutNotes = (one: RolloutResult): string[] => {
  const devices = (reason: string): number =>
    one.outcomes
      .filter((outcome) => outcome.reason === reason)
      .reduce((sum, outcome) => sum + outcome.devices, 0);
  const notes: string[] = [];
  if (one.status === "failed") notes.push(`Rollout ${one.id} updated nobody: ${one.reason}.`);
  if (one.status === "paused") notes.push(`Rollout ${one.id} was paused: ${one.reason}.`);
  if (one.status === "running" && one.reason.includes(" waits for "))
    notes.push(`Rollout ${one.id} had not ended: ${one.reason}.`);
  const [absent, stranded] = [devices("absent"), devices("no-way-back")];
  if (absent > 0)
    notes.push(`Rollout ${one.id} ended without ${plural(absent, "device")} that had not begun.`);
  if (stranded > 0)
    notes.push(`Rollout ${one.id} left ${plural(stranded, "device")} on ${one.version}: no way back.`);
  return notes;
};

/** Rollouts that went through all their stages and updated nobody. */
export const fruitless = (summary: Summary): string[] =>
  summary.rollouts.filter(({ status }) => status === "failed").map(({ id }) => id);
