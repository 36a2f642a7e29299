// What gateways remember of their rules, and what their actuators are switched to.

export interface EdgeState {
  /** By sensor: the rules of its gateway that its latest reading holds, as bits. */
  holds: Map<number, number>;
  /** By gateway * EDGE_RULES_MAX + rule: how many sensors hold it; and whether an actuator may not be as wanted. */
  holding: Map<number, number>;
  missed: Map<number, boolean>;
  /** By actuator: what its gateway has switched on, in order. */
  on: Map<number, string[]>;
  /** By actuator: how often its gateway has tried to reach it. */
  reached: Map<number, number>;
}

export const createEdgeState = (): EdgeState => ({
  holds: new Map(),
  holding: new Map(),
  missed: new Map(),
  on: new Map(),
  reached: new Map(),
});

/** Counts one try to reach an actuator, and returns its number. */
export const countReach = ({ reached }: EdgeState, actuator: number): number => {
  const number = (reached.get(actuator) ?? 0) + 1;
  reached.set(actuator, number);
  return number;
};
