// How a device is, told to the cloud: totals of its reboots, dials and energy, its last reading, and what its gateway could
// not read of it, after AWS IoT Device Defender's device-side metrics. Sent with every eighth sample, by groups that are
// updated under a rule which needs it; as small as a request and booked like one. The cloud takes differences.
import { letter } from "../../event/letter.js";
import { Vitals } from "../../event/uplinks.js";
import { carriesFrame } from "../power/supply.js";
import type { CellState } from "../state/cell-state.js";
import { tell } from "./requests.js";

const VITALS_BYTES = 60;
/** Every eighth sample. */
export const VITALS_EVERY_MASK = 7;
const NJ_PER_MJ = 1e6;

export const sendVitals = (cell: CellState, device: number, nowMs: number): void => {
  const { dev, sess } = cell;
  if (dev.online[device] === 0 || !carriesFrame(cell, device, cell.group(device), nowMs)) return;
  const totals = {
    version: dev.version[device],
    boots: dev.boots[device],
    dials: cell.gatewayOf[device] < 0 ? sess.dials[device] : 0,
    energyMj: Math.floor(dev.drainedNj[device] / NJ_PER_MJ),
    rejected: cell.rejected.get(device) ?? 0,
    value: dev.sent[device],
  };
  tell(cell, device, letter(Vitals, totals, VITALS_BYTES), nowMs);
};
