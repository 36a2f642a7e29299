// LIF-8, device side. Decommissioning ends a device's membership at once: it is in state `decommissioned` and counts no
// more. The device itself learns of it by the cloud's signed order, or by REFUSALS_MAX refusals in a row that name its
// revoked credential (a real device would back off to its cap for ever; ours gives up, so no battery is spent on it).
// Until then its firmware goes on as before; then it erases itself and never runs again. Left out: proof of erasure.
import { Events } from "../../event/events.js";
import { letter } from "../../event/letter.js";
import { Disconnect } from "../../event/uplinks.js";
import { causeIndex } from "../../event/vocabulary.js";
import { bufferedCount, loseBuffer } from "../link/buffer.js";
import { NO_VERSION } from "../plan/plan.js";
import { settle } from "../power/battery.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { changeLife } from "../state/life.js";
import { State } from "../state/lifecycle.js";
import { changePower } from "../state/power-states.js";
import { CLIENT_SESSION_TABLE, SessionState } from "../state/session-states.js";
import { leaveHealth } from "./health.js";
import { refreshOnline } from "./presence.js";
import { forgetRequest } from "./requests.js";

/** So many refusals in a row end it: the device takes the front at its word. */
export const REFUSALS_MAX = 5;
const DECOMMISSIONED = causeIndex("decommissioned");
const ERASED = causeIndex("erased");

/** The registry has ended a device's membership: it counts no more, whatever it knows. Once decommissioned, nothing more happens. */
export const retire = (cell: CellState, device: number, nowMs: number): void => {
  const { dev, values } = cell;
  const was = dev.state[device];
  if (was === State.decommissioned) return;
  if (!changeLife(cell, device, "decommission", nowMs)) return;
  cell.retired.set(device, { was, refusals: 0, erasedAfter: null });
  // Its job and its requests end with its registration, and it belongs to no count of the fleet.
  cell.jobs.delete(device);
  cell.endedJobs.delete(device);
  cell.unwake(device, Timer.update);
  forgetRequest(cell, device, nowMs);
  dev.wants[device] = 0;
  values[cell.group(device).series.version + dev.version[device]]--;
  leaveHealth(cell, device);
  refreshOnline(cell, device, DECOMMISSIONED, nowMs);
};

/** Says goodbye on a session that is still up, so that the broker need not wait for the keep-alive. */
const sayGoodbye = (cell: CellState, device: number, afterMs: number): void => {
  const { sess } = cell;
  if (sess.state[device] === SessionState.down) return;
  const goodbye = letter(Disconnect, { cause: DECOMMISSIONED, dials: sess.dials[device] }, 0);
  if (sess.state[device] === SessionState.up) cell.post(goodbye, device, afterMs);
  sess.state[device] = CLIENT_SESSION_TABLE.next(sess.state[device], "ends");
};

/** Who has made a device erase itself, and when the last message it has sent arrives at the cloud. */
interface Erasure {
  by: "order" | "refusals";
  lastWordMs: number;
}

/**
 * Erases all that a device holds (readings, shadow, settings, downloads, keys) and switches it off for good. From here on
 * its battery loses only what batteries lose by themselves.
 */
export const erase = (cell: CellState, device: number, { by, lastWordMs }: Erasure, nowMs: number): void => {
  const retirement = cell.retired.get(device);
  if (retirement === undefined || retirement.erasedAfter !== null) return;
  const { dev } = cell;
  const readings = bufferedCount(cell, device);
  loseBuffer(cell, device, ERASED);
  for (const held of [cell.shadows, cell.parked, cell.notices, cell.lastCommands, cell.orders])
    held.delete(device);
  cell.edge.on.delete(device);
  dev.otherVersion[device] = NO_VERSION;
  dev.rules[device] = 0;
  dev.sample[device] = 0;
  dev.sent[device] = 0;
  cell.unwakeAll(device);
  if (cell.gatewayOf[device] < 0) sayGoodbye(cell, device, lastWordMs + 1);
  settle(cell, device, nowMs);
  changePower(dev.power, device, "erased");
  retirement.erasedAfter = cell.played;
  cell.values[cell.group(device).series.erased]++;
  const why = by === "order" ? "by the cloud's order" : `after ${REFUSALS_MAX} refusals`;
  const what = `erased ${why}: ${readings} readings, shadow, settings, keys`;
  cell.emit(Events.audit, device, nowMs, { note: what });
};

/** The front says that the credential was revoked. */
export const onRevoked = (cell: CellState, device: number, nowMs: number): void => {
  const retirement = cell.retired.get(device);
  if (retirement === undefined || ++retirement.refusals < REFUSALS_MAX) return;
  erase(cell, device, { by: "refusals", lastWordMs: nowMs }, nowMs);
};
