// Where a run's results live: reports/<scenario>[-<variant>]-<n>. A folder is made before anything runs, never reused,
// and carries a mark until every file of it is written, so a crash cannot pass for a result.
import { closest } from "../core/diagnostic.js";
import type { Summary } from "../result/summary.js";
import { CliFailure, Exit } from "./exit.js";
import type { System } from "./system.js";

export const REPORTS_FOLDER = "reports";
/** Present from a run folder's creation until its results are whole. */
export const INCOMPLETE_FILE = "INCOMPLETE";
/** Beyond this many runs of one name something is wrong with the folder. */
const RUN_NUMBER_MAX = 1_000_000;

export const RUN_FILES = {
  store: "run.duckdb",
  summary: "summary.json",
  scenario: "scenario.json",
  /** Only where somebody did something while the run went on. */
  journal: "journal.yaml",
  html: "report.html",
  markdown: "summary.md",
  junit: "junit.xml",
  /** Written by us beside the store: what the reports need and the tables do not say. */
  account: "account.json",
} as const;

/** Beside a fork's own files, or where --out of a comparison says. */
export const COMPARISON_FILES = { markdown: "comparison.md", html: "comparison.html" } as const;

const isTaken = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "EEXIST";

const claim = (system: System, folder: string): void => {
  system.files.makeFolder(folder);
  system.files.write(
    `${folder}/${INCOMPLETE_FILE}`,
    "This run has not finished writing its results. If iotctl is no longer running, they are partial.\n",
  );
};

/** `cold-chain-naive`: names become folder names, so anything but letters, digits, dot, dash and underscore is a dash. */
export const runName = (scenario: string, variant: string): string =>
  (variant === "" ? scenario : `${scenario}-${variant}`).replace(/[^\p{L}\p{N}._-]+/gu, "-");

/** Creates the folder the user named. It must not exist: results are never mixed or overwritten. */
export const claimFolder = (system: System, folder: string): string => {
  if (folder.trim() === "")
    throw new CliFailure(
      Exit.usage,
      "--out names no folder",
      "name one that does not exist yet, or leave it out: runs are numbered by themselves",
    );
  try {
    system.files.makeFolders(system.files.resolve(folder, ".."));
    claim(system, folder);
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new CliFailure(
      Exit.usage,
      `${folder} already exists; a run never overwrites another`,
      "name another --out folder, or leave it out: runs are numbered by themselves",
    );
  }
  return folder;
};

/** Creates reports/<name>-<n> with the first number that nobody has, also when several runs start at once. */
export const claimNextFolder = (system: System, name: string): string => {
  system.files.makeFolders(REPORTS_FOLDER);
  const taken = system.files
    .list(REPORTS_FOLDER)
    .filter((entry) => entry.startsWith(`${name}-`))
    .map((entry) => Number(entry.slice(name.length + 1)))
    .filter((number) => Number.isSafeInteger(number));
  for (let number = Math.max(0, ...taken) + 1; number < RUN_NUMBER_MAX; number++) {
    const folder = `${REPORTS_FOLDER}/${name}-${number}`;
    try {
      claim(system, folder);
      return folder;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  throw new CliFailure(Exit.environment, `${REPORTS_FOLDER} holds too many runs of ${name}`);
};

export const markComplete = (system: System, folder: string): void =>
  system.files.remove(`${folder}/${INCOMPLETE_FILE}`);

/** Gives a claimed folder back that nothing was written to. */
export const releaseFolder = (system: System, folder: string): void => {
  markComplete(system, folder);
  system.files.removeFolder(folder);
};

export const isIncomplete = (system: System, folder: string): boolean =>
  system.files.exists(`${folder}/${INCOMPLETE_FILE}`);

/** The folder of a run given as a path or as its name under reports/. */
export const findRun = (system: System, run: string): string => {
  const candidates = [run, `${REPORTS_FOLDER}/${run}`];
  const found = candidates.find((folder) => system.files.isFolder(folder));
  if (found === undefined) {
    const near = closest(run.replace(/\/+$/, "").split("/").at(-1) ?? run, system.files.list(REPORTS_FOLDER));
    throw new CliFailure(
      Exit.usage,
      `there is no run ${run}`,
      near === undefined ? "`iotctl runs` lists them" : `did you mean ${REPORTS_FOLDER}/${near}?`,
    );
  }
  return found.replace(/\/+$/, "");
};

/** A summary of a version that did not tell promises from defaults yet makes none. */
const withPromises = (summary: Summary): Summary => ({
  ...summary,
  promises: summary.promises ?? { must: false, made: [] },
  sla: summary.sla.map((one) => ({
    ...one,
    stated: one.stated ?? { availability: false, freshness: false },
  })),
});

/** A run's summary.json. */
export const readSummary = (system: System, folder: string): Summary => {
  const file = `${folder}/${RUN_FILES.summary}`;
  if (!system.files.exists(file))
    throw new CliFailure(
      Exit.usage,
      `${folder} has no ${RUN_FILES.summary}`,
      isIncomplete(system, folder) ? "the run did not finish: simulate again" : "name the folder of a run",
    );
  const damaged = (what: string): CliFailure =>
    new CliFailure(
      Exit.environment,
      `${file} is damaged: ${what}`,
      `\`iotctl report ${folder}\` cannot mend it: simulate again, or take a copy that is whole`,
    );
  let summary: unknown;
  try {
    summary = JSON.parse(system.files.readText(file));
  } catch (error) {
    throw damaged((error as Error).message);
  }
  const missing = missingPart(summary);
  if (missing !== null) throw damaged(`${missing} is not what a summary holds there`);
  return withPromises(summary as Summary);
};

type Kind = "object" | "array" | "string" | "number";
const kindOf = (value: unknown): string =>
  Array.isArray(value) ? "array" : value === null ? "null" : typeof value;

/** What every summary has; a file that was cut or edited may be JSON and yet none. */
const PARTS: Readonly<Record<string, Kind>> = {
  schema: "string",
  run: "object",
  "run.id": "string",
  "run.scenario": "string",
  "run.variant": "string",
  "run.seed": "string",
  "run.digest": "string",
  "run.virtualMs": "number",
  verdict: "string",
  exitCode: "number",
  fleet: "object",
  ledger: "object",
  "ledger.dropped": "object",
  energy: "object",
  "energy.byConsumer": "object",
  fog: "object",
  detection: "array",
  sla: "array",
  slis: "object",
  rollouts: "array",
  cost: "object",
  "cost.monthly": "object",
  "cost.monthly.lines": "array",
  expectations: "array",
  phases: "array",
  invariants: "array",
  notes: "array",
  reproduce: "string",
  environment: "object",
  "environment.wallMs": "number",
  "environment.startedAt": "string",
};

/** The first part that is missing or of another kind; null when it is a summary. */
const missingPart = (summary: unknown): string | null => {
  if (kindOf(summary) !== "object") return "the whole of it";
  for (const [path, kind] of Object.entries(PARTS)) {
    let value = summary;
    for (const key of path.split(".")) value = (value as Record<string, unknown> | undefined)?.[key];
    if (kindOf(value) !== kind) return path;
  }
  return null;
};
