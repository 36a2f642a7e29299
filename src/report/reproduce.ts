// The way back: the command that gives the same run again, ready to paste into a shell.
import type { Scenario } from "../scenario/scenario.js";

/** A word for a POSIX shell, quoted only where it must be. */
const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;

/** `iotctl simulate scenarios/storm.yaml --variant naive --seed winter --set jitter=none`. */
export const reproduceCommand = (
  scenario: Pick<Scenario, "file" | "variant" | "seed">,
  set: Readonly<Record<string, number | string | boolean>>,
  mode: "virtual" | "live" = "virtual",
): string =>
  [
    "iotctl",
    "simulate",
    shellWord(scenario.file),
    ...(scenario.variant === "" ? [] : ["--variant", shellWord(scenario.variant)]),
    "--seed",
    shellWord(scenario.seed),
    ...(mode === "live" ? ["--live"] : []),
    ...Object.entries(set).flatMap(([name, value]) => ["--set", shellWord(`${name}=${value}`)]),
  ].join(" ");
