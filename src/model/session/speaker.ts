// Whoever holds a session with the cloud: what is different for a device and for a gateway, as one object for each. The only
// place of this floor that asks which of the two an entity is.
import { PING_WIRE_BYTES } from "../../transport/transport.js";
import { UPLINK_MIN_MS } from "../actor.js";
import { Supply } from "../battery/columns.js";
import { TRANSMIT } from "../battery/load.js";
import { airOf } from "../link/air.js";
import type { backoffMs } from "../link/backoff.js";
import { Purpose } from "../plan/purpose.js";
import { checkCharge, drainAttempt, settle } from "../power/battery.js";
import { carries } from "../power/supply.js";
import type { CellState } from "../state/cell-state.js";
import { ReportMode } from "../state/group-model.js";
import { hasQuirk } from "../state/quirks.js";
import { settingsAt } from "../state/settings-at.js";
import { backhaulArrivalMs } from "./backhaul.js";

type Reconnect = Parameters<typeof backoffMs>[0];

/** What a firmware without back-off does (OTA-6). */
const NO_BACKOFF = { policy: "none", baseMs: 1, capMs: 1 } as const;

export interface Speaker {
  /** The keep-alive a session was opened with, as its client has it now, ms. */
  keepaliveMs(cell: CellState, local: number): number;
  reconnect(cell: CellState, local: number): Reconnect;
  /** How long it takes to come on its network, ms. */
  joinMs(cell: CellState, local: number): number;
  /** Its own radio is cut off. */
  isMute(cell: CellState, local: number): boolean;
  /** Its session has to be kept alive. */
  holdsSession(cell: CellState, local: number): boolean;
  /** Its own rhythm keeps a session open: it sends often enough. */
  isBusy(cell: CellState, local: number, withinMs: number): boolean;
  /** It does not hear that its session is lost: nobody can reach its modem. */
  isUnheard(cell: CellState, local: number): boolean;
  /** Sends a PINGREQ and hears its answer. */
  ping(cell: CellState, local: number, idleMs: number, nowMs: number): void;
  /** When it may send; the present where it may now. */
  freeMs(cell: CellState, local: number, nowMs: number): number;
  /** True where its battery carries what a new session takes. */
  carriesAttach(cell: CellState, local: number, nowMs: number): boolean;
  /** Comes on its network. Returns how long it takes, ms; Infinity where that was lost. */
  join(cell: CellState, local: number, nowMs: number): number;
  /** When what it sends now is at the cloud. */
  arrivalMs(cell: CellState, local: number, nowMs: number): number;
  /** What it says of itself when it connects; -1 for what it does not have. */
  greeting(cell: CellState, local: number): { version: number; reboots: number; rebootCause: number };
}

const device: Speaker = {
  keepaliveMs: (cell, local) => settingsAt(cell, local, cell.group(local)).keepaliveMs,
  reconnect(cell, local) {
    const isRude = cell.dev.quirks[local] !== 0 && hasQuirk(cell, local, "no-backoff");
    return isRude ? NO_BACKOFF : settingsAt(cell, local, cell.group(local)).reconnect;
  },
  joinMs: (cell, local) => cell.group(local).twin.radio.joinMs,
  isMute: (cell, local) => cell.dev.radioHolds[local] !== 0,
  holdsSession: (cell, local) => cell.gatewayOf[local] < 0 && cell.group(local).radio.holdsSession,
  isBusy(cell, local, withinMs) {
    const group = cell.group(local);
    const { mode, trace, radio, isOccupancy } = group;
    if (isOccupancy || trace >= 0 || radio.batch !== null) return false;
    if (mode !== ReportMode.periodic && mode !== ReportMode.polled) return false;
    const { intervalMs, degradedIntervalMs } = settingsAt(cell, local, group);
    return Math.max(intervalMs, degradedIntervalMs) < withinMs;
  },
  isUnheard: (cell, local) => cell.group(local).radio.hearsAfterUplinkOnly,
  // A short exchange, the cheaper while the modem is still awake from the last.
  ping(cell, local, idleMs, nowMs) {
    const group = cell.group(local);
    const { radio, series } = group;
    const rate = cell.link.rate[local];
    settle(cell, local, nowMs);
    const load = { by: TRANSMIT, uA: radio.txUA, chargeNc: radio.pingTxNc[rate] };
    if (!carries(cell, local, load, nowMs)) return;
    drainAttempt(cell, local, radio.pingTxNc[rate], radio.pingListenNc(rate, idleMs));
    cell.values[series.airtime] += radio.pingAirUs[rate];
    cell.values[series.bytesUp] += PING_WIRE_BYTES;
    cell.values[series.bytesDown] += PING_WIRE_BYTES;
    if (checkCharge(cell, local, group, nowMs)) cell.upcalls.gaveWay.set(local, Supply.off);
  },
  freeMs: (cell, local, nowMs) =>
    airOf(cell.group(local)).mustWait(cell, local, nowMs) ? cell.link.freeMs[local] : nowMs,
  carriesAttach: (cell, local, nowMs) => carries(cell, local, cell.group(local).attachLoad, nowMs),
  join: (cell, local, nowMs) => airOf(cell.group(local)).join(cell, local, nowMs),
  arrivalMs(cell, local, nowMs) {
    const { latencyMs, jitterMs } = cell.group(local).twin.radio;
    const uniform = cell.chance.uniform(local, Purpose.latency, cell.sess.outSeq[local]);
    return nowMs + Math.max(UPLINK_MIN_MS, latencyMs + Math.floor(uniform * jitterMs));
  },
  greeting: ({ dev }, local) => ({
    version: dev.version[local],
    reboots: dev.rebootsUnreported[local],
    rebootCause: dev.rebootCause[local],
  }),
};

const gateway: Speaker = {
  keepaliveMs: (cell, local) => cell.gatewayModels[cell.gatewayAt(local)].twin.keepaliveMs,
  reconnect: (cell, local) => cell.gatewayModels[cell.gatewayAt(local)].twin.reconnect,
  joinMs: () => 0,
  isMute: () => false,
  holdsSession: () => true,
  isBusy: () => false,
  isUnheard: () => false,
  ping(cell) {
    cell.values[cell.shared.bytesUp] += PING_WIRE_BYTES;
    cell.values[cell.shared.bytesDown] += PING_WIRE_BYTES;
  },
  freeMs: (_cell, _local, nowMs) => nowMs,
  carriesAttach: () => true,
  join: () => 0,
  arrivalMs: (cell, local, nowMs) => backhaulArrivalMs(cell, cell.gatewayAt(local), local, nowMs),
  greeting: () => ({ version: -1, reboots: 0, rebootCause: -1 }),
};

export const speakerOf = (cell: CellState, local: number): Speaker =>
  cell.isDevice(local) ? device : gateway;
