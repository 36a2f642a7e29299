// Quarantine by an operator: the front ends the sessions of the entities and opens no new one until they are released. What
// they measure waits where it is, in their buffers and stores; what was on its way is put aside. A gateway takes the devices
// behind it along.
import { Cut } from "../../../event/downlinks.js";
import { Events } from "../../../event/events.js";
import { letter } from "../../../event/letter.js";
import type { Action } from "../../plan/agenda.js";
import type { CloudState } from "../cloud-state.js";
import { closeSession } from "./front.js";

type Quarantine = Extract<Action, { kind: "quarantine" }>;

const audit = (
  state: CloudState,
  { name, entities, reason }: Quarantine,
  what: string,
  nowMs: number,
): void => {
  const why = reason === "" ? "" : `: ${reason}`;
  state.emit(Events.audit, nowMs, { note: `quarantine ${name}: ${entities.length} ${what}${why}` });
};

export const beginQuarantine = (state: CloudState, action: Quarantine, nowMs: number): void => {
  const { quarantined, session } = state.front;
  for (const entity of action.entities) {
    quarantined.set(entity, [...(quarantined.get(entity) ?? []), action.id]);
    if (session[entity] === 0) continue;
    closeSession(state, entity, nowMs);
    state.send(letter(Cut, {}, 0), entity, nowMs);
  }
  audit(state, action, "cut off", nowMs);
};

/** Whom no other quarantine holds is let in again, the next time it dials. */
export const endQuarantine = (state: CloudState, action: Quarantine, nowMs: number): void => {
  const { quarantined } = state.front;
  for (const entity of action.entities) {
    const others = (quarantined.get(entity) ?? []).filter((id) => id !== action.id);
    if (others.length === 0) quarantined.delete(entity);
    else quarantined.set(entity, others);
  }
  audit(state, action, "released", nowMs);
};
