// Battery chemistries by name: twins/chemistries/<name>.yaml beside the scenario, chemistries/ beside the twin, then the
// shipped set; or one file by its path, for the `twin` verb.
import { closest, type Diagnostic, sortDiagnostics } from "../core/diagnostic.js";
import { PPM_PER_PERCENT } from "../core/units.js";
import type { ChemistrySpec } from "../spec/power.js";
import type { Context } from "./context.js";
import { beside, type FileAccess, Files, inside, stem } from "./files.js";
import { readBy, shown } from "./issues.js";
import { Problems } from "./problems.js";
import { type ChemistryText, chemistrySchema } from "./schema/chemistry.js";
import type { Span } from "./source-text.js";
import { childOf, type MapTree, textOf } from "./tree.js";

/** The chemistries that come with the program, for hints. */
export const SHIPPED_CHEMISTRIES = ["alkaline", "coin-cell", "li-ion", "li-socl2", "lifepo4"] as const;

const ppm = (percent: number): number => Math.round(percent * PPM_PER_PERCENT);

/** A chemistry as the model reads it. */
export const chemistryOf = (text: ChemistryText): ChemistrySpec => ({
  name: text.chemistry,
  description: text.description,
  nominalMv: text.nominal,
  cutoffMv: text.cutoff,
  referenceMAh: text.reference,
  rechargeable: text.rechargeable,
  curve: text.curve.map(([left, volts, ohms]) => ({
    leftPpm: ppm(left),
    openMv: volts * 1_000,
    milliohm: ohms * 1_000,
  })),
  ohmicPpm: text.polarisation.ohmic,
  kneeC: text.polarisation.knee,
  rates: text.rates.map(([rateC, percent]) => ({ rateC, usablePpm: ppm(percent) })),
  temperatures: text.temperatures.map(([celsius, percent, resistanceFactor]) => ({
    celsius,
    usablePpm: ppm(percent),
    resistanceFactor,
  })),
  selfDischarge: {
    ppmPerYear: text.selfDischarge.perYear,
    doublesEveryC: text.selfDischarge.doublesEvery,
  },
  shelfLifeMs: text.shelfLife,
  grades: { best: text.grades.best, worst: text.grades.worst },
  ageing: {
    ppmPerYear: text.ageing.perYear,
    doublesEveryC: text.ageing.doublesEvery,
    ppmPerCycle: text.ageing.perCycle,
  },
  charging: {
    efficiencyPpm: text.charging.efficiency,
    aboveC: text.charging.above,
    belowC: text.charging.below,
  },
});

const read = (problems: Problems, document: MapTree, label: string): ChemistrySpec | undefined => {
  const text = readBy(problems, chemistrySchema, document, [label]);
  return text === undefined ? undefined : chemistryOf(text);
};

/** The chemistry a twin names at `asked`, or undefined after telling why not. */
export const findChemistry = (
  { problems, files, file }: Context,
  name: string,
  asked: Span,
): ChemistrySpec | undefined => {
  const candidates = [
    beside(file, `twins/chemistries/${name}.yaml`),
    beside(asked.source.file, `chemistries/${name}.yaml`),
    inside(files.access.shippedRoot, "twins", "chemistries", `${name}.yaml`),
  ];
  const found = files.find(candidates);
  if (found === undefined) {
    const near = closest(name, SHIPPED_CHEMISTRIES);
    const hint =
      near === undefined
        ? `shipped: ${SHIPPED_CHEMISTRIES.join(", ")}; or write ${candidates[0]}`
        : `did you mean \`${near}\`?`;
    problems.error(asked, "SCN039", `there is no battery chemistry \`${name}\``, hint);
    return undefined;
  }
  const document = files.readDocument(found, asked);
  if (document === null) return undefined;
  const own = textOf(document, "chemistry");
  if (own !== undefined && own !== stem(found)) {
    const at = childOf(document, "chemistry")?.at ?? document.at;
    problems.error(
      at,
      "SCN033",
      `the chemistry is called ${shown(own)}; it must be called \`${stem(found)}\`, as its file is`,
    );
  }
  return read(problems, document, name);
};

/** One chemistry file by its path, with everything that is wrong in it. */
export const loadChemistry = (
  path: string,
  access: FileAccess,
): { chemistry: ChemistrySpec | null; diagnostics: Diagnostic[] } => {
  const problems = new Problems();
  const document = new Files(access, problems).readDocument(path, null);
  const chemistry = document === null ? undefined : read(problems, document, stem(path));
  return {
    chemistry: problems.errorCount === 0 ? (chemistry ?? null) : null,
    diagnostics: sortDiagnostics(problems.diagnostics),
  };
};
