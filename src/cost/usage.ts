// What a run used, scaled to a month of 30 days: an estimate, because a run is short and may hold a storm that no
// ordinary month does. What happens once (rollout executions) is not scaled; of
// devices the mean count is taken, so one that was decommissioned half-way is half a device.
// Left out: rounding up of each connection's last minute (the meter sums session time over all connections).

import { DAY_MS, MINUTE_MS } from "../core/duration.js";
import { METRICS, type MetricName, metricIndex } from "../event/metric.js";
import type { Naming } from "../event/naming.js";
import type { SeriesStore } from "../event/series.js";
import { BACKHAUL_OVERHEAD_BYTES, stepsOf, TOPIC_BYTES } from "../event/sizes.js";
import { scaledHalfUp } from "./micro-usd.js";

/** What a price book can put a price on, with its unit. */
const METERS = {
  messages: "messages (in the provider's steps)",
  "connection-minutes": "minutes",
  "shadow-operations": "operations (1 KB steps)",
  "rules-triggered": "triggers (in steps)",
  "rule-actions": "actions (in steps)",
  "remote-actions": "job executions",
  "stored-bytes": "bytes of payload",
  "bytes-up": "bytes",
  "bytes-down": "bytes",
  "cellular-bytes": "bytes",
  "cellular-devices": "devices",
  "lorawan-messages": "messages",
  "lorawan-devices": "devices",
  devices: "devices",
  gateways: "gateways",
  "hub-units": "units bought",
} as const;
export type Meter = keyof typeof METERS;
export const METER_NAMES = Object.keys(METERS) as Meter[];

export const MONTH_DAYS = 30;
const MONTH_MS = MONTH_DAYS * DAY_MS;

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
  readonly cloud: MeteredCloud;
}

/** What the account must know of the cloud profile. */
export interface MeteredCloud {
  readonly profile: string;
  readonly units: number;
  /** Most messages a day that the units hold; null: no such limit. */
  readonly messagesPerDay: number | null;
  readonly metering: { readonly stepBytes: number };
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

const cellular: Picks = ({ billedAs }) => billedAs === "sim";
const lorawan: Picks = ({ billedAs }) => billedAs === "network-server";

/** Mean number of devices in the registry over the run, half up: a SIM is paid from its activation to its end. */
const devicesOf = (run: MeteredRun, picks: Picks | typeof ALL): number =>
  scaledHalfUp(totalOf(run, "meter.device.time", picks), 1, run.virtualMs);

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
  "cellular-devices": devicesOf(run, cellular),
  "lorawan-messages": totalOf(run, "fog.messages.in", lorawan),
  "lorawan-devices": devicesOf(run, lorawan),
  devices: devicesOf(run, ALL),
  gateways: run.naming.gatewayCount,
  "hub-units": run.cloud.units,
});

const UNSCALED: readonly Meter[] = [
  "remote-actions",
  "cellular-devices",
  "lorawan-devices",
  "devices",
  "gateways",
  "hub-units",
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
  return `Estimate: ${hours} h of virtual time scaled to 30 days; rollout executions are counted as they are, devices by their mean number.`;
};

/** What the run used, as a month. Quantities are rounded half up to whole units. */
export const meterRun = (run: MeteredRun): Usage => ({
  quantities: monthly(measured(run), run.virtualMs),
  devices: run.naming.deviceCount,
  note: noteOf(run.virtualMs),
});

/**
 * The same run had its gateways passed every reading on as a message of its own instead of summaries: messages, rule
 * triggers and actions, stored bytes and backhaul bytes change; sessions, shadows and jobs stay. A modelled figure. Each
 * reading is metered as the cloud meters one (payload and topic), stored as its payload, and sent as a gateway sends it.
 */
export const meterWithoutFog = (run: MeteredRun): Usage => {
  const quantities = measured(run);
  const { stepBytes } = run.cloud.metering;
  for (const group of run.naming.groups) {
    if (group.via !== "gateway") continue;
    const only: Picks = (one) => one === group;
    const heard = totalOf(run, "fog.messages.in", only);
    if (heard === 0) continue;
    // All readings of a group have one size.
    const payloadBytes = Math.round(totalOf(run, "fog.bytes.in", only) / heard);
    const readings = totalOf(run, "messages.produced", only);
    const sentBytes =
      totalOf(run, "fog.bytes.out", only) + totalOf(run, "fog.messages.out", only) * BACKHAUL_OVERHEAD_BYTES;
    const messages = readings * stepsOf(payloadBytes + TOPIC_BYTES, stepBytes);
    // Telemetry alone triggers rules, once for each of its steps.
    quantities.messages += messages - totalOf(run, "meter.rules", only);
    quantities["rules-triggered"] += messages - totalOf(run, "meter.rules", only);
    quantities["rule-actions"] += messages - totalOf(run, "meter.actions", only);
    quantities["stored-bytes"] += readings * payloadBytes - totalOf(run, "meter.store.bytes", only);
    quantities["bytes-up"] += readings * (payloadBytes + BACKHAUL_OVERHEAD_BYTES) - sentBytes;
  }
  return {
    quantities: monthly(quantities, run.virtualMs),
    devices: run.naming.deviceCount,
    note: `${noteOf(run.virtualMs)} Modelled: every reading behind a gateway sent as a message of its own.`,
  };
};
