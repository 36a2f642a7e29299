// The battery's hot state, part of a device's columns: about 64 bytes a device.

export interface BatteryColumns {
  /** Charge left and what a full cell holds now (it ages), nC. */
  chargeNc: Float64Array;
  capacityNc: Float64Array;
  /** Energy drained since the start, nJ: the ledger's other side. */
  drainedNj: Float64Array;
  /** Open-circuit voltage of the pack when last looked at, mV: what a drained charge is worth. */
  openMv: Float32Array;
  /** Above this charge no threshold is near and no load of the twin sags; holds until the next upkeep. */
  calmNc: Float32Array;
  /** Share of the capacity that the device's mean current gets out. */
  usable: Float32Array;
  /** Sleep is settled until (ms), and self-discharge, ageing and harvest until (whole seconds). */
  drainedMs: Float64Array;
  upkeptS: Uint32Array;
  /** Forecast: charge when the slope was last measured, when that was (s), the sliding slope (nC per ms, falling is above 0). */
  measuredNc: Float64Array;
  measuredS: Uint32Array;
  slope: Float32Array;
  /** {@link Flat}. */
  flat: Uint8Array;
  /** Brown-outs since a load as strong as the one that broke down has held. */
  sags: Uint8Array;
}

/** A battery that cannot run its device: never so far, now, or once. */
export const Flat = { never: 0, now: 1, once: 2 } as const;

/** How a battery lets its device down: it restarts, or it stays off. */
export const Supply = { brownOut: 1, off: 2 } as const;
export type Supply = (typeof Supply)[keyof typeof Supply];

export const createBatteryColumns = (n: number): BatteryColumns => ({
  chargeNc: new Float64Array(n),
  capacityNc: new Float64Array(n),
  drainedNj: new Float64Array(n),
  openMv: new Float32Array(n),
  calmNc: new Float32Array(n).fill(Infinity),
  usable: new Float32Array(n),
  drainedMs: new Float64Array(n),
  upkeptS: new Uint32Array(n),
  measuredNc: new Float64Array(n),
  measuredS: new Uint32Array(n),
  slope: new Float32Array(n),
  flat: new Uint8Array(n),
  sags: new Uint8Array(n),
});
