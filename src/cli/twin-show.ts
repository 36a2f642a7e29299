// iotctl twin show: a twin with every default filled in, in the base units the model uses (their names say which).
import type { Command } from "commander";
import type { Cli } from "./cli.js";
import { readTwin } from "./twin-file.js";

/** YAML with maps and lists of plain values on one line, so that a chemistry's tables stay tables. */
const yamlOf = async (value: object): Promise<string> => {
  const { Document, isMap, isPair, isScalar, isSeq, visit } = await import("yaml");
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Collection(_, node) {
      if (node === document.contents) return;
      const isLeaf = node.items.every((item) => isScalar(isPair(item) ? item.value : item));
      if ((isMap(node) || isSeq(node)) && isLeaf) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 120, flowCollectionPadding: false });
};

const show = async (cli: Cli, word: string, options: { json?: boolean }): Promise<void> => {
  const twin = await readTwin(cli.system, word);
  const text = options.json
    ? `${JSON.stringify({ schema: "iotctl.twin/1", ...twin }, null, 2)}\n`
    : `# What the model reads, in its base units. Not a twin file: iotctl twin new writes one.\n${await yamlOf(twin)}`;
  cli.system.stdout.write(text);
};

export const registerTwinShow = (twin: Command, cli: Cli): void => {
  twin
    .command("show")
    .description(
      "what the model reads of a twin: every default filled in, in base units (no twin file; see twin new)",
    )
    .argument("<twin>", "twin file, or the name of one in twins/ or of a shipped one")
    .option("--json", "print it as JSON")
    .addHelpText("after", "\nExample:\n  iotctl twin show parking-lora\n")
    .action((word: string, options: { json?: boolean }) => show(cli, word, options));
};
