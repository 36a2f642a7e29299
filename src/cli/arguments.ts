// Values of command-line options: text in, checked value out, and a message that says what is allowed.
import { InvalidArgumentError, Option } from "commander";
import { parseDuration } from "../core/duration.js";

/** `k=v`, repeatable; the last of a key wins. The value stays text: the scenario knows its type. */
export const collectSettings = (
  text: string,
  settings: Record<string, string> = {},
): Record<string, string> => {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("It must be name=value, e.g. --set jitter=none.");
  return { ...settings, [text.slice(0, at).trim()]: text.slice(at + 1) };
};

/** A seed: any phrase but an empty one, as in a file. */
export const parseSeed = (text: string): string => {
  if (text.trim() === "") throw new InvalidArgumentError("It must not be empty: any phrase or number.");
  return text;
};

/** Most threads one run may ask for. */
const WORKERS_MAX = 256;

export const parseWorkers = (text: string): number | "auto" => {
  if (text === "auto") return text;
  if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > WORKERS_MAX)
    throw new InvalidArgumentError(`It must be auto or a whole number from 1 to ${WORKERS_MAX}.`);
  return Number(text);
};

export const parseWorkerList = (text: string): number[] =>
  text.split(",").map((part) => {
    const workers = parseWorkers(part.trim());
    if (workers === "auto") throw new InvalidArgumentError("It must be numbers, e.g. 1,2,3.");
    return workers;
  });

/** A duration in ms. */
export const parseDurationOption = (text: string): number => {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new InvalidArgumentError(`${parsed.message} ${parsed.hint}`.trim());
  return parsed.value;
};

/** Checkpoints are called by their whole seconds. */
const SPACING_MIN_MS = 1_000;

export const parseSpacing = (text: string): number => {
  const ms = parseDurationOption(text);
  if (ms < SPACING_MIN_MS) throw new InvalidArgumentError("It must be 1s or more.");
  return ms;
};

/** Repeatable words. */
export const collectWords = (text: string, list: string[] = []): string[] => [...list, text];

/** The option of every verb that reads a scenario. */
export const ALLOW_FILES = [
  "--allow-files <folder>",
  "let the scenario read files there too, beside its own folder and the shipped ones (repeatable)",
] as const;

/** A repeatable duration. */
export const collectDurations = (text: string, list: number[] = []): number[] => [
  ...list,
  parseDurationOption(text),
];

const SPEED_MAX = 1_000;

export const parseSpeed = (text: string): number => {
  const speed = Number(text);
  if (!(speed > 0 && speed <= SPEED_MAX))
    throw new InvalidArgumentError(`It must be a number above 0 and at most ${SPEED_MAX}; 1 is real time.`);
  return speed;
};

export const parsePort = (text: string): number => {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError("It must be a whole number from 0 (a free one) to 65535.");
  return port;
};

/** Quotes a word for a POSIX shell when it needs it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

export const parseCount = (text: string): number => {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count))
    throw new InvalidArgumentError("It must be a whole number from 0.");
  return count;
};

/** `--workers` of whatever plays a run. */
export const workersOption = (): Option =>
  new Option("--workers <count>", "threads; never changes a result")
    .default("auto" as const)
    .argParser(parseWorkers);

export const slaOption = (): Option =>
  new Option("--sla <weight>", "what a missed promise to a tenant does: must fails the run (exit code 1)")
    .choices(["must", "should"])
    .default("should" as const);

export const CHECKPOINT_AT = [
  "--checkpoint-at <time>",
  "write a checkpoint at this virtual time (repeatable)",
  collectDurations,
] as const;
