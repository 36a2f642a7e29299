// What a fault can do in the cloud, in the name of the action that is being played.
import type { CloudHands, LimitName } from "../../fault/hands.js";
import type { Action } from "../plan/agenda.js";
import type { CloudState } from "./cloud-state.js";
import { forgeCommands, overheardOf, replayCommands } from "./command/attacks.js";
import { beginLimit, endLimit, isTightened } from "./rate-limits.js";
import { reuseCredentials } from "./registry/revocation.js";

export const cloudHands = (
  state: CloudState,
  { id, entities }: Pick<Action, "id" | "entities">,
  nowMs: number,
): CloudHands => ({
  devices: entities,
  tighten: (limits: Partial<Record<LimitName, number>>) => beginLimit(state, "faults", { id, limits }, nowMs),
  loosen: () => endLimit(state, "faults", id, nowMs),
  isTightened: () => isTightened(state),
  overheard: () => overheardOf(state, entities).length,
  replayCommands: () => replayCommands(state, entities, nowMs),
  forgeCommands: () => forgeCommands(state, entities, nowMs),
  reuseCredentials: () => reuseCredentials(state, entities, nowMs),
});
