// How functions are called and how long they are: at most four parameters (a cursor or an options object beyond), and a body that
// fits a screen. What is excused stands here with its reason; an excuse that is no longer needed fails too.
import ts from "typescript";
import { expect, test } from "vitest";
import { codeBelow, nodesOf, placeOf } from "./source-tree.js";

const PARAMETERS_MAX = 4;
const LINES_MAX = 60;

type Excuses = Readonly<Record<string, string>>;

/** `file name` of a function with more parameters. */
const MANY_PARAMETERS: Excuses = {
  "src/cli/play-run.ts playRun": "not cut yet",
  "src/core/digest.ts add": "not cut yet",
  "src/core/rng.ts threefry2x32": "not cut yet",
  "src/event/message.ts append": "not cut yet",
  "src/model/gateway/receive.ts record": "not cut yet",
  "src/model/gateway/receive.ts takeIntoWindow": "not cut yet",
  "src/model/gateway/rules.ts actuate": "not cut yet",
  "src/model/gateway/rules.ts drive": "not cut yet",
  "src/model/gateway/rules.ts note": "not cut yet",
  "src/model/gateway/window.ts closeSlot": "not cut yet",
};

/** `file name` of a longer function. */
const LONG: Excuses = {
  "src/cli/simulate.ts simulateOne": "not cut yet",
  "src/core/rng.ts block": "not cut yet",
  "src/engine/run-virtual.ts runInThreads": "not cut yet",
  "src/model/gateway/receive.ts receive": "not cut yet",
  "src/model/gateway/window.ts closeSlot": "not cut yet",
};

type Written = ts.FunctionLikeDeclaration & { body: ts.Node };

const isWritten = (node: ts.Node): node is Written =>
  ts.isFunctionLike(node) && "body" in node && node.body !== undefined;

/** What a function is called: its own name, or that of what it is given to. */
const nameOf = (node: Written): string => {
  if (ts.isConstructorDeclaration(node)) return `${node.parent.name?.getText() ?? ""} constructor`.trim();
  if (node.name !== undefined) return node.name.getText();
  const { parent } = node;
  const isNamed = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent);
  return isNamed ? parent.name.getText() : "(nameless)";
};

const linesOf = (node: Written): number => {
  const source = node.getSourceFile();
  const lineAt = (position: number): number => source.getLineAndCharacterOfPosition(position).line;
  return lineAt(node.end) - lineAt(node.getStart()) + 1;
};

const FUNCTIONS = codeBelow("src").flatMap((file) =>
  nodesOf(file)
    .filter(isWritten)
    .map((node) => ({
      key: `${file} ${nameOf(node)}`,
      place: placeOf(node),
      parameters: node.parameters.length,
      lines: linesOf(node),
    })),
);
const MANY = FUNCTIONS.filter(({ parameters }) => parameters > PARAMETERS_MAX);
const LONGER = FUNCTIONS.filter(({ lines }) => lines > LINES_MAX);

test("take at most four parameters", () => {
  const wrong = MANY.filter(({ key }) => MANY_PARAMETERS[key] === undefined);
  expect(wrong.map(({ place, key, parameters }) => `${place} ${key}: ${parameters}`)).toEqual([]);
});

test("fit a screen", () => {
  const wrong = LONGER.filter(({ key }) => LONG[key] === undefined);
  expect(wrong.map(({ place, key, lines }) => `${place} ${key}: ${lines} lines`)).toEqual([]);
});

test("have no excuse that is not needed", () => {
  const idle = (excuses: Excuses, found: readonly { key: string }[]): string[] =>
    Object.keys(excuses).filter((excused) => !found.some(({ key }) => key === excused));
  expect([...idle(MANY_PARAMETERS, MANY), ...idle(LONG, LONGER)]).toEqual([]);
});

test("the scan sees what there is", () => {
  expect(FUNCTIONS.length).toBeGreaterThan(2_000);
});
