// How an entity opens, loses and reopens its session with the cloud: the same for direct devices and gateways.
import { letter } from "../../event/letter.js";
import { Connect, Disconnect } from "../../event/uplinks.js";
import { causeIndex, REFUSALS } from "../../event/vocabulary.js";
import { UPLINK_MIN_MS } from "../actor.js";
import { backoffMs } from "../link/backoff.js";
import { mustWait, sendJoin } from "../link/own-frame.js";
import { Purpose } from "../plan/purpose.js";
import { drain, JOIN } from "../power/battery.js";
import { carries } from "../power/supply.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { Power } from "../state/power-states.js";
import { hasQuirk } from "../state/quirks.js";
import { LINK_TABLE, Link, type WaitReason } from "../state/session-states.js";
import { settingsAt } from "../state/settings-at.js";
import { backhaulArrivalMs } from "./backhaul.js";
import { onKeepalive, openedSession, patienceMs } from "./keepalive.js";

/** A client gives up on a connect that nobody answers. */
export const CONNECT_TIMEOUT_MS = 20_000;
/** A CONNECT with client id, will and will topic; and the handshake of mutual TLS under it, which nobody meters. */
export const CONNECT_BYTES = 250;
export const TLS_BYTES = 5_000;
const UNAVAILABLE = REFUSALS.indexOf("unavailable");
const SESSION_LOST = causeIndex("session-lost");

/** What a firmware without back-off does (OTA-6). */
const NO_BACKOFF = { policy: "none", baseMs: 1, capMs: 1 } as const;

interface Dialler {
  reconnect: Parameters<typeof backoffMs>[0];
  keepaliveMs: number;
  joinMs: number;
}

/** What differs between the two kinds of entity. */
const diallerOf = (cell: CellState, local: number): Dialler => {
  if (local < cell.devices) {
    const group = cell.group(local);
    const { radio } = group.twin;
    const { keepaliveMs, reconnect: own } = settingsAt(cell, local, group);
    const isRude = cell.dev.quirks[local] !== 0 && hasQuirk(cell, local, "no-backoff");
    const reconnect = isRude ? NO_BACKOFF : own;
    return { reconnect, keepaliveMs, joinMs: radio.joinMs };
  }
  const { reconnect, keepaliveMs } = cell.gatewayModels[local - cell.devices].twin;
  return { reconnect, keepaliveMs, joinMs: 0 };
};

const isRunning = (cell: CellState, local: number): boolean =>
  local < cell.devices
    ? cell.dev.power[local] === Power.running
    : cell.gw.power[local - cell.devices] === Power.running;

const isCut = (cell: CellState, local: number): boolean =>
  cell.sess.holds[local] !== 0 || (local < cell.devices && cell.dev.radioHolds[local] !== 0);

/** Waits until `atMs`, then dials. */
export const dialAt = (cell: CellState, local: number, why: WaitReason, atMs: number): void => {
  cell.sess.link[local] = LINK_TABLE.next(cell.sess.link[local], why);
  cell.wake(local, Timer.link, atMs);
};

const carriesAttach = (cell: CellState, device: number, nowMs: number): boolean => {
  const group = cell.group(device);
  return carries(cell, device, group, nowMs, JOIN, group.attachUA, group.joinNc);
};

/** A device comes on its network, LoRaWAN by a join that can be lost (Infinity). Returns how long it takes, ms. */
const join = (cell: CellState, device: number, joinMs: number, nowMs: number): number => {
  const group = cell.group(device);
  if (group.radio.isPaced) return sendJoin(cell, device, group, nowMs);
  drain(cell, device, group, JOIN, group.joinNc);
  return joinMs;
};

/** Sends the connect request; where the way is cut nobody will answer it. */
const dial = (cell: CellState, local: number, nowMs: number): void => {
  const { sess, dev } = cell;
  const isDevice = local < cell.devices;
  if (isDevice && mustWait(cell, local, cell.group(local), nowMs)) {
    dialAt(cell, local, "must-be-silent", Math.max(nowMs + 1, cell.link.freeMs[local]));
    return;
  }
  if (isDevice && !carriesAttach(cell, local, nowMs)) return;
  const dialler = diallerOf(cell, local);
  sess.link[local] = LINK_TABLE.next(sess.link[local], "dials");
  const dials = sess.dials[local]++;
  const series = isDevice ? cell.group(local).series : null;
  cell.values[series?.attempts ?? cell.seriesSharedAttempts]++;
  cell.wake(local, Timer.link, nowMs + dialler.joinMs + CONNECT_TIMEOUT_MS);
  const joinedMs = isDevice ? join(cell, local, dialler.joinMs, nowMs) : 0;
  if (isCut(cell, local) || joinedMs === Infinity) {
    cell.values[(series?.refused ?? cell.seriesSharedRefused) + UNAVAILABLE]++;
    return;
  }
  let atMs: number;
  if (isDevice) {
    const group = cell.group(local);
    const uniform = cell.chance.uniform(local, Purpose.latency, sess.outSeq[local]);
    const spreadMs = Math.floor(uniform * group.twin.radio.jitterMs);
    atMs = nowMs + joinedMs + Math.max(UPLINK_MIN_MS, group.twin.radio.latencyMs + spreadMs);
    cell.values[group.series.bytesUp] += CONNECT_BYTES + TLS_BYTES;
  } else {
    cell.values[cell.seriesSharedBytesUp] += CONNECT_BYTES + TLS_BYTES;
    atMs = backhaulArrivalMs(cell, local - cell.devices, local, nowMs);
  }
  const said = {
    version: isDevice ? dev.version[local] : -1,
    reboots: isDevice ? dev.rebootsUnreported[local] : 0,
    isCertValid: sess.certHolds[local] === 0,
    rebootCause: isDevice ? dev.rebootCause[local] : -1,
    dial: dials,
  };
  cell.post(letter(Connect, said, CONNECT_BYTES), local, atMs);
};

/**
 * LINK timer: dials after a back-off, backs off from a connect that stayed unanswered, pings. Returns true where a session
 * that is up has ended for its silence: the caller ends it.
 */
export const onDialTimer = (cell: CellState, local: number, nowMs: number): boolean => {
  if (!isRunning(cell, local)) return false;
  const link = cell.sess.link[local];
  if (link === Link.up) return onKeepalive(cell, local, nowMs);
  if (link === Link.dialling) onRefused(cell, local, nowMs);
  else dial(cell, local, nowMs);
  return false;
};

/** A device that slept through the end of its session finds out when it wants to send: it dials. */
export const redial = (cell: CellState, device: number, nowMs: number): void => {
  if (cell.sess.link[device] !== Link.down || isCut(cell, device)) return;
  cell.sess.tries[device] = 1;
  dialAt(cell, device, "has-to-send", nowMs + 1);
};

/** The front refused, or nobody answered: back off by the twin's policy (NET-6). */
export const onRefused = (cell: CellState, local: number, nowMs: number): void => {
  const { sess } = cell;
  if (sess.link[local] !== Link.dialling) return;
  const dialler = diallerOf(cell, local);
  if (sess.tries[local] < 65_535) sess.tries[local]++;
  const uniform = cell.chance.uniform(local, Purpose.dialBackoff, sess.dials[local]);
  sess.waitMs[local] = backoffMs(dialler.reconnect, sess.tries[local], sess.waitMs[local], uniform);
  dialAt(cell, local, "refused", nowMs + sess.waitMs[local]);
};

/** The front accepted: true where the entity still waits for that. {@link sessionIsUp} follows. */
export const sessionOpens = (cell: CellState, local: number): boolean => {
  const { sess } = cell;
  if (sess.link[local] !== Link.dialling || !isRunning(cell, local) || isCut(cell, local)) return false;
  sess.link[local] = LINK_TABLE.next(sess.link[local], "accepted");
  cell.unwake(local, Timer.link);
  return true;
};

/** The session is open, and everybody who hangs on it knows. */
export const sessionIsUp = (cell: CellState, local: number, nowMs: number): void => {
  cell.sess.tries[local] = 0;
  cell.sess.waitMs[local] = 0;
  openedSession(cell, local, nowMs);
};

/**
 * A session ends; the broker finds out when its keep-alive runs out, unless the client is back before. Returns whether it
 * was up.
 */
export const endSession = (
  cell: CellState,
  local: number,
  isRetrying: boolean,
  nowMs: number,
  graceMs = patienceMs(cell, diallerOf(cell, local).keepaliveMs),
): boolean => {
  const { sess } = cell;
  const wasUp = sess.link[local] === Link.up;
  if (sess.link[local] !== Link.down) sess.link[local] = LINK_TABLE.next(sess.link[local], "ends");
  cell.unwake(local, Timer.link);
  if (wasUp) {
    const noticedMs = nowMs + Math.max(UPLINK_MIN_MS, graceMs);
    const said = { cause: SESSION_LOST, dials: sess.dials[local] };
    cell.post(letter(Disconnect, said, 0), local, noticedMs);
  }
  if (!isRetrying) return wasUp;
  const dialler = diallerOf(cell, local);
  sess.tries[local] = 1;
  // The first attempt after a loss waits as the policy says, too: a fleet that lost its sessions together must not
  // come back together.
  const uniform = cell.chance.uniform(local, Purpose.dialBackoff, sess.dials[local]);
  sess.waitMs[local] = backoffMs(dialler.reconnect, 1, 0, uniform);
  dialAt(cell, local, "backs-off", nowMs + sess.waitMs[local]);
  return wasUp;
};
