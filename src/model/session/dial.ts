// How an entity opens, loses and reopens its session with the cloud: the same for direct devices and gateways. A dial begins
// at the start (cell/start.ts), when one runs or has a radio again (device/reconnect.ts, gateway/boot.ts), has to send
// (device/reporting.ts), was refused or left unanswered (onRefused), or has lost its session and knows (endSession).
import { letter } from "../../event/letter.js";
import { Connect, Disconnect } from "../../event/uplinks.js";
import { causeIndex, REFUSALS } from "../../event/vocabulary.js";
import { UPLINK_MIN_MS } from "../actor.js";
import { backoffMs } from "../link/backoff.js";
import { Purpose } from "../plan/purpose.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { CLIENT_SESSION_TABLE, SessionState, type WaitReason } from "../state/session-states.js";
import { onKeepalive, openedSession, patienceMs } from "./keepalive.js";
import { speakerOf } from "./speaker.js";

/** A client gives up on a connect that nobody answers. */
export const CONNECT_TIMEOUT_MS = 20_000;
/** A CONNECT with client id, will and will topic; and the handshake of mutual TLS under it, which nobody meters. */
export const CONNECT_BYTES = 250;
export const TLS_BYTES = 5_000;
const UNAVAILABLE = REFUSALS.indexOf("unavailable");
const SESSION_LOST = causeIndex("session-lost");

const isCut = (cell: CellState, local: number): boolean =>
  cell.sess.holds[local] !== 0 || speakerOf(cell, local).isMute(cell, local);

/** Waits until `atMs`, then dials. */
export const dialAt = (cell: CellState, local: number, why: WaitReason, atMs: number): void => {
  cell.sess.state[local] = CLIENT_SESSION_TABLE.next(cell.sess.state[local], why);
  cell.wake(local, Timer.session, atMs);
};

/** Sends the connect request; where the way is cut nobody will answer it. */
const dial = (cell: CellState, local: number, nowMs: number): void => {
  const { sess, values } = cell;
  const speaker = speakerOf(cell, local);
  const freeMs = speaker.freeMs(cell, local, nowMs);
  if (freeMs > nowMs) {
    dialAt(cell, local, "must-be-silent", Math.max(nowMs + 1, freeMs));
    return;
  }
  if (!speaker.carriesAttach(cell, local, nowMs)) return;
  sess.state[local] = CLIENT_SESSION_TABLE.next(sess.state[local], "dials");
  const number = sess.dials[local]++;
  const series = cell.seriesOf(local);
  values[series.attempts]++;
  cell.wake(local, Timer.session, nowMs + speaker.joinMs(cell, local) + CONNECT_TIMEOUT_MS);
  const joinedMs = speaker.join(cell, local, nowMs);
  if (isCut(cell, local) || joinedMs === Infinity) {
    values[series.refused + UNAVAILABLE]++;
    return;
  }
  const atMs = speaker.arrivalMs(cell, local, nowMs) + joinedMs;
  values[series.bytesUp] += CONNECT_BYTES + TLS_BYTES;
  const said = { ...speaker.greeting(cell, local), isCertValid: sess.certHolds[local] === 0, dial: number };
  cell.post(letter(Connect, said, CONNECT_BYTES), local, atMs);
};

/**
 * SESSION timer: dials after a back-off, backs off from a connect that stayed unanswered, pings. Returns true where a session
 * that is up has ended for its silence: the caller ends it.
 */
export const onDialTimer = (cell: CellState, local: number, nowMs: number): boolean => {
  if (!cell.isRunning(local)) return false;
  const state = cell.sess.state[local];
  if (state === SessionState.up) return onKeepalive(cell, local, nowMs);
  if (state === SessionState.dialling) onRefused(cell, local, nowMs);
  else dial(cell, local, nowMs);
  return false;
};

/** A device that slept through the end of its session finds out when it wants to send: it dials. */
export const redial = (cell: CellState, device: number, nowMs: number): void => {
  if (cell.sess.state[device] !== SessionState.down || isCut(cell, device)) return;
  cell.sess.tries[device] = 1;
  dialAt(cell, device, "has-to-send", nowMs + 1);
};

/** The front refused, or nobody answered: back off by the twin's policy (NET-6). */
export const onRefused = (cell: CellState, local: number, nowMs: number): void => {
  const { sess } = cell;
  if (sess.state[local] !== SessionState.dialling) return;
  const reconnect = speakerOf(cell, local).reconnect(cell, local);
  if (sess.tries[local] < 65_535) sess.tries[local]++;
  const uniform = cell.chance.uniform(local, Purpose.dialBackoff, sess.dials[local]);
  sess.waitMs[local] = backoffMs(reconnect, sess.tries[local], sess.waitMs[local], uniform);
  dialAt(cell, local, "refused", nowMs + sess.waitMs[local]);
};

/** The front accepted: true where the entity still waits for that. {@link sessionIsUp} follows. */
export const sessionOpens = (cell: CellState, local: number): boolean => {
  const { sess } = cell;
  if (sess.state[local] !== SessionState.dialling || !cell.isRunning(local) || isCut(cell, local))
    return false;
  sess.state[local] = CLIENT_SESSION_TABLE.next(sess.state[local], "accepted");
  cell.unwake(local, Timer.session);
  return true;
};

/** The session is open, and everybody who hangs on it knows. */
export const sessionIsUp = (cell: CellState, local: number, nowMs: number): void => {
  cell.sess.tries[local] = 0;
  cell.sess.waitMs[local] = 0;
  openedSession(cell, local, nowMs);
};

/** How a session ends that nobody says goodbye to. */
export interface SessionEnd {
  cause: number;
  /** False where the entity itself has no power, or does not know. */
  isRetrying: boolean;
  /** How long the broker still waits, ms; by default one and a half keep-alives. */
  graceMs?: number;
}

/**
 * A session ends; the broker finds out when its keep-alive runs out, unless the client is back before. Returns whether it
 * was up.
 */
export const endSession = (cell: CellState, local: number, end: SessionEnd, nowMs: number): boolean => {
  const { sess } = cell;
  const wasUp = sess.state[local] === SessionState.up;
  if (sess.state[local] !== SessionState.down)
    sess.state[local] = CLIENT_SESSION_TABLE.next(sess.state[local], "ends");
  cell.unwake(local, Timer.session);
  if (wasUp) {
    const graceMs = end.graceMs ?? patienceMs(cell, speakerOf(cell, local).keepaliveMs(cell, local));
    const noticedMs = nowMs + Math.max(UPLINK_MIN_MS, graceMs);
    const said = { cause: SESSION_LOST, dials: sess.dials[local] };
    cell.post(letter(Disconnect, said, 0), local, noticedMs);
  }
  if (!end.isRetrying) return wasUp;
  const reconnect = speakerOf(cell, local).reconnect(cell, local);
  sess.tries[local] = 1;
  // The first attempt after a loss waits as the policy says, too: a fleet that lost its sessions together must not
  // come back together.
  const uniform = cell.chance.uniform(local, Purpose.dialBackoff, sess.dials[local]);
  sess.waitMs[local] = backoffMs(reconnect, 1, 0, uniform);
  dialAt(cell, local, "backs-off", nowMs + sess.waitMs[local]);
  return wasUp;
};
