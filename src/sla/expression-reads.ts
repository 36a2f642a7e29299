// Which function can read which metric: counters are summed, gauges and peaks looked at, latencies have quantiles.
// A counter's greatest bucket would depend on the run's resolution, so max(counter) is refused and max(rate()) offered.
import { METRICS, type MetricSpec } from "../event/metric.js";
import { findMetric, KEPT_WHOLE, READS, SHARED_UNITS } from "./expression-names.js";
import type { Aggregate } from "./expression-tree.js";
import type { Selection } from "./selector.js";

/** `last(device.online), share(device.online)`: how a metric is read; the name alone when there is no such metric. */
export const readingsOf = (name: string): string => {
  const index = findMetric(name);
  if (index < 0) return name;
  const spec: MetricSpec = METRICS[index];
  const reads: string[] = READS[spec.kind].map((aggregate) => `${aggregate}(${name})`);
  if (spec.kind === "counter") reads.push(`max(rate(${name}))`);
  if (spec.kind !== "peak" && SHARED_UNITS.includes(spec.unit)) reads.push(`share(${name})`);
  if (spec.sub === "latency") reads.push(`p95(${name})`, `max(${name})`);
  return reads.join(", ");
};

/** Whether a call asks how long a latency is (not how many samples there are). */
export const readsLatency = (
  aggregate: Aggregate,
  over: "value" | "share" | "rate",
  spec: MetricSpec,
): boolean =>
  spec.sub === "latency" &&
  over === "value" &&
  (isQuantile(aggregate) || aggregate === "max" || aggregate === "min");

export const isQuantile = (aggregate: Aggregate): boolean => aggregate.startsWith("p");

/** Why a function cannot read a metric, or null when it can. */
export const whyUnreadable = (
  aggregate: Aggregate,
  over: "value" | "share" | "rate",
  { spec, restricted }: Selection,
): string | null => {
  const { name, kind, unit } = spec;
  if (restricted && KEPT_WHOLE.includes(name))
    return `${name} is kept for the whole run, so it cannot be asked by device group`;
  if (readsLatency(aggregate, over, spec)) return null;
  if (isQuantile(aggregate)) return `${aggregate} needs a latency, and ${name} is not one`;
  if (aggregate === "share" || over === "share") {
    if (kind === "peak" || !SHARED_UNITS.includes(unit)) return `${name} counts ${unit}, so it has no share`;
    if (over === "share" && kind !== "gauge")
      return `${name} is a counter; its share has no course over time`;
    if (unit === "gateways" && restricted) return `${name} is kept for all gateways together, without labels`;
  }
  if (aggregate === "share") return null;
  if (over === "rate" || aggregate === "rate") {
    return kind === "counter" ? null : `${name} is a ${kind}, which has no rate`;
  }
  if (over === "share") return READS.gauge.includes(aggregate) ? null : `a share has no ${aggregate}`;
  return READS[kind].includes(aggregate) ? null : `${name} is a ${kind}, which ${aggregate} cannot read`;
};
