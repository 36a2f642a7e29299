// What a rollout's devices will say to its version, as far as the file tells: one that is older than what runs is refused by every
// agent (anti-rollback). Versions only ever rise, but for a rollback, which is no rollout of its own.

import type { z } from "zod";
import { compareVersions } from "../core/version-order.js";
import type { RolloutSpec } from "../spec/rollout.js";
import { deviceGroupMatches } from "../spec/selection.js";
import type { Context } from "./context.js";
import type { Fleet } from "./fleet.js";
import type { Item } from "./issues.js";
import type { rolloutSchema } from "./schema/rollout.js";
import { pathText, spanAt } from "./tree.js";

/** What a group runs when a rollout begins, at the least or as earlier rollouts leave it, and why. */
const runningIn = (
  fleet: Fleet,
  group: Fleet["devices"][number],
  spec: RolloutSpec,
  all: readonly RolloutSpec[],
): { version: string; by: string | null } => {
  const twin = fleet.deviceTwins[group.twin];
  let running: { version: string; by: string | null } = { version: twin.firmware.version, by: null };
  for (const earlier of all) {
    const isBefore = earlier !== spec && earlier.atMs < spec.atMs;
    if (!isBefore || !deviceGroupMatches(earlier.target, group, twin)) continue;
    if (compareVersions(earlier.version, running.version) > 0)
      running = { version: earlier.version, by: earlier.id };
  }
  return running;
};

/** Warns of rollouts that all or some of their devices refuse as older. */
export const checkOrder = (
  context: Context,
  fleet: Fleet,
  items: readonly { spec: RolloutSpec; item: Item<z.output<typeof rolloutSchema>> }[],
): void => {
  const all = items.map(({ spec }) => spec);
  for (const { spec, item } of items) {
    const groups = fleet.devices.filter((group) =>
      deviceGroupMatches(spec.target, group, fleet.deviceTwins[group.twin]),
    );
    const refusing = groups.flatMap((group) => {
      const running = runningIn(fleet, group, spec, all);
      return compareVersions(spec.version, running.version) < 0 ? [{ group, ...running }] : [];
    });
    if (refusing.length === 0) continue;
    const [{ version, by }] = refusing;
    const who =
      refusing.length === groups.length
        ? "every device of its target refuses it"
        : `its devices of ${refusing.map(({ group }) => group.id).join(", ")} refuse it`;
    const since = by === null ? "" : ` (since rollout ${by})`;
    context.problems.warning(
      spanAt(item.tree, ["to"]),
      "SCN074",
      `${pathText([...item.path, "to"])} is ${spec.version}, older than ${version}, which runs${since}: ${who}`,
      "a device goes back only by a rollback: `action: ROLLBACK` of an abort rule",
    );
  }
};
