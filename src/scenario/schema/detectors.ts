// What a gateway twin says of its detectors, made of what each says of itself (src/detector): those at work anyway by keys of
// their own, the others by a map of their name, off without it.
import type { z } from "zod";
import { DETECTORS, type DetectorFigures } from "../../detector/detectors.js";
import { strict } from "../schema-parts.js";
import { figuresOf, paramsShape } from "./params.js";

type Written = Readonly<Record<string, unknown>>;

const shape = Object.assign(
  {},
  ...DETECTORS.map(({ kind, params, isUsual }) =>
    isUsual ? paramsShape(params) : { [kind]: strict(paramsShape(params)).optional() },
  ),
) as Record<string, z.ZodType>;

const told = (anomaly: Written): DetectorFigures =>
  Object.fromEntries(
    DETECTORS.flatMap(({ kind, params, isUsual, isOn }) => {
      const written = isUsual ? anomaly : (anomaly[kind] as Written | undefined);
      if (written === undefined) return [];
      const figures = figuresOf(params, written);
      return isOn?.(figures) === false ? [] : [[kind, figures]];
    }),
  );

export const detectorsSchema = strict(shape).prefault({}).transform(told);

/** What each key means, by path. */
export const DETECTOR_MEANINGS: Readonly<Record<string, string>> = Object.fromEntries(
  DETECTORS.flatMap(({ kind, says, params, isUsual }) => [
    ...(isUsual ? [] : [[`anomaly.${kind}`, `finds ${says}; off unless it is there`]]),
    ...Object.entries(params).map(([name, param]) => [
      isUsual ? `anomaly.${name}` : `anomaly.${kind}.${name}`,
      param.says,
    ]),
  ]),
);
