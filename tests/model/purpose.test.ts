// Contract A2 in the sources: what numbers a draw. A number that two purposes share and count, or one that is counted wherever
// somebody draws, would let one more draw of a purpose move another; what draws do in a run is checked in draws.test.ts.
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { PURPOSES, Purpose } from "../../src/model/plan/purpose.js";
import { codeBelow, nodesOf, placeOf } from "../house/source-tree.js";

const DRAWS = ["uniform", "normal", "exponential", "chancePpm", "word"];

/** By what each list of purposes is numbered, as a call site may say it; a parameter has the name of what it counts. */
const NUMBERS: Readonly<Record<keyof typeof PURPOSES, readonly string[]>> = {
  once: ["0"],
  byAttempt: ["++dev.attempts[device]", "dev.attempts[device]", "parameter attempt"],
  byBoot: ["dev.boots[device]"],
  bySample: ["dev.steps[device]", "dev.steps[device] * LOCAL_RULES_MAX + index", "parameter step"],
  byReading: ["parameter seq"],
  byMessage: ["sess.outSeq[local]", "sess.outSeq[sender]", "sess.outSeq[device]", "shared.outSeq[entity]"],
  byDial: ["sess.dials[local]"],
  byRequest: ["dev.requests[device]"],
  byStay: ["++dev.flips[device]"],
  byCommand: ["parameter sequence"],
  byReach: ["countReach(edge, actuator)", "edge.reached.get(actuator) ?? 0"],
  bySecond: ["Math.floor(nowMs / 1_000)", "Math.floor(syncMs / 1_000)"],
  byDay: ["next"],
  byName: ["counterOf(id)", "counterOf(behaviourName)"],
};

/** Where each number is counted on: by its event. */
const COUNTED: Readonly<Record<string, readonly string[]>> = {
  attempts: ["src/model/link/attempt.ts attemptFate"],
  boots: ["src/model/device/boot.ts startBoot"],
  steps: [
    // A sample that a silent sensor did not give, one that it gave, a recording's row that was slept through.
    "src/model/device/pace.ts scheduleReport",
    "src/model/device/reporting.ts report",
    "src/model/device/reporting.ts report",
  ],
  seq: ["src/model/device/reporting.ts produce"],
  flips: ["src/model/device/sampling.ts drawFlip"],
  dials: ["src/model/session/dial.ts dial"],
  requests: ["src/model/device/requests.ts begin"],
  // Of the cloud's messages, of a reading that its gateway hands on, of a cell's messages.
  outSeq: [
    "src/model/cloud/cloud-state.ts send",
    "src/model/gateway/store.ts sendReading",
    "src/model/state/cell-state.ts send",
  ],
};

const nodes = ["src/model", "src/fleet"].flatMap(codeBelow).flatMap(nodesOf);

interface Draw {
  place: string;
  purpose: string;
  number: string;
}

const functionAround = (node: ts.Node): ts.Node => {
  let at = node.parent;
  while (!ts.isSourceFile(at) && !ts.isFunctionLike(at)) at = at.parent;
  return at;
};

/** What a name stands for: the value of its constant, or a parameter. */
const meaningOf = (name: ts.Identifier): string => {
  for (let scope = functionAround(name); !ts.isSourceFile(scope); scope = functionAround(scope)) {
    if (!ts.isFunctionLike(scope)) break;
    if (scope.parameters.some((parameter) => parameter.name.getText() === name.text))
      return `parameter ${name.text}`;
    let value: string | null = null;
    const visit = (node: ts.Node): void => {
      const isIt = ts.isVariableDeclaration(node) && node.name.getText() === name.text;
      if (isIt && ts.isVariableDeclarationList(node.parent) && (node.parent.flags & ts.NodeFlags.Const) !== 0)
        value = node.initializer?.getText() ?? null;
      ts.forEachChild(node, visit);
    };
    visit(scope);
    if (value !== null) return value;
  }
  return name.text;
};

const drawsOf = (): Draw[] =>
  nodes.flatMap((node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
    if (!DRAWS.includes(node.expression.name.text) || node.arguments.length < 3) return [];
    const [, purpose, number] = node.arguments;
    const said = ts.isIdentifier(number) ? meaningOf(number) : number.getText();
    return [
      {
        place: placeOf(node),
        purpose: purpose.getText(),
        number: said.replace(/^(\+\+)?(cell|this)\./, "$1"),
      },
    ];
  });

/** The methods that hand a draw on. */
const HANDS_ON = /^src\/model\/(plan\/chance|state\/cell-chance)\.ts:/;

describe("purposes of draws", () => {
  it("have a number each, below 256: two with one number would draw the same words", () => {
    const numbers = Object.values(Purpose);
    expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
    expect(numbers.filter((number) => !(Number.isInteger(number) && number >= 0 && number < 256))).toEqual(
      [],
    );
  });

  it("stand in one list each", () => {
    const listed = Object.values(PURPOSES).flatMap((list) => Object.keys(list));
    expect([...listed].sort()).toEqual(Object.keys(Purpose).sort());
  });

  const draws = drawsOf().filter(({ place }) => !HANDS_ON.test(place));

  it("are all drawn", () => {
    const drawn = new Set(draws.map(({ purpose }) => purpose));
    expect(Object.keys(Purpose).filter((name) => !drawn.has(`Purpose.${name}`))).toEqual([]);
  });

  it("are named at each draw, and it is numbered by what their list says", () => {
    const listOf = (purpose: string): keyof typeof PURPOSES | undefined =>
      (Object.keys(PURPOSES) as (keyof typeof PURPOSES)[]).find((list) =>
        Object.keys(PURPOSES[list]).some((name) => purpose === `Purpose.${name}`),
      );
    const astray = draws.filter(({ purpose, number }) => {
      const list = listOf(purpose);
      return list === undefined || !NUMBERS[list].includes(number);
    });
    expect(astray).toEqual([]);
  });

  it("share numbers that are counted where their event happens, and nowhere else", () => {
    const counted: Record<string, string[]> = {};
    for (const node of nodes) {
      if (!ts.isElementAccessExpression(node) || !ts.isPropertyAccessExpression(node.expression)) continue;
      const column = node.expression.name.text;
      const { parent } = node;
      const isChanged =
        ts.isPostfixUnaryExpression(parent) ||
        (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.PlusPlusToken) ||
        (ts.isBinaryExpression(parent) &&
          parent.left === node &&
          /^[^=<>!]?=$/.test(parent.operatorToken.getText()));
      if (!isChanged || !(column in COUNTED)) continue;
      // Behind a gateway `seq` is also what a list of readings calls its numbers.
      if (!/(^|\.)(dev|sess|shared)$/.test(node.expression.expression.getText())) continue;
      const around = functionAround(node);
      const named = ts.isMethodDeclaration(around) ? around : around.parent;
      const name =
        ts.isMethodDeclaration(named) || ts.isVariableDeclaration(named) ? named.name.getText() : "?";
      const places = counted[column] ?? [];
      counted[column] = [...places, `${node.getSourceFile().fileName} ${name}`].sort();
    }
    expect(counted).toEqual(COUNTED);
  });
});
