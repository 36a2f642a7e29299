// How the conductor talks to the cells of one thread: a question is begun, then its answer is awaited, so that threads
// work side by side. Here the port to cells in the conductor's own thread; worker-link.ts has the one between threads.
import { assert } from "../core/assert.js";
import type { MessageColumns } from "../event/message.js";
import { DOWNLINK_MIN_MS } from "../model/actor.js";
import type { Action } from "../model/plan/agenda.js";
import { CellGroup, type GroupEnd } from "./cell-group.js";
import type { HostRows } from "./outlets.js";
import type { World } from "./world.js";

export type CellBytes = { cell: number; bytes: Uint8Array };

export type Question =
  | { kind: "start" }
  | { kind: "append"; action: Action }
  | { kind: "restore"; cells: CellBytes[] }
  | {
      kind: "advance";
      untilMs: number;
      cloudClockMs: number;
      downlinks: MessageColumns | null;
      collect: Collect;
    }
  | { kind: "save"; downlinks: MessageColumns | null }
  | { kind: "finish"; endMs: number };

/** Whether an advance brings along the rows: not, or when every cell got as far as asked, or in any case. */
export const Collect = { never: 0, onArrival: 1, now: 2 } as const;
export type Collect = (typeof Collect)[keyof typeof Collect];

/** Rows come with start, save and whenever they are asked for. */
export interface Reply {
  uplinks: MessageColumns | null;
  rows: HostRows | null;
  saved?: CellBytes[];
  end?: GroupEnd;
}

export interface CellPort {
  readonly indices: readonly number[];
  readonly clocksMs: Float64Array;
  readonly pendingMs: Float64Array;
  /** Its cells are in the conductor's own thread: what a question brings is read before `end` returns, and needs no copy. */
  readonly isLocal: boolean;
  begin(question: Question): void;
  /** Waits for the answer to the question begun. */
  end(): Reply;
}

/** Can any cell of the port play on, given what the cloud has processed? */
export const canMove = (port: CellPort, untilMs: number, cloudClockMs: number): boolean => {
  const { clocksMs, pendingMs } = port;
  for (let at = 0; at < clocksMs.length; at++) {
    if (clocksMs[at] >= untilMs) continue;
    if (pendingMs[at] < cloudClockMs || clocksMs[at] < pendingMs[at] + DOWNLINK_MIN_MS) return true;
  }
  return false;
};

/** Answers a question; both sides of the thread boundary use it. */
export const answer = (group: CellGroup, question: Question): Reply => {
  switch (question.kind) {
    case "start":
      group.start();
      return { uplinks: group.takeUplinks(), rows: group.takeRows() };
    case "append":
      group.append(question.action);
      return { uplinks: null, rows: null };
    case "restore":
      group.restore(question.cells);
      return { uplinks: null, rows: null };
    case "advance": {
      if (question.downlinks !== null) group.deliver(question.downlinks);
      group.advance(question.untilMs, question.cloudClockMs);
      const isDue =
        question.collect === Collect.now ||
        (question.collect === Collect.onArrival && group.leastClockMs() >= question.untilMs);
      return { uplinks: group.takeUplinks(), rows: isDue ? group.takeRows() : null };
    }
    case "save": {
      if (question.downlinks !== null) group.deliver(question.downlinks);
      const rows = group.takeRows();
      return { uplinks: null, rows, saved: group.save() };
    }
    case "finish": {
      const end = group.finish(question.endMs);
      return { uplinks: group.takeUplinks(), rows: end.rows, end };
    }
  }
};

export class LocalPort implements CellPort {
  readonly isLocal = true;
  private readonly group: CellGroup;
  private question: Question | null = null;

  constructor(world: World, indices: readonly number[]) {
    this.group = new CellGroup(world, indices);
  }

  get indices(): readonly number[] {
    return this.group.indices;
  }
  get clocksMs(): Float64Array {
    return this.group.clocksMs;
  }
  get pendingMs(): Float64Array {
    return this.group.pendingMs;
  }

  begin(question: Question): void {
    this.question = question;
  }

  end(): Reply {
    const { question } = this;
    assert(question !== null, "an answer is awaited to no question");
    this.question = null;
    return answer(this.group, question);
  }
}
