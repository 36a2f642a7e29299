// All fault kinds an entity can feel, by name. A new kind is one file and one line here.

import type { FaultKind } from "../../spec/timeline.js";
import type { Action } from "../plan/agenda.js";
import type { CellState } from "../state/cell-state.js";
import { backhaulOutage } from "./backhaul-outage.js";
import { certExpiry } from "./cert-expiry.js";
import { clockJump } from "./clock-jump.js";
import { cloudOutage } from "./cloud-outage.js";
import { deviceOffline, recordedOutage } from "./device-offline.js";
import type { FaultModel } from "./fault.js";
import { linkLoss } from "./link-loss.js";
import { payloadCorrupt } from "./payload-corrupt.js";
import { powerOutage } from "./power-outage.js";
import { sensorFault } from "./sensor-fault.js";

/** broker.limit and attacks are played by the cloud. */
type FeltKind = Exclude<
  FaultKind | "recorded-outage",
  "broker.limit" | "command.replay" | "command.forge" | "credential.reuse"
>;

export const FAULT_MODELS: Readonly<Record<FeltKind, FaultModel>> = {
  "backhaul.outage": backhaulOutage,
  "cert.expiry": certExpiry,
  "clock.jump": clockJump,
  "cloud.outage": cloudOutage,
  "device.offline": deviceOffline,
  "link.loss": linkLoss,
  "payload.corrupt": payloadCorrupt,
  "power.outage": powerOutage,
  "recorded-outage": recordedOutage,
  "sensor.stuck": sensorFault("stuck"),
  "sensor.drift": sensorFault("drift"),
  "sensor.spike": sensorFault("spike"),
  "sensor.noise": sensorFault("noise"),
  "sensor.silence": sensorFault("silence"),
  "sensor.unit": sensorFault("unit"),
};

const DISTINCT_MODELS = [...new Set(Object.values(FAULT_MODELS))];

/** True where a fault of any kind is still at the entity. */
export const isMarked = (cell: CellState, local: number): boolean =>
  DISTINCT_MODELS.some((model) => model.isMarked(cell, local));

/** True for the kinds that entities feel. */
export const isFelt = (action: Action): action is Extract<Action, { kind: FeltKind }> =>
  Object.hasOwn(FAULT_MODELS, action.kind);
