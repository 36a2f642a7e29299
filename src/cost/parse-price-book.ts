// Text of a price book to its data, with every problem at its place in the file: PRB001 not YAML, PRB002 not of the
// form, PRB003 an unknown name, PRB004 tiers, PRB005 a meter or an id twice, PRB006 neither or both of meter and quantity.
import { isMap, isScalar, LineCounter, type Node, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { closest, type Diagnostic, sortDiagnostics } from "../core/diagnostic.js";
import { keysOnce } from "../core/keys-once.js";
import { type PriceBook, priceBookSchema } from "./price-book.js";
import { METER_NAMES } from "./usage.js";

export interface ParsedPriceBook {
  /** Null when anything is wrong. */
  book: PriceBook | null;
  diagnostics: Diagnostic[];
}

/** A price book is a page, not a database. */
const TEXT_MAX = 1_000_000;
/** More problems than these are not told: whoever mends a hundred asks again. */
const FINDINGS_MAX = 100;

type Path = readonly PropertyKey[];
interface Finding {
  code: string;
  path: Path;
  message: string;
  hint?: string;
  /** Point at the key, not at its value. */
  key?: boolean;
}

/** Reads a price book. `file` is only named in the diagnostics; a fault in one place hides none in another. */
export const parsePriceBook = (text: string, file: string): ParsedPriceBook => {
  const place = { lines: text.split("\n"), file, counter: new LineCounter() };
  if (text.length > TEXT_MAX) {
    const message = `the file has ${text.length} characters; at most ${TEXT_MAX} are read`;
    return { book: null, diagnostics: [diagnosticAt(place, 0, 1, { code: "PRB001", path: [], message })] };
  }
  const document = parseDocument(text, { lineCounter: place.counter, strict: true, uniqueKeys: false });
  const faults = [...document.errors.map(faultOf), ...repeatedKeys(document.contents)];
  if (faults.length > 0) {
    const diagnostics = faults
      .slice(0, FINDINGS_MAX)
      .map(({ from, to, message }) =>
        diagnosticAt(place, from, to - from, { code: "PRB001", path: [], message }),
      );
    return { book: null, diagnostics: sortDiagnostics(diagnostics) };
  }
  const read = priceBookSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  const findings = read.success ? checkLines(read.data) : read.error.issues.flatMap(findingsOf);
  const diagnostics = findings.slice(0, FINDINGS_MAX).map((finding) => {
    const [from, to] = rangeOf(document.contents, finding);
    return diagnosticAt(place, from, to - from, finding);
  });
  return {
    book: read.success && findings.length === 0 ? read.data : null,
    diagnostics: sortDiagnostics(diagnostics),
  };
};

/** A place in the text that cannot be read at all. */
interface Fault {
  from: number;
  to: number;
  message: string;
}

const faultOf = ({ message, pos }: { message: string; pos: readonly [number, number] }): Fault => ({
  from: pos[0],
  to: pos[1],
  message: message.split("\n")[0],
});

/** Every key that its map has before. */
const repeatedKeys = (root: Node | null): Fault[] => {
  const faults: Fault[] = [];
  visit(root, {
    Map: (_, map) => {
      for (const { name, pair } of keysOnce(map.items).again) {
        const [from, to] = (pair.key as Node).range ?? [0, 1];
        faults.push({ from, to, message: `key \`${name}\` is written twice; keys are unique` });
      }
    },
  });
  return faults;
};

const findingsOf = (issue: z.core.$ZodIssue): Finding[] => {
  const { path } = issue;
  const where = path.map(String).join(".") || "the file";
  if (issue.code === "unrecognized_keys") {
    return issue.keys.slice(0, FINDINGS_MAX).map((key) => ({
      code: "PRB003",
      path: [...path, key],
      key: true,
      message: `${where} has no key "${key}"`,
      hint: keyHint(key, path),
    }));
  }
  if (issue.code === "invalid_value" && path.at(-1) === "meter") {
    const hint = `the meters are ${METER_NAMES.join(", ")}`;
    return [{ code: "PRB003", path, message: `${where} is not a known meter`, hint }];
  }
  const isMissing = issue.code === "invalid_type" && issue.message.endsWith("received undefined");
  const message = isMissing
    ? `${where} is missing; it must be ${issue.expected}`
    : `${where}: ${issue.message}`;
  return [{ code: "PRB002", path, message }];
};

const BOOK_KEYS = Object.keys(priceBookSchema.shape);
const LINE_KEYS = Object.keys(priceBookSchema.shape.lines.element.shape);
const TIER_KEYS = ["upTo", "price", "per"];

const keyHint = (key: string, path: Path): string => {
  const known = path.includes("tiers") ? TIER_KEYS : path.length > 0 ? LINE_KEYS : BOOK_KEYS;
  const meant = closest(key, known);
  return meant === undefined ? `known: ${known.join(", ")}` : `did you mean ${meant}?`;
};

/** What the form cannot say: ascending tiers, one line a meter, a source of quantity. */
const checkLines = (book: PriceBook): Finding[] => {
  const findings: Finding[] = [];
  const ids = new Set<string>();
  const meters = new Map<string, string>();
  book.lines.forEach((line, index) => {
    const path = ["lines", index];
    if (ids.has(line.id)) {
      findings.push({ code: "PRB005", path: [...path, "id"], message: `the id ${line.id} is there twice` });
    }
    ids.add(line.id);
    if ((line.meter === undefined) === (line.quantity === undefined)) {
      const message = `${line.id} must have either a meter or a fixed quantity`;
      findings.push({ code: "PRB006", path, message, hint: "write meter: messages, or quantity: 5" });
    }
    // A second line on the same meter would bill it twice, unless it sells another unit of it.
    const sold = line.meter === undefined ? undefined : `${line.meter} as ${line.unit}`;
    if (sold !== undefined && meters.has(sold)) {
      const message = `${line.meter} is already priced by ${meters.get(sold)}`;
      findings.push({
        code: "PRB005",
        path: [...path, "meter"],
        message,
        hint: "merge the two lines, or name another unit",
      });
    }
    if (sold !== undefined) meters.set(sold, line.id);
    findings.push(...checkTiers(line.tiers, [...path, "tiers"]));
  });
  return findings;
};

const checkTiers = (tiers: PriceBook["lines"][number]["tiers"], path: Path): Finding[] =>
  tiers.flatMap(({ upTo }, index): Finding[] => {
    const at = [...path, index];
    const last = index === tiers.length - 1;
    if (last && upTo !== undefined) {
      return [
        {
          code: "PRB004",
          path: [...at, "upTo"],
          message: "the last tier must be open",
          hint: "leave out its upTo",
        },
      ];
    }
    if (!last && upTo === undefined) {
      return [
        { code: "PRB004", path: at, message: "only the last tier may be open", hint: "give it an upTo" },
      ];
    }
    const before = index === 0 ? 0 : (tiers[index - 1].upTo ?? 0);
    if (upTo !== undefined && upTo <= before) {
      return [
        {
          code: "PRB004",
          path: [...at, "upTo"],
          message: `${upTo} is not above the tier before it (${before})`,
        },
      ];
    }
    return [];
  });

interface Place {
  lines: readonly string[];
  file: string;
  counter: LineCounter;
}

/** Character range of what a finding is about: the nearest node on its path that stands in the file. */
const rangeOf = (root: Node | null, { path, key }: Finding): [number, number] => {
  let node: unknown = root;
  let range: [number, number] = [0, 1];
  const note = (found: unknown): void => {
    const at = (found as Node | null)?.range;
    if (at !== undefined && at !== null) range = [at[0], at[1]];
  };
  note(isMap(root) ? root.items[0]?.key : root);
  path.forEach((step, depth) => {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (pair === undefined) {
        node = null;
        return;
      }
      node = key && depth === path.length - 1 ? pair.key : (pair.value ?? pair.key);
    } else {
      node = (node as { items?: unknown[] } | null)?.items?.[Number(step)] ?? null;
    }
    if (node !== null) note(isMap(node) ? node.items[0]?.key : node);
  });
  return range;
};

const diagnosticAt = (
  { lines, file, counter }: Place,
  offset: number,
  length: number,
  finding: Finding,
): Diagnostic => {
  const { line, col } = counter.linePos(offset);
  const source = lines[Math.max(1, line) - 1] ?? "";
  const column = Math.max(1, col);
  return {
    code: finding.code,
    severity: "error",
    file,
    line: Math.max(1, line),
    column,
    length: Math.max(1, Math.min(length, source.length - column + 1)),
    message: finding.message,
    ...(finding.hint === undefined ? {} : { hint: finding.hint }),
    source,
  };
};
