// PWR-1: one electrochemical cell as a voltage source behind a resistance. Terminal voltage = open-circuit voltage at the
// depth of discharge - polarisation; the polarisation is the resistance at that depth times the current, part of which is
// ohmic (linear) and the rest saturates as charge transfer does (Butler-Volmer's asinh). The knee at the end of a
// discharge shifts with the current: depth is the charge drawn over what can be drawn at this rate and temperature, since
// a diffusion-limited electrode loses capacity about linearly with the current (Newman and Thomas-Alyea 2004, ch. 22).
// Left out: hysteresis, relaxation after a load step, passivation of Li-SOCl2, heat of the cell itself.
import type { ChemistrySpec } from "../../spec/power.js";
import { onLines, onLinesBeyond, resampled } from "./table.js";

/** Steps of the hot tables over the depth of discharge: 0.2 %. */
export const DEPTH_STEPS = 512;
/** What can be drawn never falls below this share, however high the rate. */
const USABLE_MIN = 0.02;

/** Charge-transfer law with slope 1 at zero: 2k asinh(i / 2k); by log and sqrt, which all engines compute alike. */
const saturating = (rateC: number, kneeC: number): number => {
  const x = rateC / (2 * kneeC);
  return 2 * kneeC * Math.log(x + Math.sqrt(x * x + 1));
};

/**
 * The polarisation's growth with the current, in C: equals the rate for small ones.
 * @param ohmicShare 0..1
 */
export const polarisationLaw = (rateC: number, ohmicShare: number, kneeC: number): number =>
  ohmicShare * rateC + (1 - ohmicShare) * saturating(rateC, kneeC);

export class Cell {
  readonly cutoffMv: number;
  /** Open-circuit voltage, mV, at depth k / DEPTH_STEPS. */
  readonly openMv: Float64Array;
  /** Polarisation at 25 degC to a small current, mV per C, at depth k / DEPTH_STEPS. */
  readonly mvPerC: Float64Array;
  private readonly ohmicShare: number;
  private readonly kneeC: number;
  private readonly rates: number[];
  private readonly rateShares: number[];
  private readonly celsius: number[];
  private readonly celsiusShares: number[];
  private readonly factors: number[];

  constructor(readonly spec: ChemistrySpec) {
    const depths = spec.curve.map(({ leftPpm }) => 1 - leftPpm / 1e6);
    // Resistance scales inversely with capacity, so as volts per C it is the same for every cell of the kind.
    const mvPerC = spec.curve.map(({ milliohm }) => (milliohm * spec.referenceMAh) / 1_000);
    this.cutoffMv = spec.cutoffMv;
    this.openMv = resampled(
      depths,
      spec.curve.map(({ openMv }) => openMv),
      DEPTH_STEPS,
    );
    this.mvPerC = resampled(depths, mvPerC, DEPTH_STEPS);
    this.ohmicShare = spec.ohmicPpm / 1e6;
    this.kneeC = spec.kneeC;
    this.rates = spec.rates.map(({ rateC }) => rateC);
    this.rateShares = spec.rates.map(({ usablePpm }) => usablePpm / 1e6);
    this.celsius = spec.temperatures.map(({ celsius }) => celsius);
    this.celsiusShares = spec.temperatures.map(({ usablePpm }) => usablePpm / 1e6);
    this.factors = spec.temperatures.map(({ resistanceFactor }) => resistanceFactor);
  }

  /** Polarisation's growth at a rate in C; times {@link mvPerC} it is millivolts. */
  law(rateC: number): number {
    return polarisationLaw(rateC, this.ohmicShare, this.kneeC);
  }

  /** Share of the nominal capacity that a constant current of `rateC` gets out at 25 degC; on lines, beyond the table too. */
  usableAtRate(rateC: number): number {
    const held = Math.max(this.rates[0], rateC);
    return Math.max(USABLE_MIN, onLinesBeyond(this.rates, this.rateShares, held));
  }

  /** Share of the capacity that is there at a temperature. */
  usableAtCelsius(celsius: number): number {
    return onLines(this.celsius, this.celsiusShares, celsius);
  }

  /** Factor on the resistance at a temperature. */
  resistanceFactor(celsius: number): number {
    return onLines(this.celsius, this.factors, celsius);
  }

  /**
   * Terminal voltage of one cell in mV.
   * @param depth charge drawn over what can be drawn; beyond 0..1 the ends hold
   * @param lawC {@link law} of the present current, times the resistance factor
   */
  terminalMv(depth: number, lawC: number): number {
    const at = depth <= 0 ? 0 : depth >= 1 ? DEPTH_STEPS : depth * DEPTH_STEPS;
    const low = at === DEPTH_STEPS ? DEPTH_STEPS - 1 : Math.floor(at);
    const part = at - low;
    const open = this.openMv[low] + (this.openMv[low + 1] - this.openMv[low]) * part;
    const slope = this.mvPerC[low] + (this.mvPerC[low + 1] - this.mvPerC[low]) * part;
    return open - slope * lawC;
  }

  /** Depth at which a constant load first pulls the terminal voltage to `mv`, 0..1; 1 where it never does. */
  depthAtMv(mv: number, lawC: number): number {
    let before = this.terminalMv(0, lawC);
    if (before <= mv) return 0;
    for (let step = 1; step <= DEPTH_STEPS; step++) {
      const after = this.terminalMv(step / DEPTH_STEPS, lawC);
      if (after <= mv) return (step - 1 + (before - mv) / (before - after)) / DEPTH_STEPS;
      before = after;
    }
    return 1;
  }
}
