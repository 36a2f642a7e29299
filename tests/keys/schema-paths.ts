// Every key of a JSON Schema as a dotted path: `rules.[].above`; `*` stands for a name the user chooses.
interface Schema {
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  then?: Schema;
}

/** The paths of a schema's keys that hold a value, sorted. */
export const pathsOf = (schema: Schema, path: readonly string[] = []): string[] => {
  const found = new Set<string>();
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  for (const branch of branches) for (const each of pathsOf(branch, path)) found.add(each);
  for (const [key, value] of Object.entries(schema.properties ?? {}))
    for (const each of pathsOf(value, [...path, key])) found.add(each);
  if (typeof schema.additionalProperties === "object")
    for (const each of pathsOf(schema.additionalProperties, [...path, "*"])) found.add(each);
  if (schema.items !== undefined) for (const each of pathsOf(schema.items, [...path, "[]"])) found.add(each);
  const isInner = schema.properties !== undefined || schema.items !== undefined;
  if (path.length > 0 && !(isInner && branches.length === 0)) found.add(path.join("."));
  return [...found].sort();
};
