// iotctl twin new: a twin of one's own to start from: another one's text, and below it, as comments, the top-level keys that it
// leaves to their defaults. Never overwrites.
import type { Command } from "commander";
import type { TwinKey } from "../scenario/twin-keys.js";
import { shellWord } from "./arguments.js";
import type { Cli } from "./cli.js";
import { CliFailure, Exit } from "./exit.js";
import { readTwin, twinFiles } from "./twin-file.js";

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;

/** `#   ambient: {mean: 15degC, ...}`: one line for a key that the text does not have. */
const commentOf = ({ path, takes, fallback, meaning }: TwinKey): string => {
  const value = fallback === "" ? `  # ${takes}` : ` ${fallback}  # ${takes}`;
  return `#${path}:${value}${meaning === "" || meaning === takes ? "" : `: ${meaning}`}`;
};

const create = async (cli: Cli, name: string, from: string, folder: string): Promise<void> => {
  const { system } = cli;
  const { files } = system;
  if (!NAME.test(name))
    throw new CliFailure(
      Exit.usage,
      `a twin cannot be called ${name}`,
      "letters, digits, - _ . (at most 80)",
    );
  const base = await readTwin(system, from);
  const path = [from, `${from}.yaml`].find((each) => files.exists(each) && !files.isFolder(each));
  const source = path ?? (twinFiles(system).find((each) => each.name === from)?.path as string);
  const file = `${folder.replace(/\/+$/, "")}/${name}.yaml`;
  if (files.exists(file)) throw new CliFailure(Exit.usage, `${file} already exists; it was left as it is`);
  const { twinKeys } = await import("../scenario/twin-keys.js");
  const text = files
    .readText(source)
    .replace(/^twin:.*$/m, `twin: ${name}`)
    .trimEnd();
  const written = new Set([...text.matchAll(/^([A-Za-z]+):/gm)].map(([, key]) => key));
  const rest = twinKeys()[base.kind].filter(
    (key) => !key.path.includes(".") && !/[[(]/.test(key.path) && !written.has(key.path),
  );
  const more =
    rest.length === 0 ? "" : `\n\n# Not told above, so by default:\n${rest.map(commentOf).join("\n")}`;
  files.makeFolders(folder);
  files.write(
    file,
    `# Made from ${base.name} by \`iotctl twin new\`. All keys: docs/twins.md.\n${text}${more}\n`,
  );
  system.stdout.write(
    `wrote ${file}\n  iotctl twin show ${shellWord(file)}\nA scenario beside the folder names it: twin: ${name}\n`,
  );
};

export const registerTwinNew = (twin: Command, cli: Cli): void => {
  twin
    .command("new")
    .description("write a twin of your own, made from another; never overwrites")
    .argument("<name>", "what it is called, and its file")
    .requiredOption("--from <twin>", "twin file, or the name of one in twins/ or of a shipped one")
    .option("--out <folder>", "where to", "twins")
    .addHelpText("after", "\nExample:\n  iotctl twin new my-parking --from parking-nbiot\n")
    .action((name: string, { from, out }: { from: string; out: string }) => create(cli, name, from, out));
};
