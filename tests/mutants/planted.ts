// The planted faults: each is a small wrong change to one source file that somebody could make without noticing, with the
// requirement row it breaks and the tests that must die of it. The lists stand in tests/mutants/faults;
// tests/house/planted-faults.test.ts sees that they still fit.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** One wrong change. */
export interface PlantedFault {
  /** The source file it is planted in. */
  file: string;
  /** `CST-1`: the requirement row that is broken by it. */
  row: string;
  /** What is wrong then, in words. */
  fault: string;
  /** Stands in the file exactly once. */
  find: string;
  replace: string;
  /** Test files of which at least one must fail. */
  tests: string[];
}

interface FaultyFile {
  tests?: string[];
  faults: (Omit<PlantedFault, "file" | "tests"> & { tests?: string[] })[];
}

const LISTS = "tests/mutants/faults";

/** All of them, read from the working tree at `root`. */
export const plantedFaults = (root: string): PlantedFault[] =>
  readdirSync(join(root, LISTS))
    .sort()
    .flatMap((list) =>
      Object.entries(
        parse(readFileSync(join(root, LISTS, list), "utf8")) as Record<string, FaultyFile>,
      ).flatMap(([file, { tests, faults }]) =>
        faults.map((fault) => ({ ...fault, file, tests: fault.tests ?? tests ?? [] })),
      ),
    );

/** How often the text that a fault replaces stands in a text; it fits where that is once. */
export const timesFound = (text: string, { find }: PlantedFault): number => text.split(find).length - 1;

/** The text with the fault in it. */
export const withFault = (text: string, { find, replace }: PlantedFault): string => {
  const at = text.indexOf(find);
  return text.slice(0, at) + replace + text.slice(at + find.length);
};
