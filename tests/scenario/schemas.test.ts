// The JSON Schemas for editors: the kept files are what the code makes, and they agree with the loader.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { FAULT_KINDS } from "../../src/fault/faults.js";
import { buildSchemas, jsonSchemas } from "../../src/scenario/json-schema.js";

test("the kept schemas are up to date (npm run build && node bin/iotctl.js schema --out schemas)", () => {
  const built = buildSchemas();
  expect(readdirSync("schemas").sort()).toEqual(Object.keys(built).sort());
  for (const [file, text] of Object.entries(built))
    expect(readFileSync(`schemas/${file}`, "utf8") === text, file).toBe(true);
});

const schemas = jsonSchemas();
type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];
interface Rule {
  if: { properties: { fault: { const: string } } };
  then: { properties: { params: JsonSchema } };
}
const timelineItems = (schema: unknown) =>
  (schema as { properties: { timeline: { items: { allOf?: Rule[] } } } }).properties.timeline.items;

/** zod reads JSON Schema but for if/then, so the rules per fault are checked by themselves below. */
const validator = (kind: string): z.ZodType => {
  const schema = structuredClone(schemas[kind]);
  if (kind === "scenario") delete timelineItems(schema).allOf;
  return z.fromJSONSchema(schema as JsonSchema);
};
/** YAML as an editor sees it: numbers with `_` are the loader's own addition. */
const read = (path: string): unknown => parse(readFileSync(path, "utf8").replace(/(\d)_(\d)/g, "$1$2"));
const yamlIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(".yaml"))
        .map((file) => `${folder}/${file}`)
    : [];

test.each([
  ...yamlIn("scenarios").map((path) => ["scenario", path]),
  ...yamlIn("scenarios/worlds").map((path) => ["world", path]),
  ...yamlIn("twins").map((path) => ["twin", path]),
  ...yamlIn("twins/chemistries").map((path) => ["chemistry", path]),
])("as a %s, %s is valid", (kind, path) => {
  const result = validator(kind).safeParse(read(path));
  expect(result.error?.issues ?? []).toEqual([]);
});

test("an editor underlines what the loader refuses: a wrong key, unit, choice, count", () => {
  const scenario = validator("scenario");
  const base = { iotctl: 1, duration: "1h" };
  const group = (more: object): object => ({
    ...base,
    sites: [{ id: "n", devices: [{ twin: "parking-nbiot", count: 1, ...more }] }],
  });
  expect(scenario.safeParse(group({})).success).toBe(true);
  expect(scenario.safeParse(group({ count: `\${size}` })).success).toBe(true);
  expect(scenario.safeParse(group({ count: 0 })).success).toBe(false);
  expect(scenario.safeParse(group({ colour: "red" })).success).toBe(false);
  expect(scenario.safeParse(group({ via: "wire" })).success).toBe(false);
  expect(scenario.safeParse({ ...base, duration: "1 parsec" }).success).toBe(false);
  expect(scenario.safeParse({ ...base, duration: 60 }).success).toBe(false);
  expect(scenario.safeParse({ ...base, timeline: [{ at: "5m", fault: "link.clog" }] }).success).toBe(false);
});

test("each fault's parameters are described for editors", () => {
  const rules = timelineItems(schemas.scenario).allOf ?? [];
  const accepts = (fault: string, params: object): boolean => {
    const rule = rules.find((one) => one.if.properties.fault.const === fault);
    return z.fromJSONSchema(rule?.then.properties.params as JsonSchema).safeParse(params).success;
  };
  expect(rules.map((rule) => rule.if.properties.fault.const)).toEqual(FAULT_KINDS);
  expect(accepts("link.loss", { loss: "20%" })).toBe(true);
  expect(accepts("link.loss", { loss: "20s" })).toBe(false);
  expect(accepts("link.loss", {})).toBe(false);
  expect(accepts("power.outage", { restoreSpread: "30s", scope: "all" })).toBe(true);
  expect(accepts("power.outage", { scope: "some" })).toBe(false);
  expect(accepts("backhaul.outage", { loss: "20%" })).toBe(false);
});
