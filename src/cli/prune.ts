// Which runs `iotctl runs --prune` removes, and how: only folders that hold a run and nothing else, file by file, so that
// whatever is not ours stays. A run that is being written is never touched.
import { assertNoWriter, LOCK_FILE } from "../store/run-lock.js";
import { BATCHES_FILE } from "./checkpoint-file.js";
import { CHECKPOINT_LIST } from "./kept-checkpoints.js";
import type { ListedRun } from "./listed-run.js";
import { COMPARISON_FILES, INCOMPLETE_FILE, RUN_FILES } from "./run-folder.js";
import type { System } from "./system.js";

export interface PruneChoices {
  /** Of the finished runs this many newest ones stay. */
  keep: number | null;
  /** Finished runs started longer ago than this go. */
  olderThanMs: number | null;
  /** Runs that did not finish, or cannot be read, go. */
  damaged: boolean;
}

export interface Pruned {
  remove: string[];
  /** Chosen, but not removed, and why. */
  spared: { folder: string; why: string }[];
}

const OURS: ReadonlySet<string> = new Set([
  ...Object.values(RUN_FILES),
  `${RUN_FILES.store}.wal`,
  INCOMPLETE_FILE,
  LOCK_FILE,
  BATCHES_FILE,
  CHECKPOINT_LIST,
  ...Object.values(COMPARISON_FILES),
]);
const CHECKPOINT = /^checkpoint-[0-9hms]+\.iotctl$/;

const isOurs = (name: string): boolean => OURS.has(name) || CHECKPOINT.test(name);

const whySpared = (system: System, folder: string): string | null => {
  if (system.files.isLink(folder)) return "it is a link";
  const stranger = system.files.list(folder).find((name) => !isOurs(name));
  if (stranger !== undefined) return `it holds ${stranger}, which is no file of a run`;
  try {
    assertNoWriter(system.files.resolve(folder));
  } catch {
    return "it is being written";
  }
  return null;
};

/** Which of `runs` (oldest first) the choices name, and which of those can be removed. */
export const choosePruned = (
  system: System,
  runs: readonly ListedRun[],
  { keep, olderThanMs, damaged }: PruneChoices,
): Pruned => {
  const finished = runs.filter(({ state }) => state === "complete");
  const beyond = new Set(keep === null ? [] : finished.slice(0, Math.max(0, finished.length - keep)));
  const nowMs = system.date().getTime();
  const chosen = runs.filter((run) => {
    if (run.state !== "complete") return damaged;
    const ageMs = nowMs - Date.parse(run.startedAt);
    return beyond.has(run) || (olderThanMs !== null && ageMs > olderThanMs);
  });
  const pruned: Pruned = { remove: [], spared: [] };
  for (const { folder } of chosen) {
    const why = whySpared(system, folder);
    if (why === null) pruned.remove.push(folder);
    else pruned.spared.push({ folder, why });
  }
  return pruned;
};

/** Removes the files of a run one by one, then its folder. */
export const removeRun = ({ files }: System, folder: string): void => {
  for (const name of files.list(folder)) if (isOurs(name)) files.remove(`${folder}/${name}`);
  files.removeFolder(folder);
};
