// Scenario.record -> which rule each device's readings go by. The last rule that names a device decides; who is named by
// none keeps its alarms.

import type { FleetPlan } from "../model/plan/plan.js";
import { Keep, type Recording, type RecordingRule } from "../model/plan/recording-rule.js";
import { RECORD_DEFAULT, type RecordRule } from "../spec/fleet.js";
import { resolveTarget } from "./targets.js";

/** A rule's rows are shared out evenly: so many for each of its devices, at least one. */
const ruleOf = ({ keep, sharePpm, rows }: Omit<RecordRule, "target">, devices: number): RecordingRule => ({
  keep: Keep[keep],
  sharePpm,
  rowsMax: Math.max(1, Math.floor(rows / Math.max(1, devices))),
});

export const recordingOf = (plan: FleetPlan): Recording => {
  const { record } = plan.scenario;
  const named = record.map(({ target }, index) =>
    resolveTarget(plan, { ...target, kind: "devices" }, `record:${index}`),
  );
  const of = new Uint8Array(record.length === 0 ? 0 : plan.deviceCount);
  named.forEach((devices, index) => {
    for (const device of devices) of[device] = index + 1;
  });
  const sizes = new Array<number>(record.length + 1).fill(0);
  for (const rule of of) sizes[rule]++;
  const rules = [
    ruleOf(RECORD_DEFAULT, record.length === 0 ? plan.deviceCount : sizes[0]),
    ...record.map((rule, index) => ruleOf(rule, sizes[index + 1])),
  ];
  return {
    rules,
    ruleOf: record.length === 0 ? null : of,
    keepsReadings: rules.some(({ keep }, index) => keep >= Keep.sample && (index === 0 || sizes[index] > 0)),
  };
};
