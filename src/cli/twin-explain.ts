// iotctl twin explain: a twin's day, its messages, where its charge goes and how long it lasts, with the arithmetic.
import type { Command } from "commander";
import type { Cli } from "./cli.js";
import { readDeviceTwin } from "./twin-file.js";

interface ExplainOptions {
  json?: boolean;
  mermaid?: boolean;
}

const explain = async (cli: Cli, word: string, options: ExplainOptions): Promise<void> => {
  const { stdout } = cli.system;
  const twin = await readDeviceTwin(cli.system, word);
  if (options.mermaid) {
    const { LIFECYCLE_TABLE } = await import("../model/state/lifecycle.js");
    stdout.write(`${LIFECYCLE_TABLE.diagram()}\n`);
    return;
  }
  const { explainTwin } = await import("../explain/explain-twin.js");
  const explanation = explainTwin(twin);
  if (options.json) {
    const { explanationDocument } = await import("../explain/twin-document.js");
    stdout.write(`${JSON.stringify(explanationDocument(explanation), null, 2)}\n`);
    return;
  }
  const { explanationText } = await import("../explain/twin-text.js");
  stdout.write(explanationText(explanation));
};

export const registerTwinExplain = (twin: Command, cli: Cli): void => {
  twin
    .command("explain")
    .description("what a device of a twin does in a day, what that takes, how long its battery lasts")
    .argument("<twin>", "device twin file, or the name of one in twins/ or of a shipped one")
    .option("--json", "print it as JSON")
    .option("--mermaid", "print the lifecycle as a Mermaid state diagram instead")
    .addHelpText(
      "after",
      "\nExamples:\n  iotctl twin explain parking-lora\n  iotctl twin explain ./my-sensor.yaml --json\n",
    )
    .action((word: string, options: ExplainOptions) => explain(cli, word, options));
};
