// zod's issues -> our problems: code, place in the text, `path is X; it must be Y`, hint. Of a union the branch that
// came furthest speaks, so a wrong key deep inside is told as such and not as "invalid input".
import type { z } from "zod";
import { closest } from "../core/diagnostic.js";
import type { ScenarioCode } from "./codes.js";
import { plainFor } from "./plain-for.js";
import type { Problems } from "./problems.js";
import type { IssueNote } from "./quantities.js";
import { HINT_MARK } from "./schema-parts.js";
import { keySpanAt, type Path, pathText, plainOf, spanAt, type Tree, treeAt } from "./tree.js";

type Issue = z.core.$ZodIssue;

const TYPE_WORDS: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  null: "empty",
  array: "a list",
  object: "a map of keys",
  record: "a map of keys",
};

const SHOWN_MAX = 60;

/** How a value reads in a message. */
export const shown = (value: unknown): string => {
  if (value === undefined) return "missing";
  if (value === null) return "empty";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a map";
  if (value === "") return "an empty text";
  if (typeof value === "string") {
    const text = value.length > SHOWN_MAX ? `${value.slice(0, SHOWN_MAX)}...` : value;
    return `\`${text}\``;
  }
  // YAML's own word: the reader has written `.nan`, not NaN.
  return Number.isNaN(value) ? "not a number (.nan)" : String(value);
};

/** How a value from a file reads: a number as it stands there. */
const shownAsWritten = (value: unknown, written: string | undefined): string =>
  value === null || Number.isNaN(value) ? shown(value) : (written ?? shown(value));

/** The issues of the union branch that fits the value's type, with the union's path in front. */
const branchIssues = (issue: Extract<Issue, { code: "invalid_union" }>): Issue[] | null => {
  const fitting = issue.errors.filter(
    (branch) =>
      !branch.some(
        ({ code, path }) => path.length === 0 && (code === "invalid_type" || code === "invalid_value"),
      ),
  );
  const best = fitting[0];
  if (best === undefined || best.length === 0) return null;
  return best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }) as Issue);
};

/** What a union takes, in words: `text or a list`. */
const unionWords = (issue: Extract<Issue, { code: "invalid_union" }>): string => {
  const words = issue.errors.flatMap((branch) =>
    branch
      .filter(({ path }) => path.length === 0)
      .map((inner) => {
        if (inner.code === "invalid_type") return TYPE_WORDS[inner.expected] ?? inner.expected;
        return inner.code === "invalid_value" ? inner.values.map((value) => String(value)).join(", ") : "";
      }),
  );
  // `.nan` is one of the numbers.
  const known = [...new Set(words.filter((word) => word !== "" && word !== "nan"))];
  if (known.length === 0) return "something else";
  return known.length === 1 ? known[0] : `${known.slice(0, -1).join(", ")} or ${known.at(-1)}`;
};

interface Told {
  code: ScenarioCode;
  must: string;
  hint?: string;
}

const boundText = (
  limit: number | bigint,
  inclusive: boolean | undefined,
  side: "least" | "most",
  origin: string,
): string => {
  const one = Number(limit) === 1 ? "" : "s";
  const unit = origin === "string" ? ` character${one}` : origin === "array" ? ` item${one}` : "";
  if (inclusive === false) return `${side === "least" ? "above" : "below"} ${limit}${unit}`;
  return `at ${side} ${limit}${unit}`;
};

/** A word that is none of those allowed; of a union of maps, the word that says which one is meant. */
const oneOf = (words: readonly unknown[], value: unknown): Told => {
  const allowed = words.map(String);
  const near = typeof value === "string" ? closest(value, allowed) : undefined;
  const hint = near === undefined ? undefined : `did you mean \`${near}\`?`;
  return {
    code: value === undefined ? "SCN011" : "SCN013",
    must: `it must be ${allowed.length === 1 ? "" : "one of "}${allowed.join(", ")}`,
    hint,
  };
};

const tell = (issue: Issue, value: unknown, written: string | undefined): Told => {
  switch (issue.code) {
    case "invalid_type": {
      const expected = TYPE_WORDS[issue.expected] ?? issue.expected;
      if (value === undefined) return { code: "SCN011", must: `it must be ${expected}` };
      const quoted = issue.expected === "string" && written !== undefined;
      const hint = quoted ? `write it in quotes if it is meant as text: "${written ?? value}"` : undefined;
      return { code: "SCN012", must: `it must be ${expected}`, hint };
    }
    case "invalid_value":
      return oneOf(issue.values, value);
    case "too_small":
      return {
        code: "SCN014",
        must: `it must be ${boundText(issue.minimum, issue.inclusive, "least", issue.origin)}`,
      };
    case "too_big":
      return {
        code: "SCN014",
        must: `it must be ${boundText(issue.maximum, issue.inclusive, "most", issue.origin)}`,
      };
    case "invalid_format":
      return {
        code: "SCN016",
        must: "it must be letters, digits, `-`, `_` or `.`, beginning with a letter or digit",
      };
    case "invalid_union":
      if ("options" in issue && Array.isArray(issue.options)) return oneOf(issue.options, value);
      return { code: value === undefined ? "SCN011" : "SCN012", must: `it must be ${unionWords(issue)}` };
    case "custom": {
      const note = (issue.params ?? {}) as Partial<IssueNote>;
      return { code: note.code ?? "SCN012", must: issue.message, hint: note.hint };
    }
    default:
      return { code: "SCN012", must: issue.message };
  }
};

const reportOne = (problems: Problems, tree: Tree, base: Path, issue: Issue): void => {
  if (issue.code === "invalid_union") {
    const inner = branchIssues(issue);
    if (inner !== null) {
      for (const one of inner) reportOne(problems, tree, base, one);
      return;
    }
  }
  const path = issue.path as Path;
  const label = pathText([...base, ...path]);
  if (issue.code === "unrecognized_keys") {
    const hints = issue.message.split(HINT_MARK);
    issue.keys.forEach((key, at) => {
      const place = label === "" ? "" : ` in ${label}`;
      problems.error(keySpanAt(tree, path, key), "SCN010", `unknown key \`${key}\`${place}`, hints[at]);
    });
    return;
  }
  const here = treeAt(tree, path);
  const value = here === undefined ? undefined : plainOf(here);
  const written = here?.kind === "scalar" ? here.written : undefined;
  const { code, must, hint } = tell(issue, value, written);
  const span = spanAt(tree, path);
  problems.error(
    span,
    code,
    `${label === "" ? "the value" : label} is ${shownAsWritten(value, written)}; ${must}`,
    hint,
  );
};

/** Reads `tree` by `schema`. Undefined when something was wrong; the problems then say what, under `base`. */
export const readBy = <S extends z.ZodType>(
  problems: Problems,
  schema: S,
  tree: Tree,
  base: Path,
): z.output<S> | undefined => {
  const result = schema.safeParse(plainFor(schema, tree));
  if (result.success) return result.data;
  for (const issue of result.error.issues) reportOne(problems, tree, base, issue);
  return undefined;
};

/** A value that was read, with the text it came from. */
export interface Item<T> {
  value: T;
  tree: Tree;
  path: Path;
}

/** A part of the text, and where it stands. */
export interface Place {
  tree: Tree;
  path: Path;
}

/** Reads each item of the list at `key` by itself, so that one bad item hides no other. */
export const readItemsIn = <S extends z.ZodType>(
  problems: Problems,
  schema: S,
  { tree: place, path: base }: Place,
  key: string,
): Item<z.output<S>>[] => {
  const list = treeAt(place, [key]);
  if (list === undefined) return [];
  if (list.kind !== "list") {
    const label = pathText([...base, key]);
    problems.error(
      list.at,
      "SCN012",
      `${label} is ${shown(plainOf(list))}; it must be a list`,
      "begin each item with `- `",
    );
    return [];
  }
  const items: Item<z.output<S>>[] = [];
  list.items.forEach((tree, index) => {
    const path = [...base, key, index];
    const value = readBy(problems, schema, tree, path);
    if (value !== undefined) items.push({ value: value as z.output<S>, tree, path });
  });
  return items;
};

/** {@link readItemsIn} of a section of the scenario. */
export const readItems = <S extends z.ZodType>(
  problems: Problems,
  schema: S,
  root: Tree,
  section: string,
): Item<z.output<S>>[] => readItemsIn(problems, schema, { tree: root, path: [] }, section);
