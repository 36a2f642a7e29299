// The lock of a run's folder: DuckDB guards a file between processes, but a second instance in the same process loses
// rows without an error, so a writer holds `.lock` (pid and the start time of that process). A lock whose process is
// gone is stale and taken over; a reused pid is told apart by the start time where the system gives one (Linux).
import { randomUUID } from "node:crypto";
import { closeSync, openSync, readFileSync, renameSync, statSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { environmentError, StoreError } from "./store-error.js";

export const LOCK_FILE = ".lock";
/** An unreadable lock younger than this is one being written. */
const LOCK_WRITING_MS = 5_000;

interface LockHolder {
  pid: number;
  /** Clock ticks since boot at which the process started, or "" where unknown. */
  started: string;
  /** Tells two stores of one process apart. */
  token: string;
}

const codeOf = (cause: unknown): string => (cause as NodeJS.ErrnoException)?.code ?? "";

const startOf = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
};

const isAlive = (holder: LockHolder): boolean => {
  try {
    process.kill(holder.pid, 0);
  } catch (cause) {
    if (codeOf(cause) !== "EPERM") return false;
  }
  const started = startOf(holder.pid);
  return started === "" || holder.started === "" || started === holder.started;
};

const readHolder = (path: string): LockHolder | "absent" | "unreadable" => {
  try {
    const holder = JSON.parse(readFileSync(path, "utf8")) as LockHolder;
    return Number.isInteger(holder?.pid) ? holder : "unreadable";
  } catch (cause) {
    return codeOf(cause) === "ENOENT" ? "absent" : "unreadable";
  }
};

const isHeld = (path: string): LockHolder | "unreadable" | undefined => {
  const holder = readHolder(path);
  if (holder === "absent") return undefined;
  if (holder !== "unreadable") return isAlive(holder) ? holder : undefined;
  try {
    return Date.now() - statSync(path).mtimeMs < LOCK_WRITING_MS ? "unreadable" : undefined;
  } catch {
    return undefined;
  }
};

const lockedError = (dir: string, holder: LockHolder | "unreadable"): StoreError => {
  const who =
    holder === "unreadable"
      ? "another process"
      : holder.pid === process.pid
        ? "this process"
        : `process ${holder.pid}`;
  return new StoreError("ENV_STORE_LOCKED", `the run in ${dir} is open for writing by ${who}`, {
    hint: "wait until it has finished, or give this run its own output folder",
  });
};

/** Throws ENV_STORE_LOCKED while a living writer holds the folder. */
export const assertNoWriter = (dir: string): void => {
  const holder = isHeld(join(dir, LOCK_FILE));
  if (holder !== undefined) throw lockedError(dir, holder);
};

export class RunLock {
  private constructor(
    private readonly path: string,
    private readonly token: string,
  ) {}

  /** Takes the folder's lock, taking over a stale one; throws ENV_STORE_LOCKED when a living writer holds it. */
  static acquire(dir: string): RunLock {
    const path = join(dir, LOCK_FILE);
    const mine: LockHolder = { pid: process.pid, started: startOf(process.pid), token: randomUUID() };
    // Two rounds: the second follows the removal of a stale lock; if somebody else was quicker, they hold it.
    for (let round = 0; round < 2; round++) {
      try {
        const file = openSync(path, "wx");
        writeSync(file, JSON.stringify(mine));
        closeSync(file);
        return new RunLock(path, mine.token);
      } catch (cause) {
        if (codeOf(cause) !== "EEXIST") throw environmentError(cause, `lock ${dir}`);
      }
      const holder = isHeld(path);
      if (holder !== undefined) throw lockedError(dir, holder);
      RunLock.removeStale(dir, path, mine.token);
    }
    throw lockedError(dir, isHeld(path) ?? "unreadable");
  }

  /** Moves the lock aside before deleting it: only one of several openers can move the same file. */
  private static removeStale(dir: string, path: string, token: string): void {
    const aside = `${path}.${token}`;
    try {
      renameSync(path, aside);
    } catch {
      return;
    }
    const moved = isHeld(aside);
    if (moved === undefined) {
      unlinkSync(aside);
      return;
    }
    renameSync(aside, path);
    throw lockedError(dir, moved);
  }

  release(): void {
    const holder = readHolder(this.path);
    if (typeof holder === "object" && holder.token === this.token) unlinkSync(this.path);
  }
}
