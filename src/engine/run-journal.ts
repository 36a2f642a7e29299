// The journal of one run: what somebody outside has put on its agenda while it went on. (scenario, seed, journal) decide a
// run; when an entry came in decides nothing but whether it was still in time.
import type { Action } from "../model/plan/agenda.js";
import type { Refusal } from "../result/run.js";
import type { JournalEntry } from "../spec/journal.js";
import { EngineError } from "./error.js";
import type { World } from "./world.js";

/** Asked at exchange points what to do from `atMs` on, the earliest instant at which something can still happen. */
export type Operator = (atMs: number) => readonly JournalEntry[];

/**
 * What of a journal a fork at `atMs` cannot do without: all up to the last entry that has happened, as entries are numbered in
 * their order.
 */
export const pastOf = (journal: readonly JournalEntry[], atMs: number): readonly JournalEntry[] =>
  journal.slice(0, journal.findLastIndex((entry) => entry.atMs < atMs) + 1);

export class RunJournal {
  /** In the order in which they came. */
  readonly entries: JournalEntry[] = [];
  readonly refused: Refusal[] = [];

  /** @param pass hands an action to all who may have to play it */
  constructor(
    private readonly world: World,
    private readonly pass: (action: Action) => void,
  ) {}

  get lines(): string[] {
    return this.entries.map(({ line }) => line);
  }

  /** Takes in a journal that has been written: each entry must fit. */
  replay(entries: readonly JournalEntry[], playedMs: number): void {
    for (const entry of entries) {
      const why = this.append(entry, playedMs);
      if (why !== null)
        throw new EngineError("RUN_JOURNAL", `the journal's entry \`${entry.id}\` cannot be played: ${why}`);
    }
  }

  /** Goes on with what a checkpoint had. Returns what is still to be replayed of the journal given, which must begin with just that. */
  resume(saved: readonly JournalEntry[], given: readonly JournalEntry[]): readonly JournalEntry[] {
    if (saved.some(({ line }, at) => given.at(at)?.line !== line))
      throw new EngineError(
        "RUN_JOURNAL",
        "the checkpoint was written with another journal than the one given",
      );
    this.replay(saved, 0);
    return given.slice(saved.length);
  }

  /** What an operator wants done: what cannot be is refused with the reason. */
  take(entries: readonly JournalEntry[], playedMs: number): void {
    for (const entry of entries) {
      const why = this.append(entry, playedMs);
      if (why !== null) this.refused.push({ id: entry.id, atMs: entry.atMs, why });
    }
  }

  private append(entry: JournalEntry, playedMs: number): string | null {
    const action = this.world.append(entry, playedMs);
    if (typeof action === "string") return action;
    this.entries.push(entry);
    this.pass(action);
    return null;
  }
}
