// What gateways remember of their rules, and what their actuators are switched to.

export interface EdgeState {
  /** By sensor: the rules of its gateway that its latest reading holds, as bits. */
  holds: Map<number, number>;
  /** By gateway * EDGE_RULES_MAX + rule: how many sensors hold it; and whether an actuator may not be as wanted. */
  holding: Map<number, number>;
  missed: Map<number, boolean>;
  /** By actuator: what its gateway has switched on, in order. */
  on: Map<number, string[]>;
}

export const createEdgeState = (): EdgeState => ({
  holds: new Map(),
  holding: new Map(),
  missed: new Map(),
  on: new Map(),
});
