// `record:`, read: who keeps which readings. Warns where more is to be expected than its limit lets through.
import { formatCount } from "../core/units.js";
import type { RecordRule } from "../spec/fleet.js";
import { deviceGroupMatches } from "../spec/selection.js";
import type { DeviceTwin } from "../spec/twin.js";
import { readItems } from "./issues.js";
import { recordSchema } from "./schema/record.js";
import { resolveTarget, type TargetScope } from "./targets.js";
import { childOf, spanAt } from "./tree.js";

/** Readings one device sends in `ms`; by exception, at least so many. */
const readingsIn = ({ reporting }: DeviceTwin, ms: number): number => {
  const { mode, intervalMs, heartbeatMs } = reporting;
  return ms / (mode === "periodic" ? intervalMs : Math.max(intervalMs, heartbeatMs));
};

/** Rows a rule would have without its limit; alarms nobody can foretell. */
export const expectedRows = (
  { keep, sharePpm, target }: RecordRule,
  fleet: Pick<TargetScope["fleet"], "devices" | "deviceTwins">,
  durationMs: number,
): number => {
  if (keep === "none" || keep === "alarms") return 0;
  let devices = 0;
  let readings = 0;
  for (const group of fleet.devices) {
    const twin = fleet.deviceTwins[group.twin];
    if (!deviceGroupMatches(target, group, twin)) continue;
    devices += group.count;
    readings += group.count * readingsIn(twin, durationMs);
  }
  const chosen = target.count ?? (target.percentPpm === null ? devices : (devices * target.percentPpm) / 1e6);
  const share = Math.min(1, chosen / Math.max(1, devices));
  return Math.round(readings * share * (keep === "sample" ? sharePpm / 1e6 : 1));
};

export const readRecord = (scope: TargetScope, durationMs: number): RecordRule[] => {
  const { context, fleet } = scope;
  return readItems(context.problems, recordSchema, context.root, "record").flatMap((item): RecordRule[] => {
    const { value, tree } = item;
    const at = childOf(tree, "target") ?? tree;
    const target = resolveTarget(scope, item, { kind: "devices", feels: "any" });
    if (target === undefined) return [];
    if (target.kind !== "devices") {
      context.problems.error(at.at, "SCN052", "readings are devices'; the target is gateways");
      return [];
    }
    const { keep, share = 0, rows } = value;
    const rule: RecordRule = { target, keep, sharePpm: share, rows };
    const expected = fleet.complete ? expectedRows(rule, fleet, durationMs) : 0;
    if (expected > rows)
      context.problems.warning(
        spanAt(tree, ["keep"]),
        "SCN091",
        `about ${formatCount(expected)} readings are to be expected; the first ${formatCount(rows)} are kept, shared evenly among the devices`,
        "raise `rows`, or keep a sample",
      );
    return [rule];
  });
};
