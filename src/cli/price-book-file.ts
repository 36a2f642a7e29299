// A scenario's price book, found by name: beside the scenario, in its prices/ folder, then in the shipped set. Read before
// a run, so that a wrong book is found before hours of work, not after.
import { closest, type Diagnostic } from "../core/diagnostic.js";
import type { PriceBook } from "../cost/price-book.js";
import type { FileAccess } from "../scenario/files.js";
import { FILE_BYTES_MAX } from "../scenario/limits.js";
import type { System } from "./system.js";

export interface FoundPriceBook {
  /** Null when there is none or it is invalid. */
  book: PriceBook | null;
  diagnostics: Diagnostic[];
}

/** Where the scenario names its book, for the message; its first line when the name is the default. */
const placeOf = (text: string): { line: number; column: number; length: number; source: string } => {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => /^priceBook\s*:/.test(line));
  const source = lines[Math.max(0, at)] ?? "";
  return { line: Math.max(0, at) + 1, column: 1, length: Math.max(1, source.length), source };
};

/** A scenario may be called as a price book is: what says `iotctl: 1` is none. */
const isScenario = (access: FileAccess, path: string): boolean => {
  try {
    return /^iotctl\s*:/m.test(access.readText(path, FILE_BYTES_MAX));
  } catch {
    return false;
  }
};

/** `file` is the scenario's; paths are the system's. */
export const findPriceBook = async (
  system: System,
  access: FileAccess,
  file: string,
  name: string,
): Promise<FoundPriceBook> => {
  const { files, packageRoot } = system;
  const beside = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".";
  const folders = [beside, `${beside}/prices`, `${packageRoot}/prices`];
  const path = folders
    .map((folder) => `${folder}/${name}.yaml`)
    .find((candidate) => access.exists(candidate) && !isScenario(access, candidate));
  if (path === undefined) {
    const names = [...folders.slice(1)]
      .flatMap((folder) => files.list(folder))
      .filter((entry) => entry.endsWith(".yaml"))
      .map((entry) => entry.slice(0, -".yaml".length));
    const near = closest(name, names);
    const hint =
      near === undefined ? `there are: ${[...new Set(names)].join(", ")}` : `did you mean \`${near}\`?`;
    const place = placeOf(files.readText(file));
    const message = `there is no price book \`${name}\``;
    return {
      book: null,
      diagnostics: [{ code: "PRB000", severity: "error", file, message, hint, ...place }],
    };
  }
  const { parsePriceBook } = await import("../cost/parse-price-book.js");
  try {
    return parsePriceBook(access.readText(path, FILE_BYTES_MAX), path);
  } catch (error) {
    const message = `cannot read ${path}: ${(error as Error).message}`;
    const place = { line: 1, column: 1, length: 1 };
    return {
      book: null,
      diagnostics: [{ code: "PRB000", severity: "error", file: path, message, ...place }],
    };
  }
};
