// iotctl compare: runs side by side, figure by figure; with --same, a test that nothing at all differs.

import type { Command } from "commander";
import type { Summary } from "../result/summary.js";
import type { Cli } from "./cli.js";
import { CliFailure, Exit } from "./exit.js";
import { findRun, readSummary } from "./run-folder.js";
import { writeComparison } from "./write-comparison.js";

interface CompareOptions {
  same?: boolean;
  json?: boolean;
  out?: string;
}

/** Invariants by name, those both runs checked: `--strict` checks more of them and changes nothing else. */
const comparable = (summary: Summary, other: Summary): object => ({
  ...summary,
  environment: null,
  invariants: Object.fromEntries(
    summary.invariants
      .filter(({ name }) => other.invariants.some((one) => one.name === name))
      .map((invariant) => [invariant.name, invariant]),
  ),
});

/** Paths of the leaves in which two summaries differ, in code-unit order; `environment` is not compared. */
const differingFigures = (one: Summary, other: Summary): string[] => {
  const leaves = (value: unknown, path: string, into: Map<string, string>): Map<string, string> => {
    if (value === null || typeof value !== "object") into.set(path, JSON.stringify(value) ?? "undefined");
    else
      for (const [key, item] of Object.entries(value))
        leaves(item, path === "" ? key : `${path}.${key}`, into);
    return into;
  };
  const left = leaves(comparable(one, other), "", new Map());
  const right = leaves(comparable(other, one), "", new Map());
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((path) => left.get(path) !== right.get(path))
    .sort((x, y) => (x < y ? -1 : 1));
};

/** Differences named on standard error; all of them are in --json. */
const SHOWN_MAX = 5;

const compare = async (cli: Cli, runs: string[], options: CompareOptions): Promise<void> => {
  const { system } = cli;
  if (runs.length < 2)
    throw new CliFailure(Exit.usage, "compare needs two runs or more", "`iotctl runs` lists them");
  const folders = runs.map((run) => findRun(system, run));
  const summaries = folders.map((folder) => readSummary(system, folder));
  const [first] = summaries;
  const differing = [...new Set(summaries.slice(1).flatMap((summary) => differingFigures(first, summary)))];
  const sameDigest = summaries.every(({ run }) => run.digest === first.run.digest);
  const { renderComparison } = await import("../report/comparison.js");
  // Two runs of one scenario have the same id; their folders tell them apart.
  const comparison = renderComparison(
    summaries.map((summary, index) => ({ ...summary, run: { ...summary.run, id: folders[index] } })),
  );
  if (options.out !== undefined) {
    system.files.makeFolders(options.out);
    writeComparison(system, options.out, comparison);
  }
  if (options.json) {
    const digests = Object.fromEntries(folders.map((folder, index) => [folder, summaries[index].run.digest]));
    const result = { schema: "iotctl.comparison/1", sameDigest, digests, differing };
    system.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  } else {
    const digest = sameDigest ? `the same (${first.run.digest})` : "different";
    system.stdout.write(`${comparison.text.trimEnd()}\n\nevent digests: ${digest}\n`);
  }
  if (!options.same || (sameDigest && differing.length === 0)) return;
  const named = differing.slice(0, SHOWN_MAX).join(", ");
  const more = differing.length > SHOWN_MAX ? ` and ${differing.length - SHOWN_MAX} more` : "";
  throw new CliFailure(
    Exit.differs,
    `the runs differ${differing.length === 0 ? " in their events" : ` in ${named}${more}`}`,
    "the same scenario, seed and version must give the same bytes; `iotctl verify` names the first diverging event",
  );
};

export const registerCompare = (program: Command, cli: Cli): void => {
  program
    .command("compare")
    .description("put runs side by side, and tell whether their events are the same")
    .argument("<run...>", "two run folders or more, or their names under reports/")
    .option("--same", "exit with 6 when anything but the environment differs")
    .option("--out <folder>", "write comparison.md and comparison.html there")
    .option("--json", "print whether the digests are equal, and what differs, as JSON")
    .addHelpText("after", "\nExample:\n  iotctl compare reports/storm-naive-1 reports/storm-jittered-1\n")
    .action((runs: string[], options: CompareOptions) => compare(cli, runs, options));
};
