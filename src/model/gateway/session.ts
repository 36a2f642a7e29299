// Sessions of whoever has one, device or gateway, as they begin and end: what a gateway's session carries begins and ends
// with it. Whoever ends a session need not ask which of the two it is.
import { Events } from "../../event/events.js";
import { causeIndex } from "../../event/vocabulary.js";
import { refreshOnline, tryProvision } from "../device/presence.js";
import { loseOwnSession } from "../device/reconnect.js";
import { endSession, onDialTimer, type SessionEnd, sessionIsUp, sessionOpens } from "../session/dial.js";
import { speakerOf } from "../session/speaker.js";
import type { CellState } from "../state/cell-state.js";
import { refreshPair } from "./failover.js";
import { resumeStore } from "./store.js";

const SESSION_LOST = causeIndex("session-lost");

/** A gateway's session comes up or goes down: how long it was the other way, ms. */
const spanSince = (cell: CellState, k: number, nowMs: number): number => {
  const spanMs = nowMs - cell.gw.sinceMs[k];
  cell.gw.sinceMs[k] = nowMs;
  return spanMs;
};

/** All devices of a gateway gained or lost their way to the cloud. */
const refreshAttached = (cell: CellState, k: number, cause: number, nowMs: number): void => {
  for (const device of cell.attached[k]) {
    refreshOnline(cell, device, cause, nowMs);
    tryProvision(cell, device, nowMs);
  }
};

/** The front accepted. */
export const onAccepted = (cell: CellState, local: number, nowMs: number): void => {
  if (!sessionOpens(cell, local)) return;
  if (cell.isDevice(local)) {
    cell.dev.rebootsUnreported[local] = 0;
    refreshOnline(cell, local, 0, nowMs);
    tryProvision(cell, local, nowMs);
  } else {
    const k = cell.gatewayAt(local);
    cell.values[cell.shared.gatewayOnline]++;
    const downtimeMs = spanSince(cell, k, nowMs);
    cell.emit(Events.online, local, nowMs, { attempts: cell.sess.tries[local], downtimeMs });
    refreshAttached(cell, k, 0, nowMs);
    resumeStore(cell, k, nowMs);
    refreshPair(cell, k, nowMs);
  }
  sessionIsUp(cell, local, nowMs);
};

/** A session ends without a goodbye. The broker finds out when its keep-alive runs out, unless the client is back before. */
export const loseSession = (cell: CellState, local: number, end: SessionEnd, nowMs: number): void => {
  if (cell.isDevice(local)) {
    loseOwnSession(cell, local, end, nowMs);
    return;
  }
  if (!endSession(cell, local, end, nowMs)) return;
  const { cause } = end;
  const k = cell.gatewayAt(local);
  cell.values[cell.shared.gatewayOnline]--;
  cell.emit(Events.offline, cell.gatewayLocal(k), nowMs, { cause, uptimeMs: spanSince(cell, k, nowMs) });
  refreshAttached(cell, k, cause, nowMs);
  refreshPair(cell, k, nowMs);
};

/** SESSION timer: a back-off is over, a connect stayed unanswered, or a session that is up was silent for long. */
export const onSessionTimer = (cell: CellState, local: number, nowMs: number): void => {
  if (!onDialTimer(cell, local, nowMs)) return;
  const isRetrying = !speakerOf(cell, local).isUnheard(cell, local);
  loseSession(cell, local, { cause: SESSION_LOST, isRetrying, graceMs: 0 }, nowMs);
};
