// What the cloud does when an action of the agenda begins or ends. It plays them at control ticks.
import { Events } from "../../event/events.js";
import { FAULTS, type FaultKind } from "../../fault/faults.js";
import { type Action, isFault } from "../plan/agenda.js";
import type { CloudState } from "./cloud-state.js";
import { dispatch } from "./command/dispatcher.js";
import { cloudHands } from "./fault-hands.js";
import { beginQuarantine, endQuarantine } from "./front/quarantine.js";
import { beginLimit, endLimit } from "./rate-limits.js";
import { isRevoked } from "./registry/registry-columns.js";
import { decommission } from "./registry/revocation.js";
import { operate } from "./rollout/operate.js";
import { configure } from "./shadow/configure.js";

const NOBODY = new Int32Array(0);

type FaultAction = Extract<Action, { kind: FaultKind }>;

/** Notes that a fault begins, and plays the part of it that is the cloud's own. */
const beginFault = (state: CloudState, action: FaultAction, nowMs: number): void => {
  const { id, kind, entities, params } = action;
  const fault = FAULTS[kind];
  if (fault.playedBy === "entities") {
    state.emit(Events.faultStart, nowMs, { fault: id, devices: entities.length });
    return;
  }
  const cloud = cloudHands(state, action, nowMs);
  const devices = fault.countStruck?.(cloud) ?? entities.length;
  state.emit(Events.faultStart, nowMs, { fault: id, devices });
  fault.begin(cloud, params);
};

/** Takes back what a fault has done in the cloud. */
export const endFault = (state: CloudState, action: FaultAction, nowMs: number): void => {
  const fault = FAULTS[action.kind];
  if (fault.playedBy === "cloud") fault.end(cloudHands(state, action, nowMs), action.params);
};

export const begin = (state: CloudState, action: Action, nowMs: number): void => {
  const { id, name, entities } = action;
  switch (action.kind) {
    case "phase":
      state.emit(Events.phase, nowMs, { phase: action.phase });
      break;
    case "config": {
      const devices = entities.filter((device) => !isRevoked(state, device));
      configure(state, { id: name, action: action.config }, devices, nowMs);
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
  if (isFault(action)) endFault(state, action, nowMs);
  else if (kind === "limit") endLimit(state, "changes", id, nowMs);
  else if (kind === "quarantine") endQuarantine(state, action, nowMs);
};

/** Kinds of fault of which something is left in the cloud. */
export const leftFaults = (state: CloudState, nowMs: number): string[] => {
  const cloud = cloudHands(state, { id: -1, entities: NOBODY }, nowMs);
  return Object.values(FAULTS).flatMap((fault) =>
    fault.playedBy === "cloud" && fault.isLeft(cloud) ? [`the cloud: ${fault.kind}`] : [],
  );
};
