// The way back: the command that gives the same run again, ready to paste into a shell.
import { printable } from "../core/printable.js";
import type { Scenario } from "../spec/scenario.js";

/** What was asked of a live run. */
export interface LiveCommand {
  speed: number;
  /** An external broker's URL; null starts our own. */
  broker: string | null;
  /** Of our own broker; null takes a free one. */
  port: number | null;
  /** Wall ms; null plays the scenario's duration. */
  forMs: number | null;
}

const octalOf = (text: string): string =>
  [...new TextEncoder().encode(text)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");

const PRINTF: Readonly<Record<string, string>> = { "'": "'\\''", "%": "%%", "\\": "\\\\" };

/** A word for a POSIX shell, quoted only where it must be; what would steer a terminal is written as its bytes. */
const shellWord = (text: string): string => {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  const isHarmful = (character: string): boolean =>
    printable(character) !== character || /[\n\t]/.test(character);
  const characters = [...text];
  if (!characters.some(isHarmful)) return `'${text.replace(/'/g, "'\\''")}'`;
  const format = characters.map((character) =>
    isHarmful(character) ? octalOf(character) : (PRINTF[character] ?? character),
  );
  return `"$(printf '${format.join("")}')"`;
};

/** A file whose name could be taken for an option is named by its folder. */
const fileWord = (file: string): string => shellWord(file.startsWith("-") ? `./${file}` : file);

/** A password is no part of a report: the shell puts it in. */
const brokerWord = (url: string): string => {
  const secret = /^([a-z]+:\/\/[^:@/]*):[^@/]*@(.*)$/.exec(url);
  if (secret === null) return shellWord(url);
  return `${shellWord(`${secret[1]}:`)}"$BROKER_PASSWORD"${shellWord(`@${secret[2]}`)}`;
};

const liveWords = ({ speed, broker, port, forMs }: LiveCommand): string[] => [
  "--live",
  ...(speed === 1 ? [] : ["--speed", String(speed)]),
  ...(broker === null ? [] : ["--broker", brokerWord(broker)]),
  ...(port === null ? [] : ["--broker-port", String(port)]),
  ...(forMs === null ? [] : ["--for", forMs % 1_000 === 0 ? `${forMs / 1_000}s` : `${forMs}ms`]),
];

/** `iotctl simulate scenarios/storm.yaml --variant naive --seed winter --set jitter=none`. */
export const reproduceCommand = (
  scenario: Pick<Scenario, "file" | "variant" | "seed" | "allowFiles">,
  set: Readonly<Record<string, number | string | boolean>>,
  live: LiveCommand | null = null,
  journal: string | null = null,
): string =>
  [
    "iotctl",
    "simulate",
    fileWord(scenario.file),
    ...(scenario.variant === "" ? [] : ["--variant", shellWord(scenario.variant)]),
    ...(scenario.allowFiles ?? []).flatMap((folder) => ["--allow-files", shellWord(folder)]),
    "--seed",
    shellWord(scenario.seed),
    ...Object.entries(set).flatMap(([name, value]) => ["--set", shellWord(`${name}=${value}`)]),
    ...(journal === null ? [] : ["--journal", fileWord(journal)]),
    ...(live === null ? [] : liveWords(live)),
  ].join(" ");

/** What was asked of a fork, as given. */
export interface ForkWords {
  at: string;
  set: Readonly<Record<string, string>>;
  scenario: string | null;
  allowFiles: readonly string[];
  journal: string | null;
}

/** `iotctl fork reports/storm-1 --at 9h --set limit=500`. */
export const forkCommand = (folder: string, { at, set, scenario, allowFiles, journal }: ForkWords): string =>
  [
    "iotctl",
    "fork",
    fileWord(folder),
    "--at",
    at.replaceAll(" ", ""),
    ...Object.entries(set).flatMap(([name, value]) => ["--set", shellWord(`${name}=${value}`)]),
    ...(scenario === null ? [] : ["--scenario", fileWord(scenario)]),
    ...allowFiles.flatMap((each) => ["--allow-files", shellWord(each)]),
    ...(journal === null ? [] : ["--journal", fileWord(journal)]),
  ].join(" ");
