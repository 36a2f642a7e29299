// The keys of twins as rows: path, what they take, default, meaning. Read off the JSON Schemas, so off what is checked.
import { jsonSchemas } from "./json-schema.js";
import { BIG } from "./schema-parts.js";
import { TWIN_MEANINGS } from "./twin-meanings.js";

export interface TwinKey {
  path: string;
  takes: string;
  /** As it would be written; "" where there is none. */
  fallback: string;
  isRequired: boolean;
  meaning: string;
}

interface Json {
  type?: string | string[];
  properties?: Record<string, Json>;
  required?: string[];
  items?: Json;
  anyOf?: Json[];
  oneOf?: Json[];
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  description?: string;
  default?: unknown;
}

/** Descriptions that say what a value looks like, not what it is for. */
const FORM = /^(an? |letters|spreading factor)/;

const rangeOf = ({ minimum = -BIG, maximum = BIG }: Json): string => {
  if (minimum <= -BIG && maximum >= BIG) return "";
  return maximum >= BIG ? `, at least ${minimum}` : `, ${minimum} to ${maximum}`;
};

const takesOf = (schema: Json): string => {
  if (schema.enum !== undefined) return schema.enum.join(", ");
  if (schema.const !== undefined) return String(schema.const);
  if (schema.description !== undefined && FORM.test(schema.description)) return schema.description;
  const arms = schema.anyOf ?? schema.oneOf;
  if (arms !== undefined) return [...new Set(arms.map(takesOf))].join(" or ");
  if (schema.type === "number" || schema.type === "integer")
    return `${schema.type === "number" ? "a number" : "a whole number"}${rangeOf(schema)}`;
  if (schema.type === "boolean") return "true or false";
  if (schema.type === "array") return "a list";
  return schema.type === "object" ? "a map" : "text";
};

const fallbackOf = ({ default: fallback }: Json): string =>
  fallback === undefined || Math.abs(Number(fallback)) === BIG || JSON.stringify(fallback) === "{}"
    ? ""
    : typeof fallback === "string"
      ? fallback
      : JSON.stringify(fallback).replaceAll('"', "").replaceAll(":", ": ").replaceAll(",", ", ");

const armName = (path: string, { properties }: Json): string => {
  const kind = properties?.kind?.const;
  return kind === undefined ? path : `${path}(${String(kind)})`;
};

const rowsOf = (schema: Json, above: string): TwinKey[] =>
  Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const path = above === "" ? key : `${above}.${key}`;
    const described =
      child.description !== undefined && !FORM.test(child.description) ? child.description : "";
    const row = {
      path,
      takes: takesOf(child),
      fallback: fallbackOf(child),
      isRequired: schema.required?.includes(key) === true && child.default === undefined,
      meaning: described || (TWIN_MEANINGS[path] ?? ""),
    };
    const arms = (child.anyOf ?? child.oneOf ?? []).filter(({ properties }) => properties !== undefined);
    const inner =
      child.items !== undefined
        ? rowsOf(child.items, `${path}[]`)
        : [...rowsOf(child, path), ...arms.flatMap((arm) => rowsOf(arm, armName(path, arm)))];
    return [row, ...inner];
  });

/** All keys of device and of gateway twins, in the schema's order. */
export const twinKeys = (): { device: TwinKey[]; gateway: TwinKey[] } => {
  const [device, gateway] = (jsonSchemas().twin as { oneOf: Json[] }).oneOf;
  return { device: rowsOf(device, ""), gateway: rowsOf(gateway, "") };
};
