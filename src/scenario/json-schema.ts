// JSON Schemas for editors, from the very zod schemas the loader checks with. Kept in schemas/ and tested to be up to
// date. What JSON Schema cannot say (names that must exist, times within the run) only `validate` checks.
import { z } from "zod";
import { FAULT_KINDS } from "../fault/faults.js";
import { WORLD_KEYS } from "./include.js";
import { chemistrySchema } from "./schema/chemistry.js";
import { FAULT_PARAMS } from "./schema/fault.js";
import { scenarioSchema } from "./schema/scenario.js";
import { deviceTwinSchema } from "./schema/twin-device.js";
import { gatewayTwinSchema } from "./schema/twin-gateway.js";

type Json = Record<string, unknown>;

/** Editors check values before parameters are filled in, so every value may also be `${name}`. */
const PARAMETER = { type: "string", pattern: "\\$\\{[A-Za-z][A-Za-z0-9_-]*\\}" };

const plainSchema = (schema: z.ZodType): Json =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }) as Json;

const withoutDialect = (schema: Json): Json =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$schema"));

/** A number, switch or choice in a scenario may be written as a parameter. */
const orParameter = (node: unknown, inNames = false): unknown => {
  if (Array.isArray(node)) return node.map((item) => orParameter(item));
  if (typeof node !== "object" || node === null) return node;
  const map = node as Json;
  const inner = Object.fromEntries(
    Object.entries(map).map(([key, value]) => [
      key,
      key === "default" || key === "const" || key === "enum"
        ? value
        : orParameter(value, key === "properties"),
    ]),
  );
  if (inNames) return inner;
  const ruled = map.type === "string" && typeof map.pattern === "string" && !map.pattern.includes("\\$\\{");
  const leaf = ruled || ["number", "integer", "boolean"].includes(String(map.type)) || map.enum !== undefined;
  if (!leaf) return inner;
  const { description, default: fallback, ...rest } = inner;
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    anyOf: [rest, PARAMETER],
  };
};

/** Per fault kind the parameters it takes: `if` the entry has that fault, `then` its params look so. */
const faultRules = (): Json[] =>
  FAULT_KINDS.map((kind) => ({
    if: { properties: { fault: { const: kind } }, required: ["fault"] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
    then: { properties: { params: orParameter(withoutDialect(plainSchema(FAULT_PARAMS[kind]))) } },
  }));

const scenarioJson = (): Json => {
  const { $schema, ...whole } = plainSchema(scenarioSchema);
  const schema = orParameter(whole) as Json;
  const properties = schema.properties as Record<string, Json>;
  const entry = properties.timeline.items as Json;
  entry.allOf = faultRules();
  (entry.properties as Record<string, Json>).fault = { enum: FAULT_KINDS };
  properties.iotctl = { const: 1, description: "format version" };
  return { $schema, $id: "scenario.schema.json", title: "iotctl scenario", ...schema };
};

const worldJson = (scenario: Json): Json => {
  const all = scenario.properties as Json;
  const properties = Object.fromEntries(WORLD_KEYS.map((key) => [key, all[key]]));
  const { $schema, type } = scenario;
  return {
    $schema,
    $id: "world.schema.json",
    title: "iotctl world",
    type,
    properties,
    additionalProperties: false,
  };
};

const twinJson = (): Json => {
  const { $schema } = plainSchema(deviceTwinSchema);
  return {
    $schema,
    $id: "twin.schema.json",
    title: "iotctl twin",
    oneOf: [deviceTwinSchema, gatewayTwinSchema].map((schema) => withoutDialect(plainSchema(schema))),
  };
};

const chemistryJson = (): Json => {
  const { $schema, ...schema } = plainSchema(chemistrySchema);
  return { $schema, $id: "chemistry.schema.json", title: "iotctl battery chemistry", ...schema };
};

/** The schemas by what they describe: scenario, world, twin, battery chemistry. */
export const jsonSchemas = (): Record<string, Json> => {
  const scenario = scenarioJson();
  return { scenario, world: worldJson(scenario), twin: twinJson(), chemistry: chemistryJson() };
};

/** The same as files: `scenario.schema.json` -> its text. */
export const buildSchemas = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(jsonSchemas()).map(([kind, schema]) => [
      `${kind}.schema.json`,
      `${JSON.stringify(schema, null, 2)}\n`,
    ]),
  );
