// A lithium-ion cell as electrochemists simulate it, to make curves whose physics the fit does not know: two spherical
// particles with diffusion (finite volumes, implicit), Butler-Volmer kinetics, an ohmic resistance; if wanted its own heat,
// which speeds all of them up as it does in a real fast discharge. Open-circuit curves: LiCoO2 after Ramadass et al. 2004,
// graphite after Doyle and Fuller's dualfoil.
import type { DischargeCurve } from "../../src/model/battery/fit.js";

export interface Particle {
  /** R^2 / D of the negative and the positive particle, s. */
  diffusionS: [number, number];
  /** Exchange current of each, C. */
  exchangeC: [number, number];
  /** V per C. */
  ohmicV: number;
  /** Warming by what the cell loses, and cooling towards its surroundings. */
  heat?: {
    /** K per second at 1 C and 1 V lost. */
    kelvinPerVC: number;
    coolingS: number;
  };
}

const SHELLS = 20;
const STEPS = 1_200;
const THERMAL_V = 0.0257;
const AMBIENT_K = 298;
/** Activation temperatures (energy over the gas constant) of diffusion, exchange and conduction: 30, 50 and 15 kJ/mol. */
const ACTIVATION_K = { diffusion: 3_600, exchange: 6_000, ohmic: 1_800 };
const CUTOFF_V = 3;
/** Lithium at full charge, and how much moves in one C-hour. */
const START = [0.83, 0.435];
const MOVES = [0.8, 0.54];

const lithiumCobaltOxide = (s: number): number => {
  const [s2, s4] = [s * s, s * s * s * s];
  const [s6, s8, s10] = [s4 * s2, s4 * s4, s4 * s4 * s2];
  return (
    (-4.656 + 88.669 * s2 - 401.119 * s4 + 342.909 * s6 - 462.471 * s8 + 433.434 * s10) /
    (-1 + 18.933 * s2 - 79.532 * s4 + 37.311 * s6 - 73.083 * s8 + 95.96 * s10)
  );
};

const graphite = (x: number): number =>
  0.194 +
  1.5 * Math.exp(-120 * x) +
  0.0351 * Math.tanh((x - 0.286) / 0.083) -
  0.0045 * Math.tanh((x - 0.849) / 0.119) -
  0.035 * Math.tanh((x - 0.9233) / 0.05) -
  0.0147 * Math.tanh((x - 0.5) / 0.034) -
  0.102 * Math.tanh((x - 0.194) / 0.142) -
  0.022 * Math.tanh((x - 0.9) / 0.0164) -
  0.011 * Math.tanh((x - 0.124) / 0.0226) +
  0.0155 * Math.tanh((x - 0.105) / 0.029);

/** One implicit diffusion step in a sphere with a flux through its surface (Thomas' algorithm). */
const diffuse = (shells: number[], k: number, inflow: number): number[] => {
  const h = 1 / SHELLS;
  const volume = shells.map((_, j) => (((j + 1) * h) ** 3 - (j * h) ** 3) / 3);
  const exchange = (j: number): number => (k * (j * h) * (j * h)) / h;
  const upper: number[] = [];
  const right: number[] = [];
  for (let j = 0; j < SHELLS; j++) {
    const below = j > 0 ? exchange(j) / volume[j] : 0;
    const above = j < SHELLS - 1 ? exchange(j + 1) / volume[j] : 0;
    const value = shells[j] + (j === SHELLS - 1 ? inflow / volume[j] : 0);
    const pivot = 1 + below + above - (j > 0 ? below * upper[j - 1] : 0);
    upper.push(above / pivot);
    right.push((value + (j > 0 ? below * right[j - 1] : 0)) / pivot);
  }
  for (let j = SHELLS - 2; j >= 0; j--) right[j] += upper[j] * right[j + 1];
  return right;
};

/** Share of a particle's volume in its shell j. */
const shellShare = (j: number): number => ((j + 1) / SHELLS) ** 3 - (j / SHELLS) ** 3;

/** A discharge from full to 3.0 V. */
export const simulate = (particle: Particle, rateC: number): DischargeCurve => {
  const { heat } = particle;
  const stepS = 3_600 / rateC / STEPS;
  let warmerK = 0;
  const shells = START.map((start) => new Array<number>(SHELLS).fill(start));
  const timesS: number[] = [];
  const volts: number[] = [];
  for (let step = 0; step < STEPS * 1.5; step++) {
    const faster = (activationK: number): number =>
      Math.exp(activationK * (1 / AMBIENT_K - 1 / (AMBIENT_K + warmerK)));
    const diffusionS = particle.diffusionS.map((each) => each / faster(ACTIVATION_K.diffusion));
    const exchangeC = particle.exchangeC.map((each) => each * faster(ACTIVATION_K.exchange));
    const ohmicV = particle.ohmicV / faster(ACTIVATION_K.ohmic);
    const surface = shells.map((shell, electrode) => {
      const flux = ((rateC / 3_600) * MOVES[electrode] * diffusionS[electrode]) / 3 / SHELLS / 2;
      return Math.min(0.9999, Math.max(1e-4, shell[SHELLS - 1] + (electrode === 0 ? -flux : flux)));
    });
    const kinetic = surface.map((s, electrode) =>
      Math.asinh(rateC / (2 * exchangeC[electrode] * Math.sqrt(s * (1 - s)))),
    );
    const open = lithiumCobaltOxide(surface[1]) - graphite(surface[0]);
    const value = open - 2 * THERMAL_V * (kinetic[0] + kinetic[1]) - rateC * ohmicV;
    if (heat !== undefined) {
      // What is lost: against the open-circuit voltage of the whole particles, diffusion included.
      const mean = shells.map((shell) => shell.reduce((sum, s, j) => sum + s * shellShare(j), 0));
      const lostV = lithiumCobaltOxide(mean[1]) - graphite(mean[0]) - value;
      warmerK += (heat.kelvinPerVC * rateC * lostV - warmerK / heat.coolingS) * stepS;
    }
    const before = volts.at(-1);
    if (value <= CUTOFF_V && before !== undefined) {
      timesS.push((step - 1 + (before - CUTOFF_V) / (before - value)) * stepS);
      volts.push(CUTOFF_V);
      break;
    }
    timesS.push(step * stepS);
    volts.push(value);
    shells.forEach((shell, electrode) => {
      const moved = ((rateC / 3_600) * MOVES[electrode] * stepS) / 3;
      shells[electrode] = diffuse(shell, stepS / diffusionS[electrode], electrode === 0 ? -moved : moved);
    });
  }
  return { label: `${rateC}C`, rateC, timesS, volts };
};
