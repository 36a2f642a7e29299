// A state machine as one table: by state and event the next state, one line a state. States are numbers in columns and
// words in the table; what the table does not say cannot happen, and a caller that makes it happen is our bug.
import { assert } from "./assert.js";

export type Transitions<S extends string, E extends string> = Readonly<
  Record<S, Readonly<Partial<Record<E, S>>>>
>;

const NONE = -1;

export class StateMachine<S extends string, E extends string> {
  private readonly nextOf: readonly ReadonlyMap<string, number>[];

  /** @param states in the order of their numbers; the first is where all begin */
  constructor(
    readonly states: readonly S[],
    readonly rows: Transitions<S, E>,
  ) {
    this.nextOf = states.map(
      (state) =>
        new Map(
          Object.entries<S>(rows[state] as Record<string, S>).map(([event, to]) => [
            event,
            states.indexOf(to),
          ]),
        ),
    );
  }

  /** The number of the state after `event`. */
  next(state: number, event: E): number {
    const to = this.find(state, event);
    if (to === NONE) assert(false, `no transition from ${this.states[state]} by ${event}`);
    return to;
  }

  /** As `next`, or -1 where the table has no such transition: for events that come from outside. */
  find(state: number, event: E): number {
    return this.nextOf[state].get(event) ?? NONE;
  }

  /** `next` for who keeps states as words. */
  after(state: S, event: E): S {
    return this.states[this.next(this.states.indexOf(state), event)];
  }

  allows(state: number, event: E): boolean {
    return this.nextOf[state].has(event);
  }

  /** True where nothing leads out of a state. */
  isFinal(state: number): boolean {
    return this.nextOf[state].size === 0;
  }

  /** All events, in the order in which the table names them first. */
  get events(): E[] {
    return [...new Set(this.nextOf.flatMap((nexts) => [...nexts.keys()] as E[]))];
  }

  /** The table as a Mermaid state diagram: one arrow for each pair of states, with all that leads from one to the other. */
  diagram(): string {
    const arrows = this.states.flatMap((from, number) => {
      const labels = new Map<number, string[]>();
      for (const [event, to] of this.nextOf[number]) labels.set(to, [...(labels.get(to) ?? []), event]);
      return [...labels].map(([to, events]) => `  ${from} --> ${this.states[to]}: ${events.join(", ")}`);
    });
    const ends = this.states.filter((_, number) => this.isFinal(number)).map((state) => `  ${state} --> [*]`);
    return ["stateDiagram-v2", `  [*] --> ${this.states[0]}`, ...arrows, ...ends].join("\n");
  }
}

/** The states of a machine. */
export type StateOf<M> = M extends StateMachine<infer S, string> ? S : never;

/** What can happen to a machine's state. */
export type EventOf<M> = M extends StateMachine<string, infer E> ? E : never;
