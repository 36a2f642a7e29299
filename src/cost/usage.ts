// What a run used, scaled to a month of 30 days: an estimate, because a run is short and may hold a storm that no
// ordinary month does. What happens once (rollout executions) and what stands (devices) is not scaled.
// Left out: rounding up of each connection's last minute (the meter sums session time over all connections).

import { METRICS, type MetricName, metricIndex } from "../event/metric.js";
import type { Naming } from "../event/naming.js";
import type { SeriesStore } from "../event/series.js";
import { scaledHalfUp } from "./micro-usd.js";

/** What a price book can put a price on, with its unit. */
const METERS = {
  messages: "messages (5 KB steps)",
  "connection-minutes": "minutes",
  "shadow-operations": "operations (1 KB steps)",
  "rules-triggered": "triggers (5 KB steps)",
  "rule-actions": "actions (5 KB steps)",
  "remote-actions": "job executions",
  "stored-bytes": "bytes",
  "bytes-up": "bytes",
  "bytes-down": "bytes",
  "cellular-bytes": "bytes",
  "cellular-devices": "devices",
  "lorawan-messages": "messages",
  "lorawan-devices": "devices",
  devices: "devices",
  gateways: "gateways",
} as const;
export type Meter = keyof typeof METERS;
export const METER_NAMES = Object.keys(METERS) as Meter[];

const MONTH_MS = 30 * 86_400_000;
const MINUTE_MS = 60_000;
const CELLULAR: readonly string[] = ["nb-iot", "lte-m"];

/** Whole quantities a month, by meter. */
export interface Usage {
  quantities: Record<Meter, number>;
  devices: number;
  /** How the figures came about, for the report. */
  note: string;
}

export interface MeteredRun {
  readonly series: SeriesStore;
  readonly naming: Pick<Naming, "groups" | "gatewayCount" | "deviceCount" | "dictionaries">;
  /** Virtual time covered, ms, above 0. */
  readonly virtualMs: number;
}

type Picks = (group: Naming["groups"][number]) => boolean;
const ALL = null;

/** Total of a metric over groups; `ALL` adds what belongs to no group. */
const totalOf = ({ series, naming }: MeteredRun, name: MetricName, picks: Picks | typeof ALL): number => {
  const metric = metricIndex(name);
  let sum = 0;
  naming.dictionaries[METRICS[metric].sub].forEach((_, sub) => {
    naming.groups.forEach((group, index) => {
      if (picks === ALL || picks(group)) sum += series.total(series.layout.series(metric, index, sub));
    });
    if (picks === ALL) sum += series.total(series.layout.series(metric, series.layout.sharedGroup, sub));
  });
  return sum;
};

const cellular: Picks = ({ transport }) => CELLULAR.includes(transport);
const lorawan: Picks = ({ transport }) => transport === "lorawan";
const countOf = ({ naming }: MeteredRun, picks: Picks): number =>
  naming.groups.reduce((sum, group) => sum + (picks(group) ? group.count : 0), 0);

/** What the run used, in whole meter units and without scaling (session time in ms). */
const measured = (run: MeteredRun): Record<Meter, number> => ({
  messages: totalOf(run, "meter.messages", ALL),
  "connection-minutes": totalOf(run, "meter.connect.time", ALL),
  "shadow-operations": totalOf(run, "meter.shadow.ops", ALL),
  "rules-triggered": totalOf(run, "meter.rules", ALL),
  "rule-actions": totalOf(run, "meter.actions", ALL),
  "remote-actions": totalOf(run, "meter.remote.actions", ALL),
  "stored-bytes": totalOf(run, "meter.store.bytes", ALL),
  "bytes-up": totalOf(run, "net.bytes.up", ALL),
  "bytes-down": totalOf(run, "net.bytes.down", ALL),
  "cellular-bytes": totalOf(run, "net.bytes.up", cellular) + totalOf(run, "net.bytes.down", cellular),
  "cellular-devices": countOf(run, cellular),
  "lorawan-messages": totalOf(run, "fog.messages.in", lorawan),
  "lorawan-devices": countOf(run, lorawan),
  devices: run.naming.deviceCount,
  gateways: run.naming.gatewayCount,
});

const UNSCALED: readonly Meter[] = [
  "remote-actions",
  "cellular-devices",
  "lorawan-devices",
  "devices",
  "gateways",
];

const monthly = (quantities: Record<Meter, number>, virtualMs: number): Record<Meter, number> => {
  const scaled = { ...quantities };
  for (const meter of METER_NAMES) {
    if (UNSCALED.includes(meter)) continue;
    const per = meter === "connection-minutes" ? MINUTE_MS : 1;
    scaled[meter] = scaledHalfUp(quantities[meter], MONTH_MS / per, virtualMs);
  }
  return scaled;
};

const noteOf = (virtualMs: number): string => {
  if (virtualMs === MONTH_MS) return "One month of 30 days as simulated.";
  const hours = Math.round(virtualMs / 36_000) / 100;
  return `Estimate: ${hours} h of virtual time scaled to 30 days; rollout executions and devices are counted as they are.`;
};

/** What the run used, as a month. Quantities are rounded half up to whole units. */
export const meterRun = (run: MeteredRun): Usage => ({
  quantities: monthly(measured(run), run.virtualMs),
  devices: run.naming.deviceCount,
  note: noteOf(run.virtualMs),
});

/**
 * The same run had its gateways passed every reading on as a message of its own instead of summaries: messages, rule
 * triggers and actions, stored bytes and backhaul bytes change; sessions, shadows and jobs stay. A modelled figure.
 */
export const meterWithoutFog = (run: MeteredRun): Usage => {
  const quantities = measured(run);
  const behind: Picks = ({ via }) => via === "gateway";
  const readings = totalOf(run, "messages.produced", behind);
  const summaries = totalOf(run, "fog.messages.out", ALL);
  const reached = totalOf(run, "ingest.messages", ALL);
  const unfogged = Math.max(0, reached - summaries) + readings;
  const bytes = totalOf(run, "fog.bytes.in", ALL) - totalOf(run, "fog.bytes.out", ALL);
  // Rules and actions follow the number of messages that reach the cloud, at the run's own ratio.
  const follow = (triggers: number): number =>
    reached > 0 ? scaledHalfUp(triggers, unfogged, reached) : triggers;
  quantities.messages = Math.max(0, quantities.messages - summaries) + readings;
  quantities["rules-triggered"] = follow(quantities["rules-triggered"]);
  quantities["rule-actions"] = follow(quantities["rule-actions"]);
  quantities["stored-bytes"] = Math.max(0, quantities["stored-bytes"] + bytes);
  quantities["bytes-up"] = Math.max(0, quantities["bytes-up"] + bytes);
  return {
    quantities: monthly(quantities, run.virtualMs),
    devices: run.naming.deviceCount,
    note: `${noteOf(run.virtualMs)} Modelled: every reading behind a gateway sent as a message of its own.`,
  };
};
