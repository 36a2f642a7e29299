// Who of the fleet may send and be sent what: a payload with our seal can still name the wrong one.
import { isOfDevices, isOfGateways } from "../event/messages.js";
import type { FleetPlan } from "../model/plan/plan.js";

/** True where messages of this kind pass between the cloud and `entity`, which is -1 or none of the plan's where it is unknown. */
export const isPartyTo = (
  { deviceCount, entityCount }: Pick<FleetPlan, "deviceCount" | "entityCount">,
  entity: number,
  kind: number,
): boolean =>
  entity >= 0 && entity < entityCount && (entity < deviceCount ? isOfDevices(kind) : isOfGateways(kind));
