// One engine run in a process of its own.

import { expectExit, runNode } from "./child.js";
import type { Played } from "./children/play.js";
import { script } from "./product.js";

export const play = async (
  file: string,
  workers: number | "auto",
  settings: Readonly<Record<string, string | number>> = {},
): Promise<Played> => {
  const set = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const child = await runNode([script("children/play"), file, String(workers), ...set]);
  return JSON.parse(expectExit(child, [0]).stdout) as Played;
};

/** Says what a run's own ledgers found, when they found anything. */
export const brokenNotes = ({ broken }: Played): string[] =>
  broken.length === 0 ? [] : [`INVARIANTS BROKEN: ${broken.join(", ")}`];
