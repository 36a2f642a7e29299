// The scenario a fork goes on under: the parent's own, the parent's file with other parameters, or another file; and all that
// is wrong with it told at once, where it would change what has happened.
import { errorCode } from "../core/diagnostic.js";
import { formatDuration } from "../core/duration.js";
import { printableLine } from "../core/printable.js";
import { FORK_CODES, type PastChange } from "../engine/past-change.js";
import type { Scenario } from "../spec/scenario.js";
import { scenarioHash } from "../spec/scenario-hash.js";
import { CliFailure, Exit } from "./exit.js";
import type { ForkParent } from "./fork-parent.js";
import { findScenario, loadToRun, type PricedScenario, showDiagnostics } from "./load-scenario.js";
import { findPriceBook } from "./price-book-file.js";
import { scenarioAccess } from "./scenario-files.js";
import { type System, wantsColour } from "./system.js";

export interface ForkWish {
  set?: Record<string, string>;
  scenario?: string;
  allowFiles?: string[];
  quiet?: boolean;
}

const loadOne = async (
  system: System,
  word: string,
  choices: Parameters<typeof loadToRun>[2],
): Promise<PricedScenario> => {
  const loaded = await loadToRun(system, word, choices);
  if (loaded.length === 1) return loaded[0];
  throw new CliFailure(
    Exit.usage,
    `${word} makes ${loaded.length} runs, and a fork goes on with one`,
    "name a scenario without variants",
  );
};

/** A fork draws by its parent's seed, which may have been given with --seed, and counts in its parent's buckets. */
const asParent = ({ scenario, book }: PricedScenario, { seed, resolutionMs }: Scenario): PricedScenario => ({
  scenario: { ...scenario, seed, resolutionMs },
  book,
});

/** A seed that was changed on purpose changes nothing; that is worth a word. */
const tellSeed = (system: System, { seed, file }: Scenario, parent: Scenario): void => {
  if (seed === parent.seed) return;
  const [said, kept] = [seed, parent.seed].map((each) => JSON.stringify(each));
  system.stderr.write(`iotctl: ${file} says seed ${said}; a fork keeps that of its parent, ${kept}\n`);
};

/** The book the parent was priced by, from where its scenario lies. */
const unchanged = async (system: System, { scenario }: ForkParent): Promise<PricedScenario> => {
  const file = findScenario(system, scenario.file);
  const access = scenarioAccess(system, file, scenario.allowFiles ?? []);
  const { book, diagnostics } = await findPriceBook(system, access, file, scenario.priceBook);
  showDiagnostics(system, diagnostics);
  if (book === null) throw new CliFailure(Exit.invalid, `${scenario.name} cannot be priced; nothing was run`);
  return { scenario, book };
};

/** The parent's file, with the parameters it was run with and those set now. */
const withSettings = async (
  system: System,
  { scenario: parent, folder }: ForkParent,
  { set = {}, quiet }: ForkWish,
): Promise<PricedScenario> => {
  const common = { variant: parent.variant || undefined, allowFiles: parent.allowFiles };
  const load = async (settings: Record<string, string>, isQuiet?: boolean): Promise<PricedScenario> => {
    return asParent(await loadOne(system, parent.file, { ...common, set: settings, quiet: isQuiet }), parent);
  };
  const plain = await load({}, true);
  const { params } = plain.scenario;
  const given = Object.entries(parent.params).filter(
    ([name, value]) => name in params && params[name] !== value,
  );
  const before = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
  const again = given.length === 0 ? plain : await load(before, true);
  if (scenarioHash(again.scenario) !== scenarioHash(parent))
    throw new CliFailure(
      Exit.usage,
      `${parent.file} says something else now than when ${folder} was run`,
      `--scenario ${parent.file} goes on under what it says now; without --set the fork goes on under what was kept with the run`,
    );
  const changed = await load({ ...before, ...set }, quiet);
  tellIdle(system, changed.scenario, parent, set);
  return changed;
};

/** What a variant sets, --set does not change: told in any case, as it is all the fork was made for. */
const tellIdle = (
  system: System,
  { params }: Scenario,
  parent: Scenario,
  set: Record<string, string>,
): void => {
  for (const [name, text] of Object.entries(set))
    if (params[name] === parent.params[name])
      system.stderr.write(
        `iotctl: --set ${name}=${text} changes nothing: it was ${params[name]} and is so\n`,
      );
};

export const forkScenario = async (
  system: System,
  parent: ForkParent,
  wish: ForkWish,
): Promise<PricedScenario> => {
  const { set, scenario: file, allowFiles, quiet } = wish;
  if (file !== undefined) {
    const loaded = await loadOne(system, file, {
      set,
      variant: parent.scenario.variant || undefined,
      allowFiles: allowFiles ?? parent.scenario.allowFiles,
      quiet,
    });
    if (quiet !== true) tellSeed(system, loaded.scenario, parent.scenario);
    return asParent(loaded, parent.scenario);
  }
  return set === undefined ? unchanged(system, parent) : withSettings(system, parent, wish);
};

/** Findings shown; more of them tell nothing new. */
const SHOWN_MAX = 20;

/** Shows what a fork would change of the past, and ends the verb. */
export const refusePast = (system: System, changes: readonly PastChange[], atMs: number): never => {
  const colour = wantsColour(system, system.stderr);
  for (const { code: name, key, was, is } of changes.slice(0, SHOWN_MAX))
    system.stderr.styled(
      `${errorCode(name, colour)} ${printableLine(`${key} was ${was} and is ${is}: ${FORK_CODES[name]}`)}\n`,
    );
  const more = changes.length - SHOWN_MAX;
  if (more > 0) system.stderr.write(`and ${more} more\n`);
  throw new CliFailure(
    Exit.invalid,
    `${changes.length === 1 ? "this" : `these ${changes.length}`} would change what has happened before ${formatDuration(atMs)}; nothing was run`,
    "run the changed scenario from the start with `iotctl simulate`, or change only what lies ahead",
  );
};
