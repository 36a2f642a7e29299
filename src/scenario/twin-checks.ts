// What the figures of a device twin say of one another: thresholds that can never be met, a battery that is flat from the
// first minute. Each alone is in range; together they describe no device.

import { PPM_PER_PERCENT } from "../core/units.js";
import type { BatteryTwin } from "../spec/power.js";
import type { Problems } from "./problems.js";
import type { DeviceTwinText } from "./schema/twin-device.js";
import { type Path, spanAt, type Tree } from "./tree.js";

/** A limit pair between which, or beyond which, a value must be able to lie. */
interface Limits {
  above?: number;
  below?: number;
}

/** Tells what does not go together; returns false where something does not. */
export const checkTwin = (
  { problems, tree, name }: { problems: Problems; tree: Tree; name: string },
  text: DeviceTwinText,
  battery: BatteryTwin | null,
): boolean => {
  const before = problems.errorCount;
  const tell = (path: Path, message: string, hint?: string): void =>
    problems.error(spanAt(tree, path), "SCN029", `${name}.${message}`, hint);

  const { below, recoveredAbove } = text.degraded;
  if (recoveredAbove < below)
    tell(
      ["degraded", "recoveredAbove"],
      `degraded.recoveredAbove is ${recoveredAbove / PPM_PER_PERCENT} %; it must be at least degraded.below, ${below / PPM_PER_PERCENT} %`,
      "else a device would be degraded and recovered at the same charge",
    );
  const { warning, critical } = text.health.battery;
  if (critical > warning)
    tell(
      ["health", "battery", "critical"],
      `health.battery.critical is ${critical / PPM_PER_PERCENT} %; it must be at most health.battery.warning, ${warning / PPM_PER_PERCENT} %`,
      "else a device would be critical before it is a warning",
    );
  text.rules.forEach((rule: Limits, index) => {
    if (rule.above !== undefined && rule.below !== undefined && rule.above >= rule.below)
      tell(
        ["rules", index],
        `rules[${index}] holds above ${rule.above} and below ${rule.below}; no value is both`,
        "write two rules",
      );
  });
  const alarm: Limits = text.reporting.alarm ?? {};
  if (alarm.above !== undefined && alarm.below !== undefined && alarm.below > alarm.above)
    tell(
      ["reporting", "alarm"],
      `reporting.alarm is above ${alarm.above} or below ${alarm.below}; every value is an alarm`,
    );
  if (battery === null) return problems.errorCount === before;
  if (battery.initialChargePpm <= battery.emptyPpm)
    tell(
      ["power", "battery", "initialCharge"],
      `power.battery.initialCharge is ${battery.initialChargePpm / PPM_PER_PERCENT} %; it must be above \`empty\`, ${battery.emptyPpm / PPM_PER_PERCENT} %`,
    );
  const fullMv = battery.chemistry.curve[0].openMv * battery.cellsInSeries;
  if (battery.brownoutMv >= fullMv)
    tell(
      ["power", "battery", "brownout"],
      `power.battery.brownout is ${battery.brownoutMv} mV; it must be below ${fullMv} mV, what a full ${battery.chemistry.name} pack gives`,
    );
  return problems.errorCount === before;
};
