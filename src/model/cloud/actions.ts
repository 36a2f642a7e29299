// What the cloud does when an action of the agenda begins or ends. It plays them at control ticks.
import { Events } from "../../event/events.js";
import type { Action } from "../plan/agenda.js";
import type { CloudState } from "./cloud-state.js";
import { attack, dispatch } from "./command/dispatcher.js";
import { beginQuarantine, endQuarantine } from "./front/quarantine.js";
import { beginLimit, endLimit } from "./limits.js";
import { isRevoked } from "./registry/credential.js";
import { decommission, reuseCredentials } from "./registry/revocation.js";
import { operate } from "./rollout/operate.js";
import { configure } from "./shadow/configure.js";

/** Notes that a fault begins, and plays the part of it that is the cloud's own. */
const beginFault = (state: CloudState, action: Action, nowMs: number): void => {
  const { id, kind, entities } = action;
  const isAttack = kind === "command.replay" || kind === "command.forge";
  const struck = isAttack ? attack(state, kind, entities, nowMs) : entities.length;
  state.emit(Events.faultStart, nowMs, { fault: id, devices: struck });
  if (kind === "credential.reuse") reuseCredentials(state, entities, nowMs);
  else if (kind === "broker.limit") beginLimit(state, "faults", { id, limits: action.params }, nowMs);
};

export const begin = (state: CloudState, action: Action, nowMs: number): void => {
  const { id, name, entities } = action;
  switch (action.kind) {
    case "phase":
      state.emit(Events.phase, nowMs, { phase: action.phase });
      break;
    case "config": {
      const devices = entities.filter((device) => !isRevoked(state, device));
      configure(state, name, action.config, devices, nowMs);
      break;
    }
    case "command":
      dispatch(state, action.command, entities, nowMs);
      break;
    case "decommission":
      decommission(state, action.reason, entities, nowMs);
      break;
    case "limit":
      beginLimit(state, "changes", action, nowMs);
      state.emit(Events.faultStart, nowMs, { fault: id, devices: 0 });
      break;
    case "quarantine":
      beginQuarantine(state, action, nowMs);
      state.emit(Events.faultStart, nowMs, { fault: id, devices: entities.length });
      break;
    case "rollout":
      operate(state, action, nowMs);
      break;
    case "local":
    case "recorded-outage":
    case "end":
      break;
    default:
      beginFault(state, action, nowMs);
  }
};

export const end = (state: CloudState, action: Action, nowMs: number): void => {
  const { id, kind, entities } = action;
  if (kind === "phase") return;
  state.emit(Events.faultEnd, nowMs, { fault: id, devices: entities.length });
  if (kind === "broker.limit") endLimit(state, "faults", id, nowMs);
  else if (kind === "limit") endLimit(state, "changes", id, nowMs);
  else if (kind === "quarantine") endQuarantine(state, action, nowMs);
};
