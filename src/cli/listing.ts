// What `iotctl faults` and `iotctl metrics` do alike: a table of all there is, or a page about the one that is named; either as
// JSON, too.
import { closest } from "../core/diagnostic.js";
import type { Cli } from "./cli.js";
import { CliFailure, Exit } from "./exit.js";

interface Listing<T> {
  /** The command, and what one of them is called: `metrics`, `metric`. */
  command: string;
  noun: string;
  all: readonly T[];
  nameOf: (one: T) => string;
  table: (all: readonly T[]) => string;
  page: (one: T) => string;
}

export const showListing = <T>(
  cli: Cli,
  { command, noun, all, nameOf, table, page }: Listing<T>,
  name: string | undefined,
  options: { json?: boolean },
): void => {
  const { stdout } = cli.system;
  if (name === undefined) {
    stdout.write(options.json === true ? `${JSON.stringify(all, null, 2)}\n` : table(all));
    return;
  }
  const one = all.find((each) => nameOf(each) === name);
  if (one === undefined) {
    const near = closest(name, all.map(nameOf));
    const hint = near === undefined ? `\`iotctl ${command}\` lists them` : `did you mean ${near}?`;
    throw new CliFailure(Exit.usage, `there is no ${noun} ${name}`, hint);
  }
  stdout.write(options.json === true ? `${JSON.stringify(one, null, 2)}\n` : page(one));
};
