// iotctl verify: runs a scenario several times with settings that must not matter, and names the first event that differs.
import type { Command } from "commander";
import { formatDuration } from "../core/duration.js";
import type { Difference, Verification, VerifySettings } from "../engine/verify.js";
import type { Scenario } from "../spec/scenario.js";
import {
  ALLOW_FILES,
  collectSettings,
  collectWords,
  parseDurationOption,
  parseWorkerList,
} from "./arguments.js";
import type { Cli } from "./cli.js";
import { CliFailure, Exit } from "./exit.js";
import { Interruption } from "./interruption.js";
import { openJournal } from "./journal-file.js";
import { loadToRun } from "./load-scenario.js";
import { startProgress, titleOf } from "./progress.js";

interface VerifyOptions {
  set?: Record<string, string>;
  allowFiles?: string[];
  variant?: string;
  workers: number[];
  for?: number;
  journal?: string;
  json?: boolean;
  quiet?: boolean;
}

/** Batches of odd lengths, so that no two runs cut their rows at the same instants. */
const BATCH_STEP_MS = 77_000;

/** One setting per worker count, at least two, each with other cells and other batches than the one before. */
export const settingsFor = (workers: readonly number[], devices: number): VerifySettings[] => {
  const counts = workers.length === 1 ? [workers[0], workers[0]] : workers;
  return counts.map((count, index) =>
    index === 0
      ? { workers: count }
      : {
          workers: count,
          cellDevices: Math.max(1, Math.ceil(devices / (2 * index + 1))),
          batchMs: BATCH_STEP_MS * index,
        },
  );
};

const settingWords = ({ workers, cellDevices, batchMs }: VerifySettings): string =>
  [
    `${workers} ${workers === 1 ? "worker" : "workers"}`,
    ...(cellDevices === undefined ? [] : [`cells of ${cellDevices} devices`]),
    ...(batchMs === undefined ? [] : [`batches of ${formatDuration(batchMs)}`]),
  ].join(", ");

const differenceText = (difference: Difference, settings: readonly VerifySettings[], who: string): string =>
  [
    `  first difference: ${difference.stream} row ${difference.index} at ${formatDuration(difference.atMs)}${who === "" ? "" : `, ${who}`}`,
    `    ${settingWords(settings[0])}: ${difference.left || "no such row"}`,
    `    ${settingWords(settings[difference.setting])}: ${difference.right || "no such row"}`,
    "",
  ].join("\n");

const verdictText = (
  scenario: Scenario,
  found: Verification,
  settings: readonly VerifySettings[],
  who: string,
): string => {
  if (found.agree) return `same       ${titleOf(scenario)}  ${found.digests[0]}  (${settings.length} runs)\n`;
  const what =
    found.firstDifference === undefined
      ? `  the stored rows are the same, the digests are not: ${found.digests.join(", ")}\n`
      : differenceText(found.firstDifference, settings, who);
  return `DIFFERENT  ${titleOf(scenario)}\n${what}`;
};

const verifyOne = async (
  cli: Cli,
  scenario: Scenario,
  options: VerifyOptions,
  interruption: Interruption,
) => {
  const { system } = cli;
  const [{ verifyScenario }, { namesIn }, { entityName }] = await Promise.all([
    import("../engine/verify.js"),
    import("../fleet/naming.js"),
    import("../event/naming.js"),
  ]);
  if (options.for !== undefined && options.for > scenario.durationMs)
    throw new CliFailure(
      Exit.usage,
      `--for ${formatDuration(options.for)} is longer than the run of ${formatDuration(scenario.durationMs)}`,
      "leave it out to verify the whole run",
    );
  const naming = namesIn(scenario);
  const settings = settingsFor(options.workers, naming.deviceCount);
  const progress = await startProgress(system, scenario, {
    quiet: options.quiet,
    dashboard: false,
    onQuit: () => interruption.ask(),
  });
  interruption.onFirst = () => progress.ending();
  const { journal: file } = options;
  const found = await verifyScenario(scenario, settings, {
    journal: file === undefined ? [] : await openJournal(system, file, scenario),
    signal: interruption.signal,
    onSnapshot: progress.update,
    ...(options.for === undefined ? {} : { untilMs: options.for }),
  });
  progress.stop();
  if (interruption.asked) throw new CliFailure(Exit.interrupted, "interrupted; nothing was proved");
  const entity = found.firstDifference?.entity ?? -1;
  return { found, settings, who: entity < 0 ? "" : entityName(naming, entity) };
};

const verify = async (cli: Cli, word: string, options: VerifyOptions): Promise<void> => {
  const { system } = cli;
  const { set, variant, json, allowFiles } = options;
  const scenarios = await loadToRun(system, word, { set, variant, allowFiles, quiet: json });
  const interruption = new Interruption(system);
  const results = [];
  try {
    for (const { scenario } of scenarios) {
      const { found, settings, who } = await verifyOne(cli, scenario, options, interruption);
      results.push({
        scenario: scenario.name,
        variant: scenario.variant,
        settings,
        entityName: who,
        ...found,
      });
      if (!json) system.stdout.write(verdictText(scenario, found, settings, who));
    }
  } finally {
    interruption.end();
  }
  if (json) system.stdout.write(`${JSON.stringify({ schema: "iotctl.verify/1", results }, null, 2)}\n`);
  if (results.some(({ agree }) => !agree)) cli.end(Exit.differs);
};

export const registerVerify = (program: Command, cli: Cli): void => {
  program
    .command("verify")
    .description("run a scenario with different workers, cells and batches; the results must be the same")
    .argument("<scenario>", "scenario file, or name of a shipped scenario")
    .option("--set <name=value>", "set a parameter (repeatable)", collectSettings)
    .option(...ALLOW_FILES, collectWords)
    .option("--variant <name>", "only this variant")
    .option("--workers <list>", "worker counts to try", parseWorkerList, [1, 2, 3])
    .option("--for <duration>", "only this much virtual time from the start", parseDurationOption)
    .option("--journal <file>", "what an operator does meanwhile (docs/journal.md)")
    .option("--quiet", "no progress")
    .option("--json", "print the findings as JSON")
    .addHelpText("after", "\nExample:\n  iotctl verify scenarios/reboot-storm.yaml --workers 1,2\n")
    .action((word: string, options: VerifyOptions) => verify(cli, word, options));
};
