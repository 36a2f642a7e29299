// The parameters of each kind of fault as a schema, made of what the kind says of itself (src/fault): as written, and as the
// model reads them. Durations end in Ms, shares in Ppm, a choice is its place, a flag 0 or 1.
import { z } from "zod";
import { FAULT_KINDS, FAULTS, type FaultKind } from "../../fault/faults.js";
import { figureName, type Param, type Params } from "../../fault/params.js";
import { duration, rate, share } from "../quantities.js";
import { numeric, strict } from "../schema-parts.js";

const MILLION = 1_000_000_000;
const aboveZero = { min: 0.000_001, max: MILLION, range: "above 0" };
/** A figure that changes something. */
const notZero = () =>
  numeric(-MILLION, MILLION).refine((value) => value !== 0, {
    message: "it must not be 0: nothing would happen",
    params: { code: "SCN017" },
  });

const WRITTEN: Record<Param["takes"], (param: Param) => z.ZodType> = {
  duration: () => duration(),
  share: () => share({ min: 1, range: "above 0% and at most 100%" }),
  rate: () => rate(aboveZero),
  number: ({ range }) => (range === "not 0" ? notZero() : numeric(0, MILLION).positive()),
  choice: ({ choices = [] }) => z.enum(choices),
  flag: () => z.boolean(),
};

const schemaOf = (param: Param): z.ZodType => {
  const schema = WRITTEN[param.takes](param);
  if (param.isOptional) return schema.optional();
  return param.otherwise === undefined ? schema : schema.prefault(param.otherwise);
};

const figureOf = ({ takes, choices = [] }: Param, value: unknown): number =>
  takes === "choice" ? choices.indexOf(value as string) : Number(value);

const figuresOf = (params: Params, written: Record<string, unknown>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(params).flatMap(([name, param]) =>
      written[name] === undefined ? [] : [[figureName(name, param), figureOf(param, written[name])]],
    ),
  );

const paramsSchema = (kind: FaultKind): z.ZodType<Record<string, number>> => {
  const { params, atLeastOne } = FAULTS[kind];
  const shape = Object.fromEntries(Object.entries(params).map(([name, param]) => [name, schemaOf(param)]));
  let schema: z.ZodType<Record<string, unknown>> = strict(shape);
  if (atLeastOne !== undefined)
    schema = schema.refine((written) => atLeastOne.some((name) => written[name] !== undefined), {
      message: `it must have ${atLeastOne.join(", ")} or both`,
      params: { code: "SCN017" },
    });
  return schema.transform((written) => figuresOf(params, written));
};

export const FAULT_PARAMS = Object.fromEntries(
  FAULT_KINDS.map((kind) => [kind, paramsSchema(kind)]),
) as Readonly<Record<FaultKind, z.ZodType<Record<string, number>>>>;
