// The hot state of a cell's devices, one typed column per quantity, indexed by local device. About 180 bytes a device.
// Rare state (buffers, updates, shadow documents) lives in maps, created when first needed.

import { type BatteryColumns, createBatteryColumns } from "../battery/columns.js";
import { NO_VERSION } from "../plan/plan.js";

export interface DeviceColumns extends BatteryColumns {
  /** LIFECYCLE_STATES index. */
  state: Uint8Array;
  /** Power (power-states.ts). */
  power: Uint8Array;
  /** HEALTH_STATES index. */
  health: Uint8Array;
  /** Faults that hold the device without power / without radio / with a dead sensor. */
  powerHolds: Uint16Array;
  radioHolds: Uint16Array;
  sensorHolds: Uint16Array;
  online: Uint8Array;
  sinceMs: Float64Array;
  /** REPORT steps, readings, link attempts, requests and notices so far: the number of the latest, which draws go by. */
  steps: Uint32Array;
  seq: Int32Array;
  attempts: Uint32Array;
  requests: Uint32Array;
  lossPpm: Int32Array;
  /** Share of the latest tries (about 32) that nobody acknowledged or heard; those not yet counted in it, as none was heard since. */
  lossSeen: Float32Array;
  missed: Uint8Array;
  /** Latest sample, latest one sent, AR(1) noise, next change of an occupancy sensor. */
  sample: Float64Array;
  sent: Float64Array;
  sentMs: Float64Array;
  noise: Float32Array;
  flipMs: Float64Array;
  /** Stays of an occupancy sensor drawn so far. */
  flips: Uint32Array;
  /** Where a moving signal is, and when it was there, virtual ms. */
  moving: Float64Array;
  movedMs: Float64Array;
  /** Latest value its sensor showed, and how often it has shown it again since. */
  shown: Float64Array;
  sameSteps: Uint16Array;
  /** Versions by index: the running slot's and the other's (NO_VERSION: empty). */
  version: Uint16Array;
  otherVersion: Uint16Array;
  boots: Uint32Array;
  bootFails: Uint8Array;
  rebootsUnreported: Uint16Array;
  rebootCause: Uint8Array;
  /** What the running firmware does wrong here (state/quirks.ts Quirk bits); 1 while broken hardware awaits repair. */
  quirks: Uint8Array;
  /** Whether its shadow gives it settings of its own, and whether they are on trial (state/settings.ts Tuned bits). */
  tuned: Uint8Array;
  broken: Uint8Array;
  /** When hardware fails next, whole seconds; {@link NEVER_S} when not drawn. */
  failureS: Uint32Array;
  /** Local rules that are on, as bits; reboots lately, fading by half each hour, and when that was counted. */
  rules: Uint8Array;
  rebootScore: Float32Array;
  rebootScoreS: Uint32Array;
  /** The request under way (Want bit or 0), what else is wanted, tries of the present one. */
  asking: Uint8Array;
  wants: Uint8Array;
  tries: Uint8Array;
  /** When its gateway last heard it, or began to serve it, whole seconds; what it finds odd about it, as bits. */
  heardS: Uint32Array;
  anomalies: Uint8Array;
  /** Until when its newest reading at the cloud is young enough; the newest one that went into a window of its gateway. */
  freshUntilMs: Float64Array;
  windowedMs: Float64Array;
}

/** A time in whole seconds that has not come and is not planned; beyond it lie 136 years. */
export const NEVER_S = 0xffffffff;

/** Columns that only some kinds of devices use: empty in a cell without any. */
interface Needs {
  /** Devices that wake when something changes. */
  changes: boolean;
  /** Signals that go on from where they were. */
  moving: boolean;
  /** Devices that look whether their own sensor is stuck. */
  watched: boolean;
  /** Devices behind gateways. */
  windows: boolean;
}

export const createDeviceColumns = (n: number, needs: Needs): DeviceColumns => ({
  state: new Uint8Array(n),
  power: new Uint8Array(n),
  health: new Uint8Array(n),
  powerHolds: new Uint16Array(n),
  radioHolds: new Uint16Array(n),
  sensorHolds: new Uint16Array(n),
  online: new Uint8Array(n),
  sinceMs: new Float64Array(n),
  steps: new Uint32Array(n),
  seq: new Int32Array(n),
  attempts: new Uint32Array(n),
  requests: new Uint32Array(n),
  lossPpm: new Int32Array(n),
  lossSeen: new Float32Array(n),
  missed: new Uint8Array(n),
  sample: new Float64Array(n),
  sent: new Float64Array(n),
  sentMs: new Float64Array(n),
  noise: new Float32Array(n),
  flipMs: new Float64Array(needs.changes ? n : 0),
  flips: new Uint32Array(needs.changes ? n : 0),
  moving: new Float64Array(needs.moving ? n : 0),
  movedMs: new Float64Array(needs.moving ? n : 0),
  shown: new Float64Array(needs.watched ? n : 0),
  sameSteps: new Uint16Array(needs.watched ? n : 0),
  version: new Uint16Array(n),
  otherVersion: new Uint16Array(n).fill(NO_VERSION),
  boots: new Uint32Array(n),
  bootFails: new Uint8Array(n),
  rebootsUnreported: new Uint16Array(n),
  rebootCause: new Uint8Array(n),
  quirks: new Uint8Array(n),
  tuned: new Uint8Array(n),
  broken: new Uint8Array(n),
  failureS: new Uint32Array(n).fill(NEVER_S),
  rules: new Uint8Array(n),
  rebootScore: new Float32Array(n),
  rebootScoreS: new Uint32Array(n),
  asking: new Uint8Array(n),
  wants: new Uint8Array(n),
  tries: new Uint8Array(n),
  heardS: new Uint32Array(n).fill(NEVER_S),
  anomalies: new Uint8Array(n),
  freshUntilMs: new Float64Array(n),
  windowedMs: new Float64Array(needs.windows ? n : 0),
  // Last: what follows a spread is a step further away in memory (V8 keeps it out of the object).
  ...createBatteryColumns(n),
});
