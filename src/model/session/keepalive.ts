// NET-4: what keeping a session open costs. A client that has sent nothing for a keep-alive sends PINGREQ and gets PINGRESP
// [MQTT-3.1.2-23]; a broker closes after one and a half of what it makes of the keep-alive [MQTT-3.1.2-24], whatever the
// client believes: AWS IoT Core takes 30 to 1,200 s. One look by the SESSION timer, which a session that is up does not need
// otherwise; a device whose reports come faster than its keep-alive has none. The broker answers a ping by itself and tells
// nobody, so what waits for a modem in PSM goes on waiting: whoever sends it hears of the modem by its next reading. Left out: a
// ping that is lost (TCP repeats it within the grace), keep-alives of transports without MQTT.
import { Purpose } from "../plan/purpose.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { SessionState } from "../state/session-states.js";
import { speakerOf } from "./speaker.js";

const GRACE_TENTHS = 15;

/** After so much silence the broker closes a session with this keep-alive. */
export const patienceMs = ({ plan }: CellState, keepaliveMs: number): number => {
  const { minMs, maxMs } = plan.scenario.cloud.keepalive;
  return Math.floor((Math.min(maxMs, Math.max(minMs, keepaliveMs)) * GRACE_TENTHS) / 10);
};

/** What happens after so much silence: a ping, or, where the client waits longer than the broker, the end. */
const limitMs = (cell: CellState, local: number): number => {
  const keepaliveMs = speakerOf(cell, local).keepaliveMs(cell, local);
  return Math.min(keepaliveMs, patienceMs(cell, keepaliveMs));
};

/** Something has been sent that may be the last for a while: looks again when the keep-alive runs out. */
export const watchSession = (cell: CellState, local: number, nowMs: number): void => {
  const { sess } = cell;
  if (sess.state[local] !== SessionState.up || !speakerOf(cell, local).holdsSession(cell, local)) return;
  cell.wake(local, Timer.session, Math.max(nowMs + 1, sess.packetMs[local] + limitMs(cell, local)));
};

/** True where a session has to be watched: it must be kept alive, and its client's own rhythm does not do that. */
const needsWatching = (cell: CellState, local: number): boolean => {
  const speaker = speakerOf(cell, local);
  return speaker.holdsSession(cell, local) && !speaker.isBusy(cell, local, limitMs(cell, local));
};

/** A session has been opened. */
export const openedSession = (cell: CellState, local: number, nowMs: number): void => {
  cell.sess.packetMs[local] = nowMs;
  if (needsWatching(cell, local)) watchSession(cell, local, nowMs);
};

/** A session that is open since before the run: its latest packet was at some time before, so a fleet does not ping together. */
export const startSession = (cell: CellState, local: number): void => {
  if (!needsWatching(cell, local)) return;
  const uniform = cell.chance.uniform(local, Purpose.keepalive, 0);
  cell.sess.packetMs[local] = -Math.floor(uniform * limitMs(cell, local));
  watchSession(cell, local, 0);
};

/**
 * SESSION timer of a session that is up. Returns true where the broker has closed it for its silence; the caller ends it.
 */
export const onKeepalive = (cell: CellState, local: number, nowMs: number): boolean => {
  if (!cell.isRunning(local)) return false;
  const idleMs = nowMs - cell.sess.packetMs[local];
  if (idleMs >= limitMs(cell, local)) {
    const speaker = speakerOf(cell, local);
    const keepaliveMs = speaker.keepaliveMs(cell, local);
    if (keepaliveMs >= patienceMs(cell, keepaliveMs)) return true;
    cell.sess.packetMs[local] = nowMs;
    speaker.ping(cell, local, idleMs, nowMs);
    if (cell.upcalls.gaveWay.has(local)) return false;
  }
  watchSession(cell, local, nowMs);
  return false;
};
