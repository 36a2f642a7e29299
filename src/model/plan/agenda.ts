// The agenda: all that happens to a run from outside, as one ordered list of actions. Whoever plays some of them (a cell, the
// cloud) holds its part of the list and a mark of the last edge it has played. Edges of one instant: ends, then begins, each by
// the action's id; so where an action stands does not depend on when it was put on the list.
import { assert } from "../../core/assert.js";
import { type FaultKind, isFaultKind } from "../../fault/faults.js";
import type { Limits } from "../../spec/cloud.js";
import { type Course, LASTING, type RolloutStep } from "../../spec/journal.js";
import type { ShadowSection } from "../../spec/shadow.js";
import type { TimelineAction } from "../../spec/timeline.js";

type ConfigChange = Extract<TimelineAction, { do: "config" }>;

/** What an action does. */
export type Deed =
  | { readonly kind: FaultKind; readonly params: Readonly<Record<string, number>> }
  /** A replayed incident; `recorded` is its name in the recording. */
  | {
      readonly kind: "recorded-outage";
      readonly params: { readonly lengthMs: number };
      readonly recorded: string;
    }
  /** A phase of the scenario, by its index. */
  | { readonly kind: "phase"; readonly phase: number }
  | { readonly kind: "config"; readonly config: ConfigChange }
  /** Somebody turns a knob at the device. */
  | { readonly kind: "local"; readonly set: ShadowSection }
  | { readonly kind: "command"; readonly command: string }
  | { readonly kind: "decommission"; readonly reason: string }
  // By operators alone.
  | { readonly kind: "limit"; readonly limits: Partial<Limits> }
  | { readonly kind: "quarantine"; readonly reason: string }
  /** A rollout by its index. */
  | { readonly kind: "rollout"; readonly rollout: number; readonly step: RolloutStep }
  /** Ends the action of this id, where it begins itself. */
  | { readonly kind: "end"; readonly ends: number };

interface Frame {
  /** Stable: by the time at which it begins, then as the scenario has it; those of the journal in its order. */
  readonly id: number;
  /** The entry's id. */
  readonly name: string;
  readonly beginMs: number;
  /** Null: it is over at once, or lasts until the run ends. */
  readonly endMs: number | null;
  /** Whom it strikes, global indices, ascending; none where it is the cloud's own. */
  readonly entities: Int32Array;
  /** Who plays it. */
  readonly by: "entities" | "cloud" | "both";
}

export type Action = Frame & Deed;
/** An action that has no number yet. */
export type Draft = Omit<Frame, "id"> & Deed;

/** What begins and ends by its name: it stands in the log of faults. */
export const lasts = ({ kind }: Pick<Action, "kind">): boolean =>
  LASTING.has(isFaultKind(kind) ? "fault" : kind);

/** Of a scenario, not of its timeline: several may have one name. */
const isNameless = ({ kind }: Action): boolean => kind === "phase" || kind === "recorded-outage";

/** What goes wrong on purpose, and is mended. */
export const isFault = (action: Action): action is Extract<Action, { kind: FaultKind }> =>
  isFaultKind(action.kind);

/** Where the numbers of a journal's actions begin: above all of a scenario's, whatever else comes to stand in that. */
export const FIRST_OF_JOURNAL = 1 << 30;

export class Agenda {
  private readonly byId = new Map<number, Action>();
  private readonly byName = new Map<string, number>();
  private nextOfJournal = FIRST_OF_JOURNAL;

  /** Numbers the drafts by when they begin, those of one instant as they come: what comes later changes no number before. */
  constructor(drafts: readonly Draft[]) {
    const inOrder = [...drafts].sort((x, y) => x.beginMs - y.beginMs);
    inOrder.forEach((draft, id) => {
      this.put({ ...draft, id });
    });
  }

  private put(action: Action): void {
    this.byId.set(action.id, action);
    if (!isNameless(action)) this.byName.set(action.name, action.id);
  }

  /** By id. */
  get actions(): Action[] {
    return [...this.byId.values()];
  }

  /** Puts one of a journal on the list; its number follows the others. */
  append(draft: Draft): Action {
    const action: Action = { ...draft, id: this.nextOfJournal++ };
    this.put(action);
    if (action.kind === "end") {
      const ended = this.byId.get(action.ends) as Action;
      this.put({ ...ended, endMs: action.beginMs });
    }
    return action;
  }

  /** The action of a name of the timeline or the journal. */
  named(name: string): Action | undefined {
    const id = this.byName.get(name);
    return id === undefined ? undefined : this.byId.get(id);
  }

  /** When it begins and ends. */
  courseOf(name: string): Course | undefined {
    const action = this.named(name);
    return action && { beginMs: action.beginMs, endMs: action.endMs, lasts: lasts(action) };
  }

  /** What rows that name an action by its id mean: entries of the timeline and the journal, by their names. */
  get names(): Record<number, string> {
    return Object.fromEntries([...this.byName].map(([name, id]) => [id, name]));
  }

  /** Actions that have begun and are not over. */
  underWay(atMs: number): Action[] {
    return this.actions.filter(({ beginMs, endMs }) => beginMs <= atMs && atMs < (endMs ?? Infinity));
  }
}

/** Where an action begins or ends; also a mark of how far somebody has played. */
export interface Edge {
  readonly atMs: number;
  readonly edge: "begin" | "end";
  readonly id: number;
}

/** Nothing has been played. */
export const AT_START: Edge = { atMs: -1, edge: "end", id: -1 };

const RANK = { end: 0, begin: 1 } as const;

/** Below 0 where `x` comes before `y`, 0 for the same edge. */
export const compareEdges = (x: Edge, y: Edge): number =>
  x.atMs - y.atMs || RANK[x.edge] - RANK[y.edge] || x.id - y.id;

export const beginOf = ({ id, beginMs }: Action): Edge => ({ atMs: beginMs, edge: "begin", id });

/** The part of the agenda that one player plays. */
export class AgendaPart {
  private readonly actions = new Map<number, Action>();
  private readonly edges: Edge[] = [];
  private at = 0;

  constructor(actions: readonly Action[]) {
    for (const action of actions) this.edges.push(...this.edgesOf(action));
    this.edges.sort(compareEdges);
  }

  private edgesOf(action: Action): Edge[] {
    this.actions.set(action.id, action);
    const { id, endMs } = action;
    return [beginOf(action), ...(endMs === null ? [] : [{ atMs: endMs, edge: "end", id } as const])];
  }

  /** One more of this player's, or the end of one that it knows. Nothing of it may lie before what has been played. */
  append(action: Action): void {
    if (action.kind !== "end") {
      for (const edge of this.edgesOf(action)) this.insert(edge);
      return;
    }
    const id = action.ends;
    const ended = this.actions.get(id);
    if (ended === undefined) return;
    const planned = this.edges.findIndex((edge) => edge.id === id && edge.edge === "end");
    if (planned >= 0) this.edges.splice(planned, 1);
    this.actions.set(id, { ...ended, endMs: action.beginMs });
    this.insert({ atMs: action.beginMs, edge: "end", id });
  }

  private insert(edge: Edge): void {
    let place = this.edges.length;
    while (place > 0 && compareEdges(this.edges[place - 1], edge) > 0) place--;
    assert(place >= this.at, "an action is put on the agenda where it has been played");
    this.edges.splice(place, 0, edge);
  }

  /** When the next edge is due, or Infinity. */
  get nextMs(): number {
    return this.at < this.edges.length ? this.edges[this.at].atMs : Infinity;
  }

  /** The next edge, which is then played. */
  take(): Edge {
    assert(this.at < this.edges.length, "the agenda is played beyond its end");
    return this.edges[this.at++];
  }

  action({ id }: Pick<Edge, "id">): Action {
    const action = this.actions.get(id);
    if (action === undefined) assert(false, `action ${id} is not on this part of the agenda`);
    return action;
  }

  /** Goes on behind `mark`. */
  seek(mark: Edge): void {
    this.at = 0;
    while (this.at < this.edges.length && compareEdges(this.edges[this.at], mark) <= 0) this.at++;
  }

  /** Actions that have begun and not ended yet, in the order in which they began. */
  open(): Action[] {
    const open = new Map<number, Action>();
    for (const edge of this.edges.slice(0, this.at)) {
      if (edge.edge === "begin") open.set(edge.id, this.action(edge));
      else open.delete(edge.id);
    }
    return [...open.values()];
  }
}
