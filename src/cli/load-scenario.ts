// From the word on the command line to scenarios ready to run: found, read with their price books, and every problem
// shown at once.
import { closest, type Diagnostic, formatDiagnostic, sortDiagnostics } from "../core/diagnostic.js";
import type { PriceBook } from "../cost/price-book.js";
import { FILE_BYTES_MAX } from "../scenario/limits.js";
import type { Scenario } from "../spec/scenario.js";
import { CliFailure, Exit } from "./exit.js";
import { findPriceBook } from "./price-book-file.js";
import { scenarioAccess } from "./scenario-files.js";
import { type System, wantsColour } from "./system.js";

export interface LoadChoices {
  set?: Record<string, string>;
  /** One variant by name; all of them when absent. */
  variant?: string;
  /** Folders that a scenario may read from beside its own. */
  allowFiles?: readonly string[];
}

/** A scenario with what its costs are reckoned by. */
export interface PricedScenario {
  scenario: Scenario;
  book: PriceBook;
}

const isYaml = (name: string): boolean => /\.ya?ml$/i.test(name);

/** The scenario file meant: a path, or the name of a shipped one. */
export const findScenario = (system: System, word: string): string => {
  const { files, packageRoot } = system;
  const shipped = `${packageRoot}/scenarios`;
  const candidates = [word, `${word}.yaml`, `${shipped}/${word}`, `${shipped}/${word}.yaml`];
  const found = candidates.find((path) => files.exists(path) && !files.isFolder(path));
  if (found !== undefined) return found;
  const beside = word.includes("/") ? word.slice(0, word.lastIndexOf("/")) : ".";
  const names = [...files.list(beside), ...files.list(shipped)].filter(isYaml);
  const near = closest(
    word.split("/").at(-1) ?? word,
    names.flatMap((name) => [name, name.replace(/\.ya?ml$/i, "")]),
  );
  throw new CliFailure(
    Exit.usage,
    files.isFolder(word) ? `${word} is a folder, not a scenario file` : `there is no scenario ${word}`,
    near === undefined ? "`iotctl init` writes one to start from" : `did you mean ${near}?`,
  );
};

const saysIotctl = ({ files }: System, path: string): boolean =>
  files.isRegularFile(path) &&
  files.sizeBytes(path) <= FILE_BYTES_MAX &&
  /^iotctl\s*:/m.test(files.readText(path));

/** The scenario files meant by several words, each once: a folder stands for the scenarios in it. */
export const findScenarios = (system: System, words: readonly string[]): string[] => {
  const { files } = system;
  const found = words.flatMap((word) => {
    if (!files.isFolder(word)) return [findScenario(system, word)];
    const folder = word.length > 1 ? word.replace(/\/+$/, "") : word;
    const inside = files
      .list(folder)
      .filter(isYaml)
      .map((name) => (folder === "." ? name : `${folder}/${name}`))
      .filter((path) => saysIotctl(system, path));
    if (inside.length > 0) return inside;
    throw new CliFailure(
      Exit.usage,
      `${word} has no scenario`,
      "a scenario is a .yaml file that says `iotctl: 1`",
    );
  });
  return [...new Set(found)];
};

/** Scenarios of one file, one for each variant, with everything that was found wrong. None when there is an error. */
export const readScenarios = async (
  system: System,
  file: string,
  choices: LoadChoices = {},
): Promise<{ scenarios: PricedScenario[]; diagnostics: Diagnostic[] }> => {
  const { loadScenario } = await import("../scenario/load.js");
  const allowed = choices.allowFiles ?? [];
  const access = scenarioAccess(system, file, allowed);
  const loaded = loadScenario(file, { ...access, set: choices.set ?? {}, variant: choices.variant });
  const books = new Map<string, PriceBook | null>();
  const { checkSql } = await import("./check-sql.js");
  const diagnostics = [
    ...loaded.diagnostics,
    ...(await checkSql(loaded.scenarios, (path) => system.files.readText(path))),
  ];
  for (const { priceBook } of loaded.scenarios) {
    if (books.has(priceBook)) continue;
    const found = await findPriceBook(system, access, file, priceBook);
    books.set(priceBook, found.book);
    diagnostics.push(...found.diagnostics);
  }
  const scenarios = loaded.scenarios.flatMap((scenario) => {
    const book = books.get(scenario.priceBook);
    return book
      ? [{ scenario: allowed.length === 0 ? scenario : { ...scenario, allowFiles: allowed }, book }]
      : [];
  });
  return { scenarios, diagnostics: sortDiagnostics(diagnostics) };
};

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === "error");

/** Writes diagnostics to standard error, in colour on a terminal. */
export const showDiagnostics = (system: System, diagnostics: readonly Diagnostic[]): void => {
  const color = wantsColour(system, system.stderr);
  for (const diagnostic of diagnostics) system.stderr.styled(`${formatDiagnostic(diagnostic, { color })}\n`);
};

/** Scenarios that may run; warnings are shown, errors end the verb with exit 3. `quiet` holds warnings back. */
export const loadToRun = async (
  system: System,
  word: string,
  choices: LoadChoices & { quiet?: boolean } = {},
): Promise<PricedScenario[]> => {
  const file = findScenario(system, word);
  const { scenarios, diagnostics } = await readScenarios(system, file, choices);
  const bad = hasErrors(diagnostics);
  if (bad || choices.quiet !== true) showDiagnostics(system, diagnostics);
  if (bad || scenarios.length === 0) {
    const errors = diagnostics.filter(({ severity }) => severity === "error").length;
    throw new CliFailure(
      Exit.invalid,
      `${file} has ${errors} ${errors === 1 ? "error" : "errors"}; nothing was run`,
    );
  }
  // A shipped scenario goes by the word it was asked for: that runs it again, from any folder.
  if (file === word) return scenarios;
  return scenarios.map(({ scenario, book }) => ({ scenario: { ...scenario, file: word }, book }));
};
