// A chemistry as the YAML file people read and edit: what `twin fit-battery` writes. The loader reads it back to the
// same values, to the digits written.
import { DAY_MS } from "../core/duration.js";
import { PPM_PER_PERCENT } from "../core/units.js";
import type { ChemistrySpec } from "../spec/power.js";

/** Decimals that matter: a tenth of a millivolt, a hundredth of a milliohm. */
const VOLT_DIGITS = 4;
const OHM_DIGITS = 5;

const percent = (ppm: number): string => String(Number((ppm / PPM_PER_PERCENT).toFixed(4)));
const quoted = (text: string): string => JSON.stringify(text);

/**
 * The file's text.
 * @param comments lines for its head, without `#`: sources, how it was made
 */
export const chemistryText = (spec: ChemistrySpec, comments: readonly string[]): string => {
  const { selfDischarge, ageing, charging } = spec;
  const lines = [
    ...comments.map((line) => `# ${line}`.trimEnd()),
    `chemistry: ${spec.name}`,
    "kind: chemistry",
    `description: ${quoted(spec.description)}`,
    `nominal: ${spec.nominalMv}mV`,
    `cutoff: ${spec.cutoffMv}mV`,
    `reference: ${spec.referenceMAh}mAh          # the cell whose ohms stand below`,
    `rechargeable: ${spec.rechargeable}`,
    `polarisation: {ohmic: ${percent(spec.ohmicPpm)}%, knee: ${spec.kneeC}}`,
    "# rate in C, share of the capacity it gets out in %",
    "rates:",
    ...spec.rates.map(({ rateC, usablePpm }) => `  - [${rateC}, ${percent(usablePpm)}]`),
    "# degC, share of the capacity in %, factor on the resistance",
    "temperatures:",
    ...spec.temperatures.map(
      ({ celsius, usablePpm, resistanceFactor }) =>
        `  - [${celsius}, ${percent(usablePpm)}, ${resistanceFactor}]`,
    ),
    `selfDischarge: {perYear: ${percent(selfDischarge.ppmPerYear)}%, doublesEvery: ${selfDischarge.doublesEveryC}}`,
    ...(spec.shelfLifeMs > 0 ? [`shelfLife: ${Math.round(spec.shelfLifeMs / DAY_MS)}d`] : []),
    `ageing: {perYear: ${percent(ageing.ppmPerYear)}%, doublesEvery: ${ageing.doublesEveryC}, perCycle: ${percent(ageing.ppmPerCycle)}%}`,
    `charging: {efficiency: ${percent(charging.efficiencyPpm)}%, above: ${charging.aboveC}, below: ${charging.belowC}}`,
    "# charge left in %, open-circuit V, ohms at 25 degC to a small current",
    "curve:",
    ...spec.curve.map(
      ({ leftPpm, openMv, milliohm }) =>
        `  - [${percent(leftPpm)}, ${(openMv / 1_000).toFixed(VOLT_DIGITS)}, ${(milliohm / 1_000).toFixed(OHM_DIGITS)}]`,
    ),
  ];
  return `${lines.join("\n")}\n`;
};
