// iotctl schema: the JSON Schemas editors use, generated from what `validate` checks with.
import type { Command } from "commander";
import { closest } from "../core/diagnostic.js";
import type { Cli } from "./cli.js";
import { CliFailure, Exit } from "./exit.js";

interface SchemaOptions {
  out?: string;
}

const textOf = (schema: unknown): string => `${JSON.stringify(schema, null, 2)}\n`;

const schema = async (cli: Cli, kind: string | undefined, options: SchemaOptions): Promise<void> => {
  const { system } = cli;
  const { jsonSchemas } = await import("../scenario/json-schema.js");
  const schemas: Record<string, unknown> = jsonSchemas();
  const kinds = Object.keys(schemas);
  if (kind !== undefined && !kinds.includes(kind)) {
    const near = closest(kind, kinds);
    throw new CliFailure(
      Exit.usage,
      `there is no schema ${kind}`,
      near === undefined ? `there are: ${kinds.join(", ")}` : `did you mean ${near}?`,
    );
  }
  if (options.out === undefined) {
    system.stdout.write(textOf(schemas[kind ?? "scenario"]));
    return;
  }
  system.files.makeFolders(options.out);
  for (const name of kind === undefined ? kinds : [kind]) {
    const file = `${options.out}/${name}.schema.json`;
    system.files.write(file, textOf(schemas[name]));
    system.stdout.write(`wrote ${file}\n`);
  }
};

export const registerSchema = (program: Command, cli: Cli): void => {
  program
    .command("schema")
    .description("print the JSON Schema of the scenario format, or write all schemas to a folder")
    .argument("[kind]", "which schema (default: scenario, or all with --out)")
    .option("--out <folder>", "write <kind>.schema.json there")
    .addHelpText("after", "\nExample:\n  iotctl schema --out schemas\n")
    .action((kind: string | undefined, options: SchemaOptions) => schema(cli, kind, options));
};
