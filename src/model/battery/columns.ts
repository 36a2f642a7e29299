// The battery's hot state, part of a device's columns: about 85 bytes a device.

export interface BatteryColumns {
  /** Charge left and what a full cell holds now (it ages), nC. */
  chargeNc: Float64Array;
  capacityNc: Float64Array;
  /** Energy drained since the start, nJ: the ledger's other side. */
  drainedNj: Float64Array;
  /** Open-circuit voltage of the pack when last looked at, mV: what a drained charge is worth. */
  openMv: Float64Array;
  /** Above this charge no threshold is near and no transmission sags; holds until the next upkeep. */
  calmNc: Float64Array;
  /** Share of the capacity that the device's mean current gets out. */
  usable: Float64Array;
  /** Sleep is settled until, and self-discharge, ageing and harvest until. */
  drainedMs: Float64Array;
  upkeptMs: Float64Array;
  /** Forecast: charge when the slope was last measured, when that was, the sliding slope (nC per ms, falling is above 0). */
  measuredNc: Float64Array;
  measuredMs: Float64Array;
  slope: Float64Array;
  /** Depletion as forecast when half of the charge was gone, virtual ms; -1 none yet. */
  forecastMs: Float64Array;
  /** {@link Flat}. */
  flat: Uint8Array;
  /** Brown-outs since the last transmission that held. */
  sags: Uint8Array;
}

/** A battery that cannot run its device: never so far, now, or once. */
export const Flat = { never: 0, now: 1, once: 2 } as const;

/** What an event of kind `battery` says in b (event.ts). */
export const BatteryNote = { brownOut: 0, switchedOff: 1, back: 2, forecast: 3 } as const;

export const createBatteryColumns = (n: number): BatteryColumns => ({
  chargeNc: new Float64Array(n),
  capacityNc: new Float64Array(n),
  drainedNj: new Float64Array(n),
  openMv: new Float64Array(n),
  calmNc: new Float64Array(n).fill(Infinity),
  usable: new Float64Array(n),
  drainedMs: new Float64Array(n),
  upkeptMs: new Float64Array(n),
  measuredNc: new Float64Array(n),
  measuredMs: new Float64Array(n),
  slope: new Float64Array(n),
  forecastMs: new Float64Array(n).fill(-1),
  flat: new Uint8Array(n),
  sags: new Uint8Array(n),
});
