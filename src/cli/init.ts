// iotctl init: a commented scenario to start from. Never overwrites.
import type { Command } from "commander";
import { shellWord } from "./arguments.js";
import type { Cli } from "./cli.js";
import { CliFailure, Exit } from "./exit.js";
import { STARTER_SCENARIO } from "./starter-scenario.js";

const STARTER_FILE = "scenario.yaml";

const init = (cli: Cli, folder: string): void => {
  const { system } = cli;
  const { files } = system;
  if (files.exists(folder) && !files.isFolder(folder))
    throw new CliFailure(Exit.usage, `${folder} is a file`, "name a folder");
  const file = folder === "." ? STARTER_FILE : `${folder.replace(/\/+$/, "")}/${STARTER_FILE}`;
  if (files.exists(file))
    throw new CliFailure(Exit.usage, `${file} already exists; it was left as it is`, "name another folder");
  files.makeFolders(folder);
  files.write(file, STARTER_SCENARIO);
  const word = shellWord(file);
  system.stdout.write(`wrote ${file}\n  iotctl validate ${word}\n  iotctl simulate ${word}\n`);
};

export const registerInit = (program: Command, cli: Cli): void => {
  program
    .command("init")
    .description(`write a commented ${STARTER_FILE} to start from; never overwrites`)
    .argument("[folder]", "where to", ".")
    .addHelpText("after", "\nExample:\n  iotctl init my-fleet\n")
    .action((folder: string) => init(cli, folder));
};
