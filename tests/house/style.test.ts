// The habits that keep runs repeatable and the tree readable (docs/ARCHITECTURE.md), checked on the sources themselves.
// What a file is excused from stands here with its reason; an excuse that is no longer needed fails too.
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, WEEK_MS } from "../../src/core/duration.js";
import { DETECTORS } from "../../src/detector/detectors.js";
import { TRANSPORT_NAMES } from "../../src/transport/kinds.js";
import { codeBelow, commentsOf, nodesOf, placeOf, textOf } from "./source-tree.js";

/** Floors in which time is an argument, chance is a keyed draw, and nothing can be interleaved. */
const SIMULATED = [
  "core",
  "fault",
  "detector",
  "event",
  "spec",
  "result",
  "model",
  "explain",
  "sla",
  "cost",
  "scenario",
  "fleet",
  "engine",
  "report",
];

type Rule = "calendar" | "chance" | "power" | "locale" | "timer" | "wall clock" | "process" | "await";

const EXCUSED: Readonly<Record<string, Partial<Record<Rule, string>>>> = {
  "src/model/state/cell-state.ts": {
    calendar: "reads the scenario's own calendar start, an ISO text in UTC",
  },
  "src/engine/run-virtual.ts": {
    await: "the outer edge of a run: threads, and the caller's onBatch",
    timer: "lets signals in between two rounds of an in-process run",
    "wall clock": "paces rounds and snapshots; no result depends on it (tests/engine/exactness.test.ts)",
  },
  "src/engine/worker.ts": {
    await: "loads the world's module once, before anything is played",
    "wall clock": "as in run-virtual.ts",
  },
  "src/engine/verify.ts": { await: "runs whole runs one after the other" },
};

const TIMERS = ["setTimeout", "setInterval", "setImmediate", "queueMicrotask"];
const LOCALE = [
  "localeCompare",
  "Intl",
  "toLocaleString",
  "toLocaleUpperCase",
  "toLocaleLowerCase",
  "toLocaleDateString",
];

/** True where a name is used as a value (not as a key, a member or an import's own name of a type). */
const isFreeName = (node: ts.Identifier): boolean => {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return !(ts.isPropertyAssignment(parent) && parent.name === node) && !ts.isPropertySignature(parent);
};

/** `new Date(text)` reads a text; without an argument it would read the clock. */
const readsText = (node: ts.Identifier): boolean =>
  ts.isNewExpression(node.parent) && node.parent.expression === node && node.parent.arguments?.length === 1;

const ruleBroken = (node: ts.Node): Rule | null => {
  if (ts.isAwaitExpression(node)) return "await";
  if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return "await";
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const isPower =
      kind === ts.SyntaxKind.AsteriskAsteriskToken || kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken;
    return isPower ? "power" : null;
  }
  if (ts.isPropertyAccessExpression(node) && node.expression.getText() === "Math") {
    if (node.name.text === "random") return "chance";
    return node.name.text === "pow" ? "power" : null;
  }
  if (!ts.isIdentifier(node)) return null;
  if (LOCALE.includes(node.text)) return "locale";
  if (!isFreeName(node)) return null;
  if (node.text === "Date") return "calendar";
  if (TIMERS.includes(node.text)) return "timer";
  if (node.text === "performance") return "wall clock";
  return node.text === "process" ? "process" : null;
};

describe("the simulated floors", () => {
  const found = new Map<string, Map<Rule, string[]>>();
  for (const file of SIMULATED.flatMap((floor) => codeBelow(`src/${floor}`))) {
    const rules = new Map<Rule, string[]>();
    for (const node of nodesOf(file)) {
      const rule = ruleBroken(node);
      if (rule !== null) rules.set(rule, [...(rules.get(rule) ?? []), placeOf(node)]);
    }
    found.set(file, rules);
  }

  test("ask no clock, no chance, no locale, no timer and no process, and wait for nothing", () => {
    const places = [...found].flatMap(([file, rules]) =>
      [...rules].flatMap(([rule, at]) =>
        EXCUSED[file]?.[rule] === undefined ? at.map((place) => `${place} ${rule}`) : [],
      ),
    );
    expect(places).toEqual([]);
  });

  test("that make a Date make it from a text", () => {
    const fromTheClock = SIMULATED.flatMap((floor) => codeBelow(`src/${floor}`)).flatMap((file) =>
      nodesOf(file)
        .filter(
          (node): node is ts.Identifier => ts.isIdentifier(node) && node.text === "Date" && isFreeName(node),
        )
        .filter((node) => !readsText(node))
        .map(placeOf),
    );
    expect(fromTheClock).toEqual([]);
  });

  test("have no excuse that is not used", () => {
    const idle = Object.entries(EXCUSED).flatMap(([file, rules]) =>
      Object.keys(rules)
        .filter((rule) => !found.get(file)?.has(rule as Rule))
        .map((rule) => `${file} ${rule}`),
    );
    expect(idle).toEqual([]);
  });

  test("the scan sees what it forbids", () => {
    const seen = nodesOf("tests/house/forbidden.mjs").map(ruleBroken);
    const rules: Rule[] = [
      "calendar",
      "chance",
      "power",
      "locale",
      "timer",
      "wall clock",
      "process",
      "await",
    ];
    expect(rules.filter((rule) => !seen.includes(rule))).toEqual([]);
  });
});

const DURATION = "src/core/duration.ts";

describe("source files", () => {
  const sources = codeBelow("src");

  test("open with a comment that says what they are", () => {
    expect(sources.filter((file) => !/^(\/\/|\/\*)/.test(textOf(file)))).toEqual([]);
  });

  test("are called in kebab-case after what they hold, never after a drawer for odds and ends", () => {
    const baseOf = (file: string): string => (file.split("/").at(-1) as string).replace(/\.(ts|tsx)$/, "");
    expect(sources.map(baseOf).filter((base) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(base))).toEqual([]);
    expect(
      sources.map(baseOf).filter((base) => /(^|-)(utils?|helpers?|misc|common|stuff)(-|$)/.test(base)),
    ).toEqual([]);
  });

  const LINES_MAX = 350;

  test("name in their comments only files that are there: beside them, or by their folder", () => {
    const named = /(?<![\w./@-])(?:[\w-]+\/)*[\w-]+\.tsx?\b/g;
    const known = [...sources, ...codeBelow("tests")];
    const isThere = (name: string, file: string): boolean =>
      name.includes("/")
        ? known.some((path) => path === name || path.endsWith(`/${name}`))
        : sources.includes(`${file.slice(0, file.lastIndexOf("/"))}/${name}`);
    const gone = sources.flatMap((file) =>
      commentsOf(file).flatMap((comment) =>
        (comment.match(named) ?? []).filter((name) => !isThere(name, file)).map((name) => `${file}: ${name}`),
      ),
    );
    expect(gone).toEqual([]);
  });

  test("stay short enough to be read in one go", () => {
    const long = sources
      .map((file) => ({ file, lines: textOf(file).trimEnd().split("\n").length }))
      .filter(({ lines }) => lines > LINES_MAX)
      .map(({ file, lines }) => `${file}: ${lines} lines`);
    expect(long).toEqual([]);
  });

  test("take the lengths of time, parts per million and charges from where they are declared", () => {
    const homes: Readonly<Record<string, RegExp>> = {
      [DURATION]: /^(SECOND|MINUTE|HOUR|DAY|WEEK|YEAR)_MS$|^(HOURS_PER_DAY|DAYS_PER_(WEEK|YEAR))$/,
      "src/core/units.ts": /^(PPM|PPM_PER_PERCENT|MICRO_USD|NC_PER_MAH)$/,
    };
    // As numbers they would be a second declaration without a name.
    const lengths = [HOUR_MS, DAY_MS, WEEK_MS];
    const again = sources.flatMap((file) =>
      nodesOf(file)
        .filter((node) => {
          if (ts.isNumericLiteral(node)) return lengths.includes(Number(node.text)) && file !== DURATION;
          if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name)) return false;
          const { text } = node.name;
          return Object.entries(homes).some(([home, names]) => file !== home && names.test(text));
        })
        .map(placeOf),
    );
    expect(again).toEqual([]);
  });

  /** Where a transport's name is another word. */
  const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
    "src/live/live-run.ts": ["mqtt"],
  };

  test("ask a transport what it is, never which one", () => {
    const named = sources
      .filter((file) => !file.startsWith("src/transport/"))
      .flatMap((file) =>
        nodesOf(file)
          .filter(
            (node) =>
              ts.isStringLiteral(node) &&
              (TRANSPORT_NAMES as readonly string[]).includes(node.text) &&
              !OTHER_WORDS[file]?.includes(node.text),
          )
          .map(placeOf),
      );
    expect(named).toEqual([]);
  });

  test("export by name, and pass nothing on from other files", () => {
    const odd = sources.flatMap((file) =>
      nodesOf(file)
        .filter(
          (node) =>
            ts.isExportAssignment(node) ||
            (ts.isExportDeclaration(node) && node.exportClause === undefined) ||
            node.kind === ts.SyntaxKind.DefaultKeyword,
        )
        .filter((node) => !ts.isDefaultClause(node.parent))
        .map(placeOf),
    );
    expect(odd).toEqual([]);
  });
});

describe("what gateways find", () => {
  const TRUTH = ["sensorHolds", "sensorFaults", "shows", "isSilent"];
  const LOOKING = ["src/detector", "src/model/gateway", "src/model/state/watchers.ts"];

  test("is found by what reached them: nobody there knows what was injected into a sensor", () => {
    const places = LOOKING.flatMap((path) => (path.endsWith(".ts") ? [path] : codeBelow(path))).flatMap(
      (file) =>
        nodesOf(file)
          .filter((node) => ts.isIdentifier(node) && TRUTH.includes(node.text))
          .map(placeOf),
    );
    expect(places).toEqual([]);
  });

  test("is no more than a device's findings have bits for", () => {
    expect(DETECTORS.length).toBeLessThanOrEqual(8);
  });
});
