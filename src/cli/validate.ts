// iotctl validate: reads scenarios as `simulate` would, and runs nothing.
import type { Command } from "commander";
import { ALLOW_FILES, collectSettings, collectWords } from "./arguments.js";
import type { Cli } from "./cli.js";
import { CliFailure, Exit } from "./exit.js";
import { findScenarios, hasErrors, readScenarios, showDiagnostics } from "./load-scenario.js";

interface ValidateOptions {
  set?: Record<string, string>;
  allowFiles?: string[];
  json?: boolean;
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

const validate = async (cli: Cli, words: string[], options: ValidateOptions): Promise<void> => {
  const { system } = cli;
  const results = [];
  for (const file of findScenarios(system, words)) {
    const { set, allowFiles } = options;
    const { scenarios, diagnostics } = await readScenarios(system, file, { set, allowFiles });
    const ok = !hasErrors(diagnostics);
    results.push({
      file,
      ok,
      variants: scenarios.map(({ scenario }) => scenario.variant).filter(Boolean),
      diagnostics,
    });
    if (options.json) continue;
    showDiagnostics(system, diagnostics);
    if (!ok) continue;
    const devices = scenarios[0].scenario.devices.reduce((sum, group) => sum + group.count, 0);
    const runs = scenarios.length > 1 ? `, ${plural(scenarios.length, "variant")}` : "";
    system.stdout.write(`ok ${file} (${plural(devices, "device")}${runs})\n`);
  }
  if (options.json)
    system.stdout.write(`${JSON.stringify({ schema: "iotctl.validation/1", files: results }, null, 2)}\n`);
  const bad = results.filter(({ ok }) => !ok);
  if (bad.length === 0) return;
  const errors = bad.reduce(
    (sum, { diagnostics }) => sum + diagnostics.filter(({ severity }) => severity === "error").length,
    0,
  );
  if (options.json) cli.end(Exit.invalid);
  else
    throw new CliFailure(
      Exit.invalid,
      `${plural(errors, "error")} in ${bad.length === 1 ? bad[0].file : plural(bad.length, "file")}`,
    );
};

export const registerValidate = (program: Command, cli: Cli): void => {
  program
    .command("validate")
    .description("check scenario files: all problems at once, with file, line, column and a hint")
    .argument("<scenario...>", "scenario files, folders of them, or names of shipped scenarios")
    .option("--set <name=value>", "set a parameter (repeatable)", collectSettings)
    .option(...ALLOW_FILES, collectWords)
    .option("--json", "print the findings as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  iotctl validate scenario.yaml\n  iotctl validate scenarios\n\nOf a folder every .yaml file that says `iotctl:` is read, not those in folders below. Exit code 3 when any has an error.\n",
    )
    .action((words: string[], options: ValidateOptions) => validate(cli, words, options));
};
