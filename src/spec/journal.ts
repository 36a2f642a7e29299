// What an operator does to a run while it goes on: the entries of its journal. They say all that an entry of a timeline can,
// and more. (scenario, seed, journal) is what a run is made of.
import { createHash } from "node:crypto";
import { formatDuration } from "../core/duration.js";
import type { Limits } from "./cloud.js";
import type { TimelineAction, TimelineEntry } from "./timeline.js";

export const ROLLOUT_STEPS = ["pause", "resume", "advance", "cancel"] as const;
export type RolloutStep = (typeof ROLLOUT_STEPS)[number];

export type OperatorAction =
  /** Ends an entry that is under way. */
  | { do: "end"; entry: string }
  /** What the profile says, changed. */
  | { do: "limit"; limits: Partial<Limits> }
  /** The front refuses the entities until it ends. */
  | { do: "quarantine"; reason: string }
  | { do: "rollout"; rollout: string; step: RolloutStep };

export interface JournalEntry extends Omit<TimelineEntry, "action"> {
  action: TimelineAction | OperatorAction;
  /** How it stands in a journal: one line. */
  line: string;
}

/** When something that has a name begins and ends. */
export interface Course {
  readonly beginMs: number;
  /** Null: when the run ends. */
  readonly endMs: number | null;
  /** False: it is over at once. */
  readonly lasts: boolean;
}

/** Entries that begin and end, by what they do; the rest is over at once. */
export const LASTING: ReadonlySet<string> = new Set<JournalEntry["action"]["do"]>([
  "fault",
  "limit",
  "quarantine",
]);

const whyNotEnded = (name: string, atMs: number, course: Course | undefined): string | null => {
  if (course === undefined) return `there is no \`${name}\` that could end`;
  const { beginMs, endMs, lasts } = course;
  if (!lasts) return `\`${name}\` is nothing that can be ended`;
  if (atMs <= beginMs)
    return `\`${name}\` begins at ${formatDuration(beginMs)} and can only be ended after that`;
  if (endMs !== null && atMs >= endMs)
    return `\`${name}\` is over by then: it ends at ${formatDuration(endMs)}`;
  return null;
};

/** Why an entry cannot follow what is on the agenda already, or null. */
export const refusalOf = (
  { id, atMs, action }: JournalEntry,
  courseOf: (name: string) => Course | undefined,
  durationMs: number,
): string | null => {
  if (atMs >= durationMs)
    return `it is to happen at ${formatDuration(atMs)}, and the run ends at ${formatDuration(durationMs)}`;
  if (courseOf(id) !== undefined) return `there is another \`${id}\` already`;
  return action.do === "end" ? whyNotEnded(action.entry, atMs, courseOf(action.entry)) : null;
};

/** SHA-256 of what a journal says, hex. */
export const journalHash = (lines: readonly string[]): string =>
  createHash("sha256").update(lines.join("\n")).digest("hex");
