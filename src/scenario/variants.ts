// variants and matrix: the runs one file asks for. A variant sets parameters; a matrix lists values per parameter and
// makes all combinations; both together make their product, named `jittered/connectLimit=500`.
import { closest } from "../core/diagnostic.js";
import { shown } from "./issues.js";
import { VARIANTS_MAX } from "./limits.js";
import { isParam, type Params, type Setting, settingFromTree } from "./params.js";
import type { Problems } from "./problems.js";
import { keyHint } from "./schema-parts.js";
import type { Span } from "./source-text.js";
import { type MapTree, plainOf, type Tree } from "./tree.js";

export interface Variant {
  name: string;
  set: Map<string, Setting>;
}

const VARIANT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/;

const readSet = (tree: Tree, label: string, params: Params, problems: Problems): Map<string, Setting> => {
  const set = new Map<string, Setting>();
  if (tree.kind !== "map") {
    problems.error(tree.at, "SCN012", `${label} is ${shown(plainOf(tree))}; it must be a map of parameters`);
    return set;
  }
  for (const [name, { keyAt, value }] of tree.entries) {
    if (!isParam(params, name, { at: keyAt, what: label }, problems)) continue;
    const setting = settingFromTree(params, name, value, problems);
    if (setting !== undefined) set.set(name, setting);
  }
  return set;
};

const readNamed = (root: MapTree, params: Params, problems: Problems): Variant[] => {
  const section = root.entries.get("variants")?.value;
  if (section === undefined) return [];
  if (section.kind !== "map") {
    problems.error(
      section.at,
      "SCN012",
      `variants is ${shown(plainOf(section))}; it must be a map of names`,
      "variants: {naive: {set: {jitter: none}}}",
    );
    return [];
  }
  const variants: Variant[] = [];
  for (const [name, { keyAt, value }] of section.entries) {
    if (!VARIANT_NAME.test(name)) {
      problems.error(keyAt, "SCN016", `variant \`${name}\` must be letters, digits, -, _ or .`);
    }
    const label = `variants.${name}`;
    const set = value.kind === "map" ? value.entries.get("set") : undefined;
    if (value.kind !== "map") {
      problems.error(value.at, "SCN012", `${label} is ${shown(plainOf(value))}; it must be {set: {...}}`);
    } else {
      for (const [key, entry] of value.entries) {
        if (key !== "set")
          problems.error(entry.keyAt, "SCN010", `unknown key \`${key}\` in ${label}`, keyHint(key, ["set"]));
      }
    }
    const settings = set === undefined ? new Map() : readSet(set.value, `${label}.set`, params, problems);
    variants.push({ name, set: settings });
  }
  return variants;
};

const readAxes = (root: MapTree, params: Params, problems: Problems): [string, Setting[]][] => {
  const section = root.entries.get("matrix")?.value;
  if (section === undefined) return [];
  if (section.kind !== "map") {
    problems.error(
      section.at,
      "SCN012",
      `matrix is ${shown(plainOf(section))}; it must be a map of parameters and lists of values`,
    );
    return [];
  }
  const axes: [string, Setting[]][] = [];
  for (const [name, { keyAt, value }] of section.entries) {
    if (!isParam(params, name, { at: keyAt, what: "matrix" }, problems)) continue;
    if (value.kind !== "list" || value.items.length === 0) {
      problems.error(
        value.at,
        "SCN012",
        `matrix.${name} is ${shown(plainOf(value))}; it must be a list of values`,
      );
      continue;
    }
    const values = value.items.map((item) => settingFromTree(params, name, item, problems));
    axes.push([name, values.filter((setting) => setting !== undefined)]);
  }
  return axes;
};

/** All runs of the file: one without a name when it has neither variants nor a matrix. */
export const listVariants = (root: MapTree, params: Params, problems: Problems): Variant[] => {
  const named = readNamed(root, params, problems);
  const axes = readAxes(root, params, problems);
  const total = axes.reduce((count, [, values]) => count * values.length, Math.max(1, named.length));
  if (total > VARIANTS_MAX) {
    const at = (root.entries.get("matrix") ?? root.entries.get("variants"))?.keyAt ?? root.at;
    problems.error(at, "SCN024", `variants and matrix make ${total} runs; ${VARIANTS_MAX} are allowed`);
    return named;
  }
  let runs: Variant[] = named.length > 0 ? named : [{ name: "", set: new Map() }];
  for (const [parameter, values] of axes) {
    runs = runs.flatMap((run) =>
      values.map((value) => ({
        name: [run.name, `${parameter}=${value.text}`].filter((part) => part !== "").join("/"),
        set: new Map(run.set).set(parameter, value),
      })),
    );
  }
  const names = new Set<string>();
  for (const { name } of runs) {
    const at = root.entries.get("matrix")?.keyAt ?? root.at;
    if (names.has(name)) problems.error(at, "SCN018", `variant \`${name}\` is made twice`);
    names.add(name);
  }
  return runs;
};

/** Only the variant asked for, or all; tells when there is no such variant. */
export const chooseVariants = (
  variants: Variant[],
  wanted: string | undefined,
  at: Span,
  problems: Problems,
): Variant[] => {
  if (wanted === undefined) return variants;
  const found = variants.filter(({ name }) => name === wanted);
  if (found.length > 0) return found;
  const names = variants.map(({ name }) => name).filter((name) => name !== "");
  const near = closest(wanted, names);
  const all = names.length === 0 ? "the file has no variants" : `there are: ${names.join(", ")}`;
  problems.error(
    at,
    "SCN023",
    `there is no variant \`${wanted}\``,
    near === undefined ? all : `did you mean \`${near}\`?`,
  );
  return [];
};
