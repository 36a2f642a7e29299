// NET-4: what keeping a session open costs. A client that has sent nothing for a keep-alive sends PINGREQ and gets PINGRESP
// [MQTT-3.1.2-23]; a broker closes after one and a half of what it makes of the keep-alive [MQTT-3.1.2-24], whatever the
// client believes: AWS IoT Core takes 30 to 1,200 s. One look by the LINK timer, which a session that is up does not need
// otherwise; a device whose reports come faster than its keep-alive has none. The broker answers a ping by itself and tells
// nobody, so what waits for a modem in PSM goes on waiting: whoever sends it hears of the modem by its next reading. Left out: a
// ping that is lost (TCP repeats it within the grace), keep-alives of transports without MQTT.
import { PING_WIRE_BYTES } from "../../transport/transport.js";
import { Supply } from "../battery/columns.js";
import { Purpose } from "../plan/purpose.js";
import { checkCharge, drainAttempt, settle, TRANSMIT } from "../power/battery.js";
import { carries } from "../power/supply.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { type GroupModel, ReportMode } from "../state/group-model.js";
import { Power } from "../state/power-states.js";
import { Link } from "../state/session-states.js";
import { settingsAt } from "../state/settings-at.js";

const GRACE_TENTHS = 15;

/** After so much silence the broker closes a session with this keep-alive. */
export const patienceMs = ({ plan }: CellState, keepaliveMs: number): number => {
  const { minMs, maxMs } = plan.scenario.cloud.keepalive;
  return Math.floor((Math.min(maxMs, Math.max(minMs, keepaliveMs)) * GRACE_TENTHS) / 10);
};

/** The keep-alive a session was opened with, as its client has it now, ms. */
const keepaliveOf = (cell: CellState, local: number): number =>
  local < cell.devices
    ? settingsAt(cell, local, cell.group(local)).keepaliveMs
    : cell.gatewayModels[local - cell.devices].twin.keepaliveMs;

const holdsSession = (cell: CellState, local: number): boolean =>
  local >= cell.devices || (cell.gatewayOf[local] < 0 && cell.group(local).radio.holdsSession);

/** True where a device's own rhythm keeps its session open: it sends at every sample, and often enough. */
const isBusy = (cell: CellState, local: number, withinMs: number): boolean => {
  if (local >= cell.devices) return false;
  const group = cell.group(local);
  const { mode, trace, radio, isOccupancy } = group;
  if (isOccupancy || trace >= 0 || radio.batch !== null) return false;
  if (mode !== ReportMode.periodic && mode !== ReportMode.polled) return false;
  const { intervalMs, degradedIntervalMs } = settingsAt(cell, local, group);
  return Math.max(intervalMs, degradedIntervalMs) < withinMs;
};

/** What happens after so much silence: a ping, or, where the client waits longer than the broker, the end. */
const limitMs = (cell: CellState, local: number): number => {
  const keepaliveMs = keepaliveOf(cell, local);
  return Math.min(keepaliveMs, patienceMs(cell, keepaliveMs));
};

/** Something has been sent that may be the last for a while: looks again when the keep-alive runs out. */
export const watchSession = (cell: CellState, local: number, nowMs: number): void => {
  const { sess } = cell;
  if (sess.link[local] !== Link.up || !holdsSession(cell, local)) return;
  cell.wake(local, Timer.link, Math.max(nowMs + 1, sess.packetMs[local] + limitMs(cell, local)));
};

/** A session has been opened. */
export const openedSession = (cell: CellState, local: number, nowMs: number): void => {
  cell.sess.packetMs[local] = nowMs;
  if (holdsSession(cell, local) && !isBusy(cell, local, limitMs(cell, local)))
    watchSession(cell, local, nowMs);
};

/** A session that is open since before the run: its latest packet was at some time before, so a fleet does not ping together. */
export const startSession = (cell: CellState, local: number): void => {
  if (!holdsSession(cell, local) || isBusy(cell, local, limitMs(cell, local))) return;
  const uniform = cell.chance.uniform(local, Purpose.keepalive, 0);
  cell.sess.packetMs[local] = -Math.floor(uniform * limitMs(cell, local));
  watchSession(cell, local, 0);
};

/** One PINGREQ of a device and its answer: a short exchange, the cheaper while the modem is still awake from the last. */
const pingOf = (cell: CellState, device: number, group: GroupModel, idleMs: number, nowMs: number): void => {
  const { radio, series } = group;
  const rate = cell.link.rate[device];
  settle(cell, device, nowMs);
  if (!carries(cell, device, group, nowMs, TRANSMIT, radio.txUA, radio.pingTxNc[rate])) return;
  drainAttempt(cell, device, group, radio.pingTxNc[rate], radio.pingListenNc(rate, idleMs));
  cell.values[series.airtime] += radio.pingAirUs[rate];
  cell.values[series.bytesUp] += PING_WIRE_BYTES;
  cell.values[series.bytesDown] += PING_WIRE_BYTES;
  if (checkCharge(cell, device, group, nowMs)) cell.upcalls.gaveWay.set(device, Supply.off);
};

const ping = (cell: CellState, local: number, idleMs: number, nowMs: number): void => {
  cell.sess.packetMs[local] = nowMs;
  if (local < cell.devices) pingOf(cell, local, cell.group(local), idleMs, nowMs);
  else {
    cell.values[cell.seriesSharedBytesUp] += PING_WIRE_BYTES;
    cell.values[cell.seriesSharedBytesDown] += PING_WIRE_BYTES;
  }
};

const isOn = (cell: CellState, local: number): boolean =>
  local < cell.devices
    ? cell.dev.power[local] === Power.running
    : cell.gw.power[local - cell.devices] === Power.running;

/**
 * LINK timer of a session that is up. Returns true where the broker has closed it for its silence; the caller ends it.
 */
export const onKeepalive = (cell: CellState, local: number, nowMs: number): boolean => {
  if (!isOn(cell, local)) return false;
  const idleMs = nowMs - cell.sess.packetMs[local];
  if (idleMs >= limitMs(cell, local)) {
    const keepaliveMs = keepaliveOf(cell, local);
    if (keepaliveMs >= patienceMs(cell, keepaliveMs)) return true;
    ping(cell, local, idleMs, nowMs);
    if (cell.upcalls.gaveWay.has(local)) return false;
  }
  watchSession(cell, local, nowMs);
  return false;
};

/** True where a device that lost its session does not hear of it: its modem cannot be reached. */
export const isUnheard = (cell: CellState, local: number): boolean =>
  local < cell.devices && cell.group(local).radio.hearsAfterUplinkOnly;
