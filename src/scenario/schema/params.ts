// Parameters that say of themselves what they take (core/params.ts) as a schema: as written, and as the model reads them.
// Durations end in Ms, shares in Ppm, a choice is its place, a flag 0 or 1.
import { z } from "zod";
import { figureName, type Param, type Params } from "../../core/params.js";
import { duration, positiveDuration, rate, share } from "../quantities.js";
import { integer, numeric } from "../schema-parts.js";

const MILLION = 1_000_000_000;
const aboveZero = { min: 0.000_001, max: MILLION, range: "above 0" };
/** A figure that changes something. */
const notZero = () =>
  numeric(-MILLION, MILLION).refine((value) => value !== 0, {
    message: "it must not be 0: nothing would happen",
    params: { code: "SCN017" },
  });

const WRITTEN: Record<Param["takes"], (param: Param) => z.ZodType> = {
  duration: ({ range }) => (range === "above 0" ? positiveDuration() : duration()),
  share: () => share({ min: 1, range: "above 0% and at most 100%" }),
  rate: () => rate(aboveZero),
  number: ({ range }) => (range === "not 0" ? notZero() : numeric(0, MILLION).positive()),
  count: ({ least = 0, most = MILLION }) => integer(least, most),
  choice: ({ choices = [] }) => z.enum(choices),
  flag: () => z.boolean(),
};

const schemaOf = (param: Param): z.ZodType => {
  const schema = WRITTEN[param.takes](param);
  if (param.isOptional) return schema.optional();
  return param.otherwise === undefined ? schema : schema.prefault(param.otherwise);
};

/** The keys of a map that has these parameters. */
export const paramsShape = (params: Params): Record<string, z.ZodType> =>
  Object.fromEntries(Object.entries(params).map(([name, param]) => [name, schemaOf(param)]));

const figureOf = ({ takes, choices = [] }: Param, value: unknown): number =>
  takes === "choice" ? choices.indexOf(value as string) : Number(value);

/** What was written, as it is read. */
export const figuresOf = (
  params: Params,
  written: Readonly<Record<string, unknown>>,
): Record<string, number> =>
  Object.fromEntries(
    Object.entries(params).flatMap(([name, param]) =>
      written[name] === undefined ? [] : [[figureName(name, param), figureOf(param, written[name])]],
    ),
  );
