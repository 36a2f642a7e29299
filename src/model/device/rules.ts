// INF-3: local rules act on the device's own samples, within milliseconds and without the cloud. A rule is on while its
// condition holds; each change is one actuation, and each takes its charge from the battery (a latching actuator: nothing
// is needed to hold it).

import { Events } from "../../event/events.js";
import { RULERS } from "../../event/vocabulary.js";
import { LOCAL_RULES_MAX, type LocalRule } from "../../spec/twin.js";
import { ACTUATE } from "../battery/load.js";
import { Purpose } from "../plan/purpose.js";
import { drain } from "../power/battery.js";
import { carries } from "../power/supply.js";
import type { CellState } from "../state/cell-state.js";
import { settingsAt } from "../state/settings-at.js";

/** Scheduling noise of a small processor, share of the rule's latency. */
const JITTER = 0.5;
const DEVICE = RULERS.indexOf("device");

/** Whether a rule's condition holds for a sample. */
export const ruleHolds = (rule: Pick<LocalRule, "above" | "below">, value: number): boolean =>
  (rule.above === null || value > rule.above) && (rule.below === null || value < rule.below);

/** Looks at every rule of a device with a fresh sample. Returns false where the battery does not carry an actuator. */
export const actLocally = (cell: CellState, device: number, value: number, nowMs: number): boolean => {
  const { dev, values } = cell;
  const group = cell.group(device);
  const { rules } = settingsAt(cell, device, group);
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index];
    const bit = 1 << index;
    const wasOn = (dev.rules[device] & bit) !== 0;
    const isOn = ruleHolds(rule, value);
    if (isOn === wasOn) continue;
    const chargeNc = rule.loadUA * rule.loadMs;
    if (!carries(cell, device, { by: ACTUATE, uA: rule.loadUA, chargeNc }, nowMs)) return false;
    drain(cell, device, ACTUATE, chargeNc);
    dev.rules[device] ^= bit;
    const uniform = cell.chance.uniform(
      device,
      Purpose.actuator,
      dev.steps[device] * LOCAL_RULES_MAX + index,
    );
    const latencyMs = Math.ceil(rule.latencyMs * (1 + JITTER * uniform));
    values[group.series.actions]++;
    cell.latencies.add(group.series.actionLatency, latencyMs);
    cell.emit(Events.actuation, device, nowMs, {
      isOn,
      ruledBy: DEVICE,
      rule: index,
      latencyMs,
      note: rule.actuate,
    });
  }
  return true;
};
