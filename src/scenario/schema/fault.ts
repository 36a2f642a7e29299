// The parameters of each kind of fault as a schema, made of what the kind says of itself (src/fault).
import type { z } from "zod";
import { FAULT_KINDS, FAULTS, type FaultKind } from "../../fault/faults.js";
import { strict } from "../schema-parts.js";
import { figuresOf, paramsShape } from "./params.js";

const paramsSchema = (kind: FaultKind): z.ZodType<Record<string, number>> => {
  const { params, atLeastOne } = FAULTS[kind];
  let schema: z.ZodType<Record<string, unknown>> = strict(paramsShape(params));
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
