// `npm run mutants`: every planted fault must be killed by the tests it names. A fault that no test sees shows a hole in the
// tests, not in the code, and is mended by a test.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type PlantedFault, plantedFaults, timesFound } from "./planted.js";
import { Sandbox, type TestsRun } from "./sandbox.js";
import { type Judged, scoreTable, writeScore } from "./score.js";
import { createTypeCheck } from "./type-check.js";

const FAULT_TIMEOUT_MS = 180_000;
const PAGE = "docs/mutants.md";
const HELP = `npm run mutants [-- OPTIONS]

  --only TEXT   those whose row, words or file hold the text: CST-, "abort rule", src/sla/ (may be repeated)
  --trusting    do not see first that the tests pass without a fault
  --write       write the score into ${PAGE} (of all faults only)
`;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const chosen = (faults: readonly PlantedFault[], only: readonly string[]): PlantedFault[] =>
  faults.filter(({ row, fault, file }) => {
    const words = `${row} ${fault} (${file})`;
    return only.length === 0 || only.some((text) => words.includes(text));
  });

/** Tries faults one by one. Returns how each ended; one that cannot be tried is not among them, and counts as trouble. */
const tryAll = async (
  root: string,
  sandbox: Sandbox,
  faults: readonly PlantedFault[],
  isTrusting: boolean,
): Promise<{ judged: Judged[]; troubles: number }> => {
  const compilerOn = createTypeCheck(root);
  const unharmed = new Map<string, TestsRun>();
  /** What fails without a fault kills nothing. */
  const failingAnyway = async (files: readonly string[]): Promise<string | undefined> => {
    for (const file of files)
      if (!unharmed.has(file)) unharmed.set(file, await sandbox.run([file], FAULT_TIMEOUT_MS));
    return files.find((file) => unharmed.get(file)?.is !== "passed");
  };
  const whyNot = async (fault: PlantedFault): Promise<string | null> => {
    const found = timesFound(readFileSync(join(root, fault.file), "utf8"), fault);
    if (found !== 1) return `no longer fits: its text is found ${found} times`;
    const wrong = compilerOn(fault);
    if (wrong !== "") return `does not compile: ${wrong}`;
    const failing = isTrusting ? undefined : await failingAnyway(fault.tests);
    return failing === undefined ? null : `without it ${failing} fails, too: ${unharmed.get(failing)?.words}`;
  };
  const judged: Judged[] = [];
  let troubles = 0;
  for (const [at, fault] of faults.entries()) {
    const name = `${at + 1}/${faults.length} ${fault.row} ${fault.fault} (${fault.file})`;
    const trouble = await whyNot(fault);
    if (trouble !== null) {
      troubles++;
      say(`TROUBLE   ${name}\n          ${trouble}`);
      continue;
    }
    const run = await sandbox.planted(fault, () => sandbox.run(fault.tests, FAULT_TIMEOUT_MS));
    const isKilled = run.is !== "passed";
    judged.push({ fault, isKilled });
    say(`${isKilled ? "killed   " : "SURVIVED "} ${name}\n          by: ${isKilled ? run.words : "nobody"}`);
  }
  return { judged, troubles };
};

/** Returns the exit code: 0 where every fault was tried and killed. */
export const tryFaults = async (root: string, args: readonly string[]): Promise<number> => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true, default: [] },
      trusting: { type: "boolean", default: false },
      write: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) {
    say(HELP);
    return 0;
  }
  const all = plantedFaults(root);
  const faults = chosen(all, values.only);
  const sandbox = new Sandbox(root);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      sandbox.remove();
      process.exit(130);
    });
  try {
    const { judged, troubles } = await tryAll(root, sandbox, faults, values.trusting);
    const killed = judged.filter(({ isKilled }) => isKilled).length;
    say(`\n${scoreTable(judged)}\n\n${killed} of ${judged.length} killed, ${troubles} could not be tried`);
    if (values.write === true && judged.length === all.length)
      writeScore(join(root, PAGE), judged, new Date().toISOString().slice(0, 10));
    return killed === judged.length && troubles === 0 ? 0 : 1;
  } finally {
    sandbox.remove();
  }
};
