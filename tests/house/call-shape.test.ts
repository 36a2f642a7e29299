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
  "src/core/digest.ts add":
    "a row is five numbers; hot, once per reading: as an object it takes a quarter longer (measured)",
  "src/core/rng.ts threefry2x32":
    "the published signature: two words of key, two of counter, and where the block goes",
};

/** `file name` of a longer function. */
const LONG: Excuses = {
  "src/core/rng.ts block":
    "threefry's 20 rounds written out; hot, once per draw: in a loop they take three times as long (measured)",
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
