// INF-3: local rules act on the device's own samples, within milliseconds and without the cloud. A rule is on while its
// condition holds; each change is one actuation.
import { EventKind } from "../../event/event.js";
import { latencyBucket } from "../../event/metric.js";
import type { LocalRule } from "../../scenario/scenario.js";
import type { CellState } from "../cell-state.js";
import type { GroupModel } from "../group-model.js";
import { Purpose } from "../purpose.js";

/** Scheduling noise of a small processor, share of the rule's latency. */
const JITTER = 0.5;

/** Whether a rule's condition holds for a sample. */
export const ruleHolds = (rule: LocalRule, value: number): boolean =>
  (rule.above === null || value > rule.above) && (rule.below === null || value < rule.below);

/** Looks at every rule of a device with a fresh sample. */
export const actLocally = (
  cell: CellState,
  device: number,
  group: GroupModel,
  rules: readonly LocalRule[],
  value: number,
  nowMs: number,
): void => {
  const { dev, values } = cell;
  rules.forEach((rule, index) => {
    const bit = 1 << index;
    const wasOn = (dev.rules[device] & bit) !== 0;
    const isOn = ruleHolds(rule, value);
    if (isOn === wasOn) return;
    dev.rules[device] ^= bit;
    group.random.draw(cell.entityOf[device] - group.first, Purpose.actuator, dev.draws[device]++ & 0xffffff);
    const latencyMs = Math.ceil(rule.latencyMs * (1 + JITTER * group.random.uniform()));
    values[group.series.actions]++;
    values[group.series.actionLatency + latencyBucket(latencyMs)]++;
    cell.emit(EventKind.actuation, device, nowMs, index, latencyMs, isOn ? 1 : 0, rule.actuate);
  });
};
