// A fork beside its parent: figure by figure, and from when on they are not the same.
import { formatDuration } from "../core/duration.js";
import type { Summary } from "../result/summary.js";
import type { Cli } from "./cli.js";
import { failureOf } from "./failure.js";
import type { ForkParent } from "./fork-parent.js";
import { RUN_FILES } from "./run-folder.js";
import { writeComparison } from "./write-comparison.js";

interface Forked {
  folder: string;
  atMs: number;
  summary: Summary;
}

/** The one that covers less time; null where both cover as much. */
const shorter = ({ folder, summary }: ForkParent, fork: Forked): { folder: string; endMs: number } | null => {
  const endMs = summary?.run.virtualMs ?? 0;
  const forkEndMs = fork.summary.run.virtualMs;
  if (endMs === forkEndMs) return null;
  return endMs < forkEndMs ? { folder, endMs } : { folder: fork.folder, endMs: forkEndMs };
};

/** Whether, when and how the rows of both part. */
const parting = async ({ system }: Cli, parent: ForkParent, fork: Forked): Promise<string> => {
  const { folder, atMs } = fork;
  const [one, other] = [parent.folder, folder].map((each) => system.files.resolve(each));
  if (!system.files.exists(`${one}/${RUN_FILES.store}`))
    return "The parent's rows are not there to be compared.";
  const { firstDifference } = await import("../store/first-difference.js");
  try {
    const found = await firstDifference(one, other, atMs);
    if (found === null) return "Their rows are the same to the end.";
    const endsFirst = shorter(parent, fork);
    // The last bucket of the one that ends is cut where it ends.
    if (endsFirst !== null && found.atMs + parent.scenario.resolutionMs >= endsFirst.endMs)
      return `Their rows are the same until ${endsFirst.folder} ends at ${formatDuration(endsFirst.endMs)}.`;
    const { what, aloneIn } = found;
    const how = aloneIn === null ? "differs" : `is in ${aloneIn === "one" ? parent.folder : folder} alone`;
    return `Their rows part at ${formatDuration(found.atMs)}: ${what} ${how}.`;
  } catch (error) {
    return `Their rows could not be compared: ${failureOf(error).message}.`;
  }
};

/** Writes the comparison into the fork's folder and returns it as text, with where it lies. */
export const compareWithParent = async (cli: Cli, parent: ForkParent, fork: Forked): Promise<string> => {
  if (parent.summary === null) return `${parent.folder} did not finish: there is nothing to compare with.\n`;
  const { renderComparison } = await import("../report/comparison.js");
  const pairs = [
    [parent.folder, parent.summary],
    [fork.folder, fork.summary],
  ] as const;
  // Both may have one scenario; their folders tell them apart.
  const summaries = pairs.map(([id, { run, ...rest }]) => ({ ...rest, run: { ...run, id } }));
  const comparison = renderComparison(summaries, {
    remark: `${fork.folder} is ${parent.folder} up to ${formatDuration(fork.atMs)}. ${await parting(cli, parent, fork)}`,
  });
  writeComparison(cli.system, fork.folder, comparison);
  return `${comparison.text.trimEnd()}\ncomparison in ${fork.folder}\n`;
};
