// A tree as plain data for one schema. Where the schema takes free text (labels, seeds), a number is what was written: board
// 1.10 is not board 1.1, room 007 not room 7. Everywhere else it is its value.
import { z } from "zod";
import { plainOf, type Tree } from "./tree.js";

const KEPT = new WeakSet<z.core.$ZodType>();

/** Marks a schema of free text: a number or a switch is read as it is written. */
export const keptAsWritten = <S extends z.core.$ZodType>(schema: S): S => {
  KEPT.add(schema);
  return schema;
};

/** Free text; a number or a switch is read as it is written. */
export const writtenText = () =>
  keptAsWritten(z.union([z.string(), z.number(), z.nan(), z.boolean()]).transform(String));

/** The schemas that a schema comes down to, without what only wraps them. */
const bare = (schema: z.core.$ZodType): z.core.$ZodType[] => {
  if (KEPT.has(schema)) return [schema];
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "optional":
    case "default":
    case "prefault":
    case "nullable":
      return bare(def.innerType);
    case "pipe":
      return bare(def.in);
    case "union":
      return def.options.flatMap(bare);
    default:
      return [schema];
  }
};

/** The schemas of what stands at a key of a map. */
const atKey = (schemas: readonly z.core.$ZodType[], key: string): z.core.$ZodType[] =>
  schemas.flatMap((schema) => {
    const { def } = (schema as z.core.$ZodTypes)._zod;
    if (def.type === "record") return bare(def.valueType);
    return def.type === "object" && Object.hasOwn(def.shape, key) ? bare(def.shape[key]) : [];
  });

const build = (schemas: readonly z.core.$ZodType[], tree: Tree): unknown => {
  if (schemas.length === 0) return plainOf(tree);
  if (tree.kind === "scalar") {
    const isKept =
      tree.value !== null && tree.written !== undefined && schemas.some((schema) => KEPT.has(schema));
    return isKept ? tree.written : tree.value;
  }
  if (tree.kind === "list") {
    const elements = schemas.flatMap((schema) => {
      const { def } = (schema as z.core.$ZodTypes)._zod;
      return def.type === "array" ? bare(def.element) : [];
    });
    return tree.items.map((item) => build(elements, item));
  }
  const entries = [...tree.entries].map(
    ([key, { value }]) => [key, build(atKey(schemas, key), value)] as const,
  );
  // As plainOf does: defines its keys, whatever they are called.
  return Object.fromEntries(entries);
};

/** The tree as the data that `schema` reads. */
export const plainFor = (schema: z.ZodType, tree: Tree): unknown => build(bare(schema), tree);
