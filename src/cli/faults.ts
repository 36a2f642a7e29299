// iotctl faults: every kind of fault a timeline may have, or one with its parameters, whom it strikes, where a report shows it
// and an entry to start from.
import type { Command } from "commander";
import type { FaultKind } from "../fault/faults.js";
import type { ParamWords } from "../fault/words.js";
import type { Cli } from "./cli.js";
import { showListing } from "./listing.js";
import { textTable } from "./text-table.js";

interface ListedFault {
  kind: string;
  meaning: string;
  strikes: string;
  /** Who of those can feel it. */
  feels: string;
  params: ParamWords[];
  /** At least one of these must be written. */
  atLeastOne: readonly string[];
  /** What it is booked under; null: nothing of its own. */
  cause: string | null;
  /** It is over at once: no `for` makes it longer. */
  isOver: boolean;
  shows: string;
  example: string;
}

const list = async (): Promise<ListedFault[]> => {
  const [{ FAULT_KINDS, FAULTS }, words] = await Promise.all([
    import("../fault/faults.js"),
    import("../fault/words.js"),
  ]);
  const listed = (kind: FaultKind): ListedFault => {
    const { says, seen, cause = null, isOver = false, atLeastOne = [] } = FAULTS[kind];
    return {
      kind,
      meaning: says,
      strikes: words.struckInWords(kind),
      feels: words.feltInWords(kind),
      params: words.paramsInWords(kind),
      atLeastOne,
      cause,
      isOver,
      shows: seen,
      example: words.exampleEntry(kind),
    };
  };
  return FAULT_KINDS.map(listed);
};

const paramLines = ({ params, atLeastOne }: ListedFault): string[] => {
  if (params.length === 0) return ["  params: none"];
  const width = Math.max(...params.map(({ name }) => name.length));
  return [
    "  params:",
    ...params.map(({ name, takes, says, otherwise, isNeeded }) => {
      const more = isNeeded ? " (must be there)" : otherwise === null ? "" : ` (default ${otherwise})`;
      return `    ${name.padEnd(width)}  ${takes}: ${says}${more}`;
    }),
    ...(atLeastOne.length === 0 ? [] : [`    at least one of ${atLeastOne.join(", ")}`]),
  ];
};

const page = (fault: ListedFault): string =>
  [
    fault.kind,
    `  ${fault.meaning}`,
    `  strikes: ${fault.strikes}; of these, ${fault.feels}`,
    ...paramLines(fault),
    fault.isOver
      ? "  lasts: it is over at once"
      : "  lasts: `for`, or to the end of the run; then it is undone",
    `  shows in: ${fault.shows}`,
    "  example:",
    "    timeline:",
    `      - ${fault.example}`,
    "",
  ].join("\n");

const table = (faults: readonly ListedFault[]): string =>
  textTable(
    [{ title: "fault" }, { title: "strikes" }, { title: "what goes wrong" }],
    faults.map(({ kind, strikes, meaning }) => [kind, strikes, meaning]),
  );

const show = async (cli: Cli, kind: string | undefined, options: { json?: boolean }): Promise<void> => {
  const all = await list();
  const nameOf = (one: (typeof all)[number]): string => one.kind;
  showListing(cli, { command: "faults", noun: "fault", all, nameOf, table, page }, kind, options);
};

export const registerFaults = (program: Command, cli: Cli): void => {
  program
    .command("faults")
    .description("list the faults a timeline can have, or show one: parameters, whom it strikes, an example")
    .argument("[kind]", "show this one")
    .option("--json", "print it as JSON")
    .addHelpText("after", "\nExample:\n  iotctl faults link.loss\n")
    .action((kind: string | undefined, options: { json?: boolean }) => show(cli, kind, options));
};
