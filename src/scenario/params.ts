// params and `${name}`: declared once with a default, set by --set and by variants, used anywhere below. A scalar that
// is nothing but `${name}` takes the parameter's type; inside a longer text it is its text. Keys of maps are filled in, too.
import { closest } from "../core/diagnostic.js";
import { shown } from "./issues.js";
import type { Problems } from "./problems.js";
import type { Span } from "./source-text.js";
import { type MapTree, plainOf, type ScalarTree, type Tree } from "./tree.js";

export type ParamValue = number | string | boolean;

/** A parameter's value, and how it is written where it stands for a text. */
export interface Setting {
  value: ParamValue;
  text: string;
}

export interface Params {
  /** Where they are declared; problems with settings from outside point here. */
  at: Span;
  defaults: Map<string, Setting>;
}

const USE = /\$\{([^}]*)\}/g;
const PARAM_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

const settingOf = (value: ParamValue, written: string | undefined): Setting => ({
  value,
  text: written ?? String(value),
});

/** Reads the `params` section. */
export const readParams = (root: MapTree, problems: Problems): Params => {
  const section = root.entries.get("params");
  const defaults = new Map<string, Setting>();
  if (section === undefined) return { at: { ...root.at, end: root.at.start + 1 }, defaults };
  if (section.value.kind !== "map") {
    const is = shown(plainOf(section.value));
    problems.error(
      section.value.at,
      "SCN012",
      `params is ${is}; it must be a map of names and default values`,
    );
    return { at: section.keyAt, defaults };
  }
  for (const [name, { keyAt, value }] of section.value.entries) {
    if (!PARAM_NAME.test(name)) {
      problems.error(
        keyAt,
        "SCN016",
        `parameter \`${name}\` must be a letter followed by letters, digits, - or _`,
      );
    } else if (value.kind !== "scalar" || value.value === null) {
      problems.error(
        value.at,
        "SCN012",
        `params.${name} is ${shown(plainOf(value))}; it must be text, a number or true/false`,
      );
    } else if (typeof value.value === "string" && value.value.includes("${")) {
      problems.error(value.at, "SCN012", `params.${name} uses a parameter; a default must be a plain value`);
    } else if (typeof value.value === "number" && !Number.isFinite(value.value)) {
      problems.error(value.at, "SCN014", `params.${name} is ${value.written}; it must be a finite number`);
    } else {
      defaults.set(name, settingOf(value.value, value.written));
    }
  }
  return { at: section.keyAt, defaults };
};

const nearOrAll = (name: string, known: Iterable<string>): string => {
  const names = [...known];
  const near = closest(name, names);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return names.length === 0 ? "the file declares no params" : `allowed: ${names.join(", ")}`;
};

/** What sets a parameter, and where it stands. */
interface Setter {
  at: Span;
  what: string;
}

/** Checks a setting's name; tells and returns false when there is no such parameter. */
export const isParam = (params: Params, name: string, { at, what }: Setter, problems: Problems): boolean => {
  if (params.defaults.has(name)) return true;
  const hint = nearOrAll(name, params.defaults.keys());
  problems.error(at, "SCN021", `${what} sets \`${name}\`, which is not declared under params`, hint);
  return false;
};

/** The text of `--set name=text` as a value of the default's type, or undefined after telling. */
export const settingFromText = (
  params: Params,
  name: string,
  text: string,
  problems: Problems,
): Setting | undefined => {
  if (!isParam(params, name, { at: params.at, what: "--set" }, problems)) return undefined;
  const type = typeof params.defaults.get(name)?.value;
  if (type === "string") return { value: text, text };
  const value = type === "boolean" ? { true: true, false: false }[text] : numberOf(text);
  if (value !== undefined) return { value, text };
  const must = type === "boolean" ? "true or false" : "a number";
  problems.error(
    params.at,
    "SCN022",
    `--set ${name}=${text}: \`${text}\` must be ${must}, as its default is`,
  );
  return undefined;
};

const numberOf = (text: string): number | undefined => {
  const value = /^[-+]?\d[\d_]*(\.\d+)?$/.test(text) ? Number(text.replaceAll("_", "")) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
};

/** A variant's or matrix's value for a parameter, of the default's type, or undefined after telling. */
export const settingFromTree = (
  params: Params,
  name: string,
  tree: Tree,
  problems: Problems,
): Setting | undefined => {
  const fallback = params.defaults.get(name)?.value;
  if (tree.kind === "scalar" && tree.value !== null && typeof tree.value === typeof fallback) {
    if (typeof tree.value !== "number" || Number.isFinite(tree.value))
      return settingOf(tree.value, tree.written);
  }
  const must = { string: "text", number: "a number", boolean: "true or false" }[typeof fallback as "string"];
  problems.error(
    tree.at,
    "SCN022",
    `${name} is ${shown(plainOf(tree))}; it must be ${must}, as its default is`,
  );
  return undefined;
};

/** The tree with every `${name}` replaced. */
export const substitute = <T extends Tree>(
  tree: T,
  values: ReadonlyMap<string, Setting>,
  problems: Problems,
): T => {
  const unknown = (at: Span, name: string): void =>
    problems.error(
      at,
      "SCN020",
      `\`\${${name}}\` is not declared under params`,
      nearOrAll(name, values.keys()),
    );
  const replaceScalar = (text: string, at: Span): Pick<ScalarTree, "value" | "written"> => {
    const whole = /^\$\{([^}]*)\}$/.exec(text);
    if (whole !== null) {
      const value = values.get(whole[1].trim());
      if (value !== undefined)
        return typeof value.value === "string"
          ? { value: value.value }
          : { value: value.value, written: value.text };
      unknown(at, whole[1].trim());
      return { value: text };
    }
    const filled = text.replace(USE, (use, name: string) => {
      const value = values.get(name.trim());
      if (value === undefined) unknown(at, name.trim());
      return value === undefined ? use : value.text;
    });
    return { value: filled };
  };
  const keyText = (key: string, at: Span): string => {
    const { value, written } = replaceScalar(key, at);
    return written ?? String(value);
  };
  const walk = (here: Tree): Tree => {
    if (here.kind === "list") return { ...here, items: here.items.map(walk) };
    if (here.kind === "map") {
      const entries: MapTree["entries"] = new Map();
      for (const [key, entry] of here.entries) {
        const name = key.includes("${") ? keyText(key, entry.keyAt) : key;
        if (name === "__proto__")
          problems.error(entry.keyAt, "SCN016", "no key can be called `__proto__`", "choose another name");
        else if (entries.has(name)) {
          const message = `key \`${key}\` becomes \`${name}\`, which is there already; keys are unique`;
          problems.error(entry.keyAt, "SCN018", message, "give the parameter another value");
        }
        entries.set(name, { ...entry, value: walk(entry.value) });
      }
      return { ...here, entries };
    }
    if (typeof here.value !== "string" || !here.value.includes("${")) return here;
    return { ...here, ...replaceScalar(here.value, here.at) };
  };
  return walk(tree) as T;
};
