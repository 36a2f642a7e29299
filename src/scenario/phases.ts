// phases: named stretches of the run, one after the other from its start. Their order is the file's; what is left after
// the last one belongs to no phase. Without `duration` the run is as long as its phases.
import { formatDuration } from "../core/duration.js";
import type { Phase } from "../spec/timeline.js";
import type { Context } from "./context.js";
import { readBy, shown } from "./issues.js";
import { positiveDuration } from "./quantities.js";
import { PHASE_NAME } from "./schema-parts.js";
import { childOf, plainOf } from "./tree.js";

/** The phases, back to back. `durationMs` undefined: not said. */
export const readPhases = (context: Context, durationMs: number | undefined): Phase[] => {
  const { problems, root } = context;
  const tree = childOf(root, "phases");
  if (tree === undefined) return [];
  if (tree.kind !== "map") {
    const is = shown(plainOf(tree));
    problems.error(
      tree.at,
      "SCN012",
      `phases is ${is}; it must be a map of names and durations`,
      "phases: {warmup: 20m, storm: 10m}",
    );
    return [];
  }
  const phases: Phase[] = [];
  let startMs = 0;
  for (const [name, { keyAt, value }] of tree.entries) {
    if (!PHASE_NAME.test(name)) {
      problems.error(
        keyAt,
        "SCN016",
        `phase \`${name}\` must be a letter followed by letters, digits, - or _`,
      );
    }
    const lengthMs = readBy(problems, positiveDuration(), value, ["phases", name]) ?? 0;
    phases.push({ name, startMs, endMs: startMs + lengthMs });
    startMs += lengthMs;
  }
  if (durationMs !== undefined && startMs > durationMs) {
    const sum = formatDuration(startMs);
    const message = `the phases are ${sum} long together, the run is ${formatDuration(durationMs)}`;
    problems.error(tree.at, "SCN042", message, `duration: ${sum}`);
  }
  return phases;
};
