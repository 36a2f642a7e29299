// What the meter adds up as time goes by: open sessions and registered devices, by group.
import type { FleetPlan } from "../../plan/plan.js";
import { type ClockedCount, createClockedCount } from "./clocked-count.js";

export interface MeterColumns {
  sessions: ClockedCount;
  devices: ClockedCount;
}

/** Gateways count as one group more, the shared one. */
export const createMeter = ({ groups }: FleetPlan): MeterColumns => ({
  sessions: createClockedCount("meter.connect.time", groups.length + 1),
  devices: createClockedCount("meter.device.time", groups.length + 1),
});
