// A battery chemistry as written in twins/chemistries/<name>.yaml: tables as a data sheet prints them, plain numbers in
// the units their keys name (percent, volts, ohms, C, degrees Celsius).
import { z } from "zod";
import { charge, duration, share, voltage } from "../quantities.js";
import { name, numeric, strict } from "../schema-parts.js";

const percents = () => numeric(0, 200);
const celsius = () => numeric(-100, 150);

/** Neighbouring rows of a table must stand in order, so that every line between them is a function. */
const ordered = (rows: readonly (readonly number[])[], sign: 1 | -1): boolean =>
  rows.every((row, at) => at === 0 || (row[0] - rows[at - 1][0]) * sign > 0);

export const chemistrySchema = strict({
  chemistry: name(),
  kind: z.literal("chemistry"),
  description: z.string().default(""),
  nominal: voltage({ min: 1, max: 100_000, range: "above 0V" }),
  cutoff: voltage({ min: 1, max: 100_000, range: "above 0V" }),
  reference: charge({ min: 0.001, max: 1_000_000, range: "above 0mAh" }),
  rechargeable: z.boolean().default(false),
  curve: z
    .array(z.tuple([numeric(0, 100), numeric(0, 1_000), numeric(0, 100_000)]))
    .min(2)
    .max(1_000)
    .refine((rows) => ordered(rows, -1) && rows[0][0] === 100 && rows[rows.length - 1][0] === 0, {
      message: "its first column must fall from 100 to 0",
      params: { code: "SCN014" },
    })
    .meta({ description: "rows of charge left in %, open-circuit V, ohms" }),
  polarisation: strict({
    ohmic: share().prefault("100%"),
    knee: numeric(0.000_1, 1_000).default(0.2),
  }).prefault({}),
  rates: z
    .array(z.tuple([numeric(0, 1_000), percents()]))
    .min(1)
    .max(100)
    .refine((rows) => ordered(rows, 1), {
      message: "its first column must rise",
      params: { code: "SCN014" },
    })
    .default([[0, 100]])
    .meta({ description: "rows of rate in C, share of the capacity in %" }),
  temperatures: z
    .array(z.tuple([celsius(), percents(), numeric(0.001, 1_000)]))
    .min(1)
    .max(100)
    .refine((rows) => ordered(rows, 1), {
      message: "its first column must rise",
      params: { code: "SCN014" },
    })
    .default([[25, 100, 1]])
    .meta({ description: "rows of degrees Celsius, share of the capacity in %, factor on the resistance" }),
  selfDischarge: strict({
    perYear: share().prefault("0%"),
    doublesEvery: numeric(1, 100).default(10),
  }).prefault({}),
  shelfLife: duration({ max: 3_153_600_000_000, range: "between 0s and 36500d" })
    .prefault("0s")
    .meta({ description: "the longest such a cell is counted on, however little is drawn; 0s: not stated" }),
  grades: strict({ best: numeric(0, 1).default(1), worst: numeric(1, 100).default(1) })
    .prefault({})
    .meta({
      description:
        "self-discharge of the best and the worst cells that are sold, as shares of `selfDischarge`",
    }),
  ageing: strict({
    perYear: share().prefault("0%"),
    doublesEvery: numeric(1, 100).default(15),
    perCycle: share().prefault("0%"),
  }).prefault({}),
  charging: strict({
    efficiency: share().prefault("90%"),
    above: celsius().default(0),
    below: celsius().default(45),
  }).prefault({}),
});

export type ChemistryText = z.output<typeof chemistrySchema>;
