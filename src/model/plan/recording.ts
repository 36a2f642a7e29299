// Which readings are kept one by one (`record:` in a scenario), and how many of each device: a bound on every device's own
// rows does not depend on what others send, so neither cells nor workers can show.
import { metricIndex } from "../../event/metric.js";
import { ReadingFlag } from "../../event/vocabulary.js";
import type { Outlets } from "../actor.js";
import { type Chance, chanceOf } from "./chance.js";
import type { FleetPlan } from "./plan.js";
import { Purpose } from "./purpose.js";
import { Keep, type RecordingRule } from "./recording-rule.js";

/** Where rows kept, and not kept for the limit, are counted. */
export const recordSeries = ({ layout }: FleetPlan): { recorded: number; unrecorded: number } => ({
  recorded: layout.series(metricIndex("readings.recorded"), layout.sharedGroup),
  unrecorded: layout.series(metricIndex("readings.unrecorded"), layout.sharedGroup),
});

/** Decides and counts for one place that receives readings: a cell's gateways, or the cloud. */
export class ReadingRecorder {
  private readonly chance: Chance;

  constructor(
    private readonly plan: FleetPlan,
    private readonly values: Outlets["metrics"]["values"],
    private readonly series: { recorded: number; unrecorded: number },
  ) {
    this.chance = chanceOf(plan);
  }

  /**
   * Whether a reading of `device` (global) becomes a row; counts it in `kept` if so.
   * @param kept rows of each device here so far
   */
  keeps(kept: Map<number, number>, device: number, seq: number, flags: number): boolean {
    const { rules, ruleOf } = this.plan.recording;
    const rule = rules[ruleOf === null ? 0 : ruleOf[device]];
    if (!this.isMeant(rule, device, seq, flags)) return false;
    const rows = kept.get(device) ?? 0;
    if (rows >= rule.rowsMax) {
      this.values[this.series.unrecorded]++;
      return false;
    }
    kept.set(device, rows + 1);
    this.values[this.series.recorded]++;
    return true;
  }

  private isMeant({ keep, sharePpm }: RecordingRule, device: number, seq: number, flags: number): boolean {
    if (keep === Keep.full) return true;
    if (keep === Keep.none) return false;
    if ((flags & ReadingFlag.alarm) !== 0) return true;
    if (keep === Keep.alarms) return false;
    return this.chance.chancePpm(device, Purpose.record, seq, sharePpm);
  }
}
