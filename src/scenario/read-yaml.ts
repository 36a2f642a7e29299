// YAML text -> tree. YAML 1.2 core; numbers may carry `_`; anchors and aliases are followed within a bound; merge
// keys (`<<`), tags, other versions and several documents in one file are not part of the format, and told.
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, Scalar as YamlScalar } from "yaml";
import { keysOnce } from "../core/keys-once.js";
import { DEPTH_MAX, NODES_MAX } from "./limits.js";
import type { Problems } from "./problems.js";
import { positionOf, type SourceText, type Span } from "./source-text.js";
import type { MapTree, Scalar, Tree } from "./tree.js";

const GROUPED_NUMBER = /^[-+]?\d[\d_]*(\.\d+)?$/;

/** A plain scalar's value: `20_000` is a number, dates and big integers stay what YAML makes of them as text. */
const scalarValue = (value: unknown, plain: boolean): Scalar => {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") {
    if (plain && value.includes("_") && GROUPED_NUMBER.test(value)) return Number(value.replaceAll("_", ""));
    return value;
  }
  if (typeof value === "number" || typeof value === "boolean") return value;
  return String(value);
};

class TooMuch extends Error {}

class TreeMaker {
  private nodes = 0;
  /** What an alias means at this point of the text: an anchor may be set anew further down. */
  private readonly anchors = new Map<string, Node>();
  constructor(
    private readonly source: SourceText,
    private readonly problems: Problems,
  ) {}

  private spanOf(node: { range?: readonly number[] | null } | null | undefined, fallback: Span): Span {
    const range = node?.range;
    return range ? { source: this.source, start: range[0], end: range[1] } : fallback;
  }

  make(node: unknown, fallback: Span, depth: number): Tree {
    if (++this.nodes > NODES_MAX || depth > DEPTH_MAX) throw new TooMuch();
    const at = this.spanOf(node as Node, fallback);
    if ((isScalar(node) || isSeq(node) || isMap(node)) && node.anchor) this.anchors.set(node.anchor, node);
    if (isAlias(node)) {
      const target = this.anchors.get(node.source);
      return target === undefined ? { kind: "scalar", value: null, at } : this.make(target, at, depth + 1);
    }
    if (isSeq(node)) {
      return { kind: "list", items: node.items.map((item) => this.make(item, at, depth + 1)), at };
    }
    if (isMap(node)) return this.makeMap(node.items, at, depth);
    if (isScalar(node)) {
      const value = scalarValue(node.value, node.type === YamlScalar.PLAIN);
      return typeof value === "string" || !node.source
        ? { kind: "scalar", value, at }
        : { kind: "scalar", value, written: node.source, at };
    }
    return { kind: "scalar", value: null, at };
  }

  private makeMap(pairs: readonly { key: unknown; value: unknown }[], at: Span, depth: number): MapTree {
    const entries: MapTree["entries"] = new Map();
    const { once, again, nameless } = keysOnce(pairs);
    const keySpan = ({ key }: { key: unknown }): Span => this.spanOf(key as Node, at);
    for (const pair of nameless)
      this.problems.error(keySpan(pair), "SCN012", "a key is a map or a list; it must be a name");
    for (const { name, pair, first } of again) {
      const { line } = positionOf(keySpan(first));
      const message = `key \`${name}\` is written twice; keys are unique`;
      this.problems.error(keySpan(pair), "SCN003", message, `first on line ${line}`);
    }
    for (const [name, pair] of once) {
      const keyAt = keySpan(pair);
      if (name === "__proto__")
        this.problems.error(keyAt, "SCN016", "no key can be called `__proto__`", "choose another name");
      else entries.set(name, { keyAt, value: this.make(pair.value, keyAt, depth + 1) });
    }
    return { kind: "map", entries, at };
  }
}

const syntaxHint = (source: SourceText, at: number): string | undefined => {
  const start = source.text.lastIndexOf("\n", Math.max(0, at - 1)) + 1;
  const end = source.text.indexOf("\n", at);
  const line = source.text.slice(start, end < 0 ? undefined : end);
  if (/[{[,:]\s*\$\{/.test(line)) return `inside { } and [ ] a parameter is written in quotes: "\${name}"`;
  if (line.includes("\t")) return "YAML is indented by spaces, not tabs";
  return undefined;
};

/** The file's map of keys, or null when it cannot be read at all (the problems say why). Never throws. */
export const readYaml = (source: SourceText, problems: Problems): MapTree | null => {
  const whole: Span = { source, start: 0, end: 1 };
  try {
    const document = parseDocument(source.text, {
      prettyErrors: false,
      // "silent" would drop a second document without a word.
      logLevel: "error",
      schema: "core",
      merge: false,
      // Sought pair by pair; makeMap sees to it at once.
      uniqueKeys: false,
    });
    // One slip makes the parser stumble several times; the first time on each line says it.
    const told = new Set<number>();
    const faults = [...document.errors, ...document.warnings];
    for (const { pos, message, code } of faults) {
      const { line } = source.lines.linePos(pos[0]);
      if (told.has(line)) continue;
      told.add(line);
      const span = { source, start: pos[0], end: pos[1] };
      if (code === "MULTIPLE_DOCS")
        problems.error(span, "SCN003", "a second document begins here (---)", "one file holds one document");
      else if (code === "TAG_RESOLVE_FAILED")
        problems.error(span, "SCN003", "a tag (!) is not part of the format", "write the value in quotes");
      else problems.error(span, "SCN003", `not YAML: ${message}`, syntaxHint(source, pos[0]));
    }
    if (faults.length > 0) return null;
    if (document.directives?.yaml.explicit && document.directives.yaml.version !== "1.2") {
      problems.error(
        whole,
        "SCN003",
        `the file says %YAML ${document.directives.yaml.version}; it must be 1.2`,
      );
      return null;
    }
    const tree = new TreeMaker(source, problems).make(document.contents, whole, 0);
    if (tree.kind === "map") return tree;
    const is = tree.kind === "list" ? "a list" : source.text.trim() === "" ? "empty" : "a single value";
    problems.error(
      tree.at,
      "SCN004",
      `the file is ${is}; it must be a map of keys`,
      "a scenario begins with `iotctl: 1`",
    );
    return null;
  } catch (error) {
    // The parser itself is recursive: text that nests thousands deep ends in its RangeError.
    if (error instanceof TooMuch || error instanceof RangeError) {
      const limit = `at most ${DEPTH_MAX} levels and ${NODES_MAX} values, aliases followed`;
      problems.error(whole, "SCN005", `the file nests or repeats too much; it may have ${limit}`);
    } else {
      problems.error(whole, "SCN003", `not YAML: ${error instanceof Error ? error.message : String(error)}`);
    }
    return null;
  }
};
