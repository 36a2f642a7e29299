// The agenda: all that happens to a run from outside, as one ordered list of actions. Whoever plays some of them (a cell, the
// cloud) holds its part of the list and a mark of the last edge it has played. Edges of one instant: ends, then begins, each by
// the action's id; so where an action stands does not depend on when it was put on the list.
import type { ShadowSection } from "../../spec/shadow.js";
import type { FaultKind, TimelineAction } from "../../spec/timeline.js";

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
  | { readonly kind: "decommission"; readonly reason: string };

export type ActionKind = Deed["kind"];

interface Frame {
  /** Stable: by the time at which it begins, then as the scenario has it. */
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

/** What begins, lasts and is mended, or is an attack: it stands in the log as a fault. */
export const isFault = (action: Action): action is Extract<Action, { kind: FaultKind }> =>
  "params" in action && action.kind !== "recorded-outage";

export class Agenda {
  /** By id. */
  readonly actions: readonly Action[];

  /** Numbers the drafts by when they begin; those of one instant as they come. */
  constructor(drafts: readonly Draft[]) {
    const inOrder = [...drafts].sort((x, y) => x.beginMs - y.beginMs);
    this.actions = inOrder.map((draft, id) => ({ ...draft, id }));
  }

  /** What rows that name an action by its id mean: entries of the timeline, by their names. */
  get names(): Record<number, string> {
    const named = this.actions.filter(({ kind }) => kind !== "phase" && kind !== "recorded-outage");
    return Object.fromEntries(named.map(({ id, name }) => [id, name]));
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
    for (const action of actions) {
      this.actions.set(action.id, action);
      this.edges.push(beginOf(action));
      if (action.endMs !== null) this.edges.push({ atMs: action.endMs, edge: "end", id: action.id });
    }
    this.edges.sort(compareEdges);
  }

  /** When the next edge is due, or Infinity. */
  get nextMs(): number {
    return this.at < this.edges.length ? this.edges[this.at].atMs : Infinity;
  }

  /** The next edge, which is then played. */
  take(): Edge {
    return this.edges[this.at++];
  }

  action({ id }: Pick<Edge, "id">): Action {
    return this.actions.get(id) as Action;
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
