// Wherever the schemas leave a choice, a wrong value's message lists what may stand there, and no message is an empty word.
// Every enum, literal and union of every schema is tried by itself, with values of every kind.
import { expect, test } from "vitest";
import type { z } from "zod";
import { readBy } from "../../src/scenario/issues.js";
import { Problems } from "../../src/scenario/problems.js";
import { chemistrySchema } from "../../src/scenario/schema/chemistry.js";
import { FAULT_PARAMS } from "../../src/scenario/schema/fault.js";
import { scenarioSchema } from "../../src/scenario/schema/scenario.js";
import { deviceTwinSchema } from "../../src/scenario/schema/twin-device.js";
import { gatewayTwinSchema } from "../../src/scenario/schema/twin-gateway.js";
import { sourceText } from "../../src/scenario/source-text.js";
import type { Tree } from "../../src/scenario/tree.js";

interface Node {
  path: string;
  schema: z.ZodType;
  /** Words one of which a wrong text must be met with. */
  words: string[];
}

const isSchema = (value: unknown): value is z.core.$ZodType => value !== undefined;

/** The words a schema itself allows. */
const wordsOf = (schema: z.core.$ZodType): string[] => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "enum":
      return Object.values(def.entries).map(String);
    case "literal":
      return def.values.map(String);
    case "union":
      return def.options.flatMap(wordsOf);
    case "optional":
    case "default":
    case "prefault":
    case "nullable":
      return wordsOf(def.innerType);
    case "pipe":
      return wordsOf(def.in);
    default:
      return [];
  }
};

const nodesOf = (schema: z.core.$ZodType, path: string, seen = new Set<unknown>()): Node[] => {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const node = { path, schema: schema as z.ZodType, words: wordsOf(schema) };
  const inner = (more: [z.core.$ZodType, string][]): Node[] =>
    more.filter(([one]) => isSchema(one)).flatMap(([one, key]) => nodesOf(one, `${path}${key}`, seen));
  switch (def.type) {
    case "object":
      return inner(Object.entries(def.shape).map(([key, one]) => [one, `.${key}`]));
    case "array":
      return inner([[def.element, "[]"]]);
    case "record":
      return inner([[def.valueType, ".*"]]);
    case "optional":
    case "default":
    case "prefault":
    case "nullable":
      return inner([[def.innerType, ""]]);
    case "pipe":
      return inner([[def.in, ""]]);
    case "union":
      return [node, ...inner(def.options.map((one) => [one, ""]))];
    case "enum":
    case "literal":
      return [node];
    default:
      return [];
  }
};

const NODES: Node[] = [
  ...nodesOf(scenarioSchema, "scenario"),
  ...nodesOf(deviceTwinSchema, "device"),
  ...nodesOf(gatewayTwinSchema, "gateway"),
  ...nodesOf(chemistrySchema, "chemistry"),
  ...Object.entries(FAULT_PARAMS).flatMap(([kind, params]) => nodesOf(params, kind)),
];

const at = { source: sourceText("f.yaml", "here"), start: 0, end: 4 };
const scalar = (value: string | number | boolean | null): Tree => ({ kind: "scalar", value, at }) as Tree;
const TREES: Record<string, Tree> = {
  text: scalar("qqqqqqqqqqq"),
  number: scalar(-7.5),
  switch: scalar(false),
  null: scalar(null),
  list: { kind: "list", items: [], at } as Tree,
  map: { kind: "map", entries: new Map(), at } as Tree,
  odd: { kind: "map", entries: new Map([["zz", { keyAt: at, value: scalar(1) }]]), at } as unknown as Tree,
};

const told = (schema: z.ZodType, tree: Tree): { message: string; hint?: string }[] => {
  const problems = new Problems();
  readBy(problems, schema, tree, ["here"]);
  return problems.diagnostics;
};

test("there are many choices", () => {
  expect(NODES.length).toBeGreaterThan(60);
});

test("a wrong word is met with all the words that may stand there", () => {
  const silent = NODES.flatMap(({ path, schema, words }) => {
    const texts = told(schema, TREES.text).map(({ message, hint }) => `${message} ${hint ?? ""}`);
    if (texts.length === 0) return [];
    const missing = words.filter((word) => !texts.join(" ").includes(word));
    return missing.length === 0 ? [] : [`${path}: ${texts.join("; ")} (without ${missing.join(", ")})`];
  });
  expect(silent).toEqual([]);
});

test("a value of any kind is met with words a person can follow", () => {
  const odd = /invalid input|\bnull\b|undefined|\[object|something else|it must be\s*$|it must be ;/i;
  const bad = NODES.flatMap(({ path, schema }) =>
    Object.entries(TREES).flatMap(([kind, tree]) =>
      told(schema, tree)
        .filter(({ message }) => odd.test(message))
        .map(({ message }) => `${path} ${kind}: ${message}`),
    ),
  );
  expect([...new Set(bad)]).toEqual([]);
});
