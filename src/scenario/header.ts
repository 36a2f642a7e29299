// The top of a scenario file: format, name, seed, length, calendar start, price book; and the list of known sections.

import type { z } from "zod";
import { formatDuration } from "../core/duration.js";
import { isoToMs } from "../core/iso-time.js";
import type { Phase } from "../spec/timeline.js";
import type { Context } from "./context.js";
import { stem } from "./files.js";
import { readBy, shown } from "./issues.js";
import { DURATION_MAX_MS, DURATION_MIN_MS } from "./limits.js";
import { readPhases } from "./phases.js";
import { headerShape, SCENARIO_KEYS } from "./schema/scenario.js";
import { keyHint } from "./schema-parts.js";
import { childOf, plainOf } from "./tree.js";

export interface Header {
  name: string;
  description: string;
  seed: string;
  durationMs: number;
  startsAt: string;
  priceBook: string;
  phases: Phase[];
}

const DEFAULT_STARTS_AT = "2026-01-01T00:00:00Z";
/** Stands in for a length that cannot be read, so that the rest can still be checked. */
const STAND_IN_MS = DURATION_MAX_MS;

const read = <S extends z.ZodType>(context: Context, key: string, schema: S): z.output<S> | undefined => {
  const tree = childOf(context.root, key);
  return tree === undefined ? undefined : readBy(context.problems, schema, tree, [key]);
};

const checkFormat = ({ root, problems }: Context): void => {
  const tree = childOf(root, "iotctl");
  if (tree === undefined) {
    const at = { ...root.at, end: root.at.start + 1 };
    problems.error(at, "SCN006", "the file does not say its format version", "begin it with `iotctl: 1`");
  } else if (tree.kind !== "scalar" || tree.value !== 1) {
    problems.error(
      tree.at,
      "SCN006",
      `iotctl is ${shown(plainOf(tree))}; it must be 1, the format this program reads`,
    );
  }
};

const checkKeys = ({ root, problems }: Context): void => {
  for (const [key, { keyAt }] of root.entries) {
    if (problems.isFull) return;
    if (!SCENARIO_KEYS.includes(key))
      problems.error(keyAt, "SCN010", `unknown key \`${key}\``, keyHint(key, SCENARIO_KEYS));
  }
};

const lengthOf = (context: Context, written: number | undefined, phases: readonly Phase[]): number => {
  const { root, problems } = context;
  if (written !== undefined) return written;
  const sumMs = phases.at(-1)?.endMs ?? 0;
  if (childOf(root, "duration") !== undefined) return STAND_IN_MS;
  if (sumMs >= DURATION_MIN_MS && sumMs <= DURATION_MAX_MS) return sumMs;
  const at = childOf(root, "phases")?.at ?? { ...root.at, end: root.at.start + 1 };
  if (sumMs > 0)
    problems.error(
      at,
      "SCN014",
      `the phases are ${formatDuration(sumMs)} long; a run is between 1s and 3660d`,
    );
  else
    problems.error(at, "SCN011", "duration is missing; it must be a duration such as 24h", "duration: 24h");
  return STAND_IN_MS;
};

export const readHeader = (context: Context): Header => {
  checkFormat(context);
  checkKeys(context);
  const written = read(context, "duration", headerShape.duration);
  const phases = readPhases(context, written);
  const startsAt = read(context, "startsAt", headerShape.startsAt) ?? DEFAULT_STARTS_AT;
  if (isoToMs(startsAt) === undefined) {
    const at = childOf(context.root, "startsAt")?.at ?? context.root.at;
    context.problems.error(
      at,
      "SCN040",
      `startsAt is ${shown(startsAt)}; it must be an ISO 8601 time`,
      `startsAt: ${DEFAULT_STARTS_AT}`,
    );
  }
  return {
    name: read(context, "name", headerShape.name) ?? stem(context.file),
    description: read(context, "description", headerShape.description) ?? "",
    seed: read(context, "seed", headerShape.seed) ?? "1",
    durationMs: lengthOf(context, written, phases),
    startsAt,
    priceBook: read(context, "priceBook", headerShape.priceBook) ?? "aws-iot-core",
    phases,
  };
};
