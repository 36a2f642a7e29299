// The small schemas that sections share: strict maps that know their keys, names, counts, one-or-many.
import { z } from "zod";
import { closest } from "../core/diagnostic.js";
import { PROBLEMS_MAX } from "./limits.js";
import { keptAsWritten, writtenText } from "./plain-for.js";

// zod would compile each schema to a function first; that pays for thousands of values, and a file has dozens.
z.config({ jitless: true });

/** Stands for "no bound" where a value has a unit of its own. */
export const BIG = 1_000_000_000;

/** Separates the message from the hint inside the one string that zod lets an issue carry. */
export const HINT_MARK = "\u0001";

/** Keys somebody may well expect: why they are not there. They come before a likely spelling. */
const OWN_NAMES: Record<string, string> = {
  certificate: "certificates do not run out by themselves yet; the fault cert.expiry makes them",
  presenceGrace: "a session that is lost is gone when one and a half of its keep-alives are over",
  link_clog: "link.loss",
  hold: "game days are not part of this version",
  announce: "game days are not part of this version",
  runbook: "game days are not part of this version",
};

/** The hint for an unknown key: the nearest allowed one, or all of them. */
export const keyHint = (key: string, allowed: readonly string[]): string => {
  if (Object.hasOwn(OWN_NAMES, key)) return OWN_NAMES[key];
  const near = closest(key, allowed);
  return near === undefined ? `allowed: ${allowed.join(", ")}` : `did you mean \`${near}\`?`;
};

/** A map with these keys and no others. */
export const strict = <Shape extends z.ZodRawShape>(shape: Shape) => {
  const allowed = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return undefined;
      const { keys } = issue as { keys: string[] };
      return keys
        .slice(0, PROBLEMS_MAX)
        .map((key) => keyHint(key, allowed))
        .join(HINT_MARK);
    },
  });
};

/** Ids and names: letters, digits, `-`, `_`, `.`; they stand in paths, expressions and file names. */
export const name = () =>
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/)
    .meta({ description: "letters, digits, - _ . (at most 80)" });

/** Ids of device groups may also carry `/`, as the ones made from site and twin do. */
export const groupName = () =>
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,119}$/)
    .meta({ description: "letters, digits, - _ . / (at most 120)" });

/** Phase names stand alone in times and windows, so they cannot look like a number or an event. */
export const PHASE_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

export const integer = (min: number, max: number) => z.int().min(min).max(max);
export const numeric = (min: number, max: number) => z.number().min(min).max(max);

const isBlank = (text: string): boolean => text.trim() === "";

/** Free text that names something: an empty one names nothing, and is a slip. */
export const someText = (hint: string) =>
  keptAsWritten(
    writtenText().refine((text) => !isBlank(text), {
      message: "it must not be empty",
      params: { code: "SCN012", hint },
    }),
  );

export const labels = () =>
  z
    .record(z.string(), someText("give the label a value, or leave it out"))
    .refine((all) => !Object.keys(all).some(isBlank), {
      message: "a label must have a name",
      params: { code: "SCN016", hint: "labels: {floor: 2}" },
    });

/** A value of a shadow document's property, a parameter, a setting. */
export const plainValue = () => z.union([z.string(), z.number(), z.boolean()]);

/** `true`, or a map with more about it. */
export const flagOr = <S extends z.ZodType>(schema: S) => z.union([z.literal(true), schema]);

/** One or a list of them; always a list afterwards. */
export const oneOrMany = <S extends z.ZodType>(schema: S) =>
  z
    .union([schema, z.array(schema)])
    .transform((value): z.output<S>[] => (Array.isArray(value) ? value : [value]));
