// The one door of the command line: arguments and a system in, an exit code out. Verbs load what they need when they
// run, so `--help` stays fast.
import { Command, CommanderError } from "commander";
import { registerBench } from "./bench.js";
import type { Cli } from "./cli.js";
import { registerCompare } from "./compare.js";
import { registerDoctor } from "./doctor.js";
import { CliFailure, EXIT_MEANINGS, Exit, gravestExit } from "./exit.js";
import { registerExport } from "./export.js";
import { failureOf } from "./failure.js";
import { registerFaults } from "./faults.js";
import { registerFork } from "./fork.js";
import { registerInit } from "./init.js";
import { registerMetrics } from "./metrics.js";
import { registerPlan } from "./plan.js";
import { registerPrice } from "./price.js";
import { registerQuery } from "./query.js";
import { registerReport } from "./report.js";
import { registerRuns } from "./runs.js";
import { registerSchema } from "./schema.js";
import { registerSimulate } from "./simulate.js";
import type { System } from "./system.js";
import { registerTwin } from "./twin.js";
import { registerValidate } from "./validate.js";
import { registerVerify } from "./verify.js";

const EXAMPLES = `
Examples:
  iotctl init                                     write a scenario to start from
  iotctl validate scenario.yaml                   check it: all problems at once, with file, line and hint
  iotctl plan scenario.yaml                       what would run, how much, when
  iotctl simulate scenario.yaml                   run it; the exit code is the verdict
  iotctl simulate scenario.yaml --variant naive --set connectLimit=200
  iotctl fork reports/scenario-1 --at 9h --set connectLimit=500
  iotctl report reports/scenario-1                render the reports of a run again
  iotctl query reports/scenario-1 "select * from final.device_downtime limit 5"

Exit codes:
${EXIT_MEANINGS.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`).join("\n")}

Run \`iotctl <verb> --help\` for the options of a verb and an example.
`;

const versionOf = (system: System): string =>
  (JSON.parse(system.files.readText(`${system.packageRoot}/package.json`)) as { version: string }).version;

const REGISTRATIONS = [
  registerSimulate,
  registerFork,
  registerValidate,
  registerPlan,
  registerPrice,
  registerMetrics,
  registerFaults,
  registerRuns,
  registerReport,
  registerCompare,
  registerQuery,
  registerExport,
  registerTwin,
  registerVerify,
  registerInit,
  registerSchema,
  registerDoctor,
  registerBench,
];

const programOf = (cli: Cli): Command => {
  const { system } = cli;
  const program = new Command("iotctl")
    .description(
      "A flight simulator for IoT fleets: scenarios, faults and rollouts on ten thousand virtual devices.",
    )
    .option("-V, --version", "print the version")
    .addHelpText("after", EXAMPLES)
    .showHelpAfterError("(`iotctl --help` lists the verbs, `iotctl <verb> --help` the options of one)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => system.stdout.write(text),
      writeErr: (text) => system.stderr.write(text),
      getOutHelpWidth: () => system.stdout.columns,
      getErrHelpWidth: () => system.stderr.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  for (const register of REGISTRATIONS) register(program, cli);
  program.on("option:version", () => {
    system.stdout.write(`${versionOf(system)}\n`);
    throw new CommanderError(0, "commander.version", "");
  });
  return program;
};

const reportFailure = ({ system, wayBack }: Cli, error: unknown): number => {
  const failure = failureOf(error);
  if (failure.message !== "") system.stderr.write(`iotctl: ${failure.message}\n`);
  if (failure.hint !== "") system.stderr.write(`  hint: ${failure.hint}\n`);
  if (wayBack !== "") system.stderr.write(`  again: ${wayBack}\n`);
  if (system.env.IOTCTL_DEBUG && error instanceof Error && !(error instanceof CliFailure))
    system.stderr.write(`${error.stack}\n`);
  return failure.exit;
};

/** The exit code once everything is written: half an answer must not look like a whole one. */
const settled = async ({ stdout, stderr }: System, exit: number): Promise<number> => {
  const failure = await stdout.settle();
  if (failure === null) return exit;
  stderr.write(`iotctl: the output could not be written: ${failure.message}\n`);
  stderr.write("  hint: what was printed is cut short; free some space, or write elsewhere\n");
  return gravestExit([exit, Exit.environment]);
};

/**
 * Runs one verb. Returns the exit code (exit.ts); never throws and never ends the process. `argv` is without the
 * interpreter and script.
 */
export const runCli = async (argv: readonly string[], system: System): Promise<number> => {
  let exit: number = Exit.ok;
  const cli: Cli = {
    system,
    version: () => versionOf(system),
    end: (code) => {
      exit = code;
    },
    wayBack: "",
  };
  try {
    const program = programOf(cli);
    if (argv.length === 0) {
      program.outputHelp();
      // Not 0: a script whose verb got lost must not look like a passed run.
      return settled(system, Exit.usage);
    }
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    exit =
      error instanceof CommanderError
        ? error.exitCode === 0
          ? Exit.ok
          : Exit.usage
        : reportFailure(cli, error);
  }
  return settled(system, exit);
};
