// What the dashboard is shown, from the running totals: small, cheap, and of no influence on the run.
import { type MetricName, metricIndex } from "../event/metric.js";
import type { MetricLayout } from "../event/metric-layout.js";
import { LIFECYCLE_STATES } from "../event/vocabulary.js";
import { lasts } from "../model/plan/agenda.js";
import type { CloudView, Snapshot } from "../result/snapshot.js";
import type { World } from "./world.js";

/** Adds up a metric over all groups; with `sub`, only that sub-key. */
export const totalOf = (
  layout: MetricLayout,
  totals: Float64Array,
  name: MetricName,
  sub?: number,
): number => {
  const metric = metricIndex(name);
  const end = layout.series(metric, layout.groupCount + 1);
  const step = sub === undefined ? 1 : layout.subs[metric];
  let sum = 0;
  for (let series = layout.base[metric] + (sub ?? 0); series < end; series += step) sum += totals[series];
  return sum;
};

/** Sum of a metric over the sub-keys of one group. */
export const groupTotalOf = (
  layout: MetricLayout,
  totals: Float64Array,
  name: MetricName,
  group: number,
): number => {
  const metric = metricIndex(name);
  let sum = 0;
  for (let sub = 0; sub < layout.subs[metric]; sub++) sum += totals[layout.series(metric, group, sub)];
  return sum;
};

interface SnapshotInput {
  world: World;
  totals: Float64Array;
  view: CloudView;
  /** The instant the totals are of. */
  virtualMs: number;
  presentMs: number;
  endMs: number;
  /** Since the run began, by the wall clock. */
  wallMs: number;
}

export const snapshotOf = (input: SnapshotInput): Snapshot => {
  const { world, totals, view, virtualMs, presentMs, endMs, wallMs } = input;
  const total = (name: MetricName, sub?: number) => totalOf(world.layout, totals, name, sub);
  const underWay = world.agenda.underWay(virtualMs);
  return {
    virtualMs,
    presentMs,
    endMs,
    wallMs,
    devices: world.entityCount - world.gatewayCount,
    online: total("device.online"),
    states: LIFECYCLE_STATES.map((_, state) => total("device.state", state)),
    gateways: world.gatewayCount,
    gatewaysOnline: total("gateway.online"),
    produced: total("messages.produced"),
    delivered: total("messages.delivered"),
    dropped: total("messages.dropped"),
    fogIn: total("fog.messages.in"),
    fogOut: total("fog.messages.out"),
    connectsRefused: total("connect.refused"),
    reboots: total("device.reboots"),
    activeFaults: underWay.filter(lasts).map(({ name }) => name),
    phase: underWay.find(({ kind }) => kind === "phase")?.name ?? "",
    alerts: view.alerts,
    rollouts: view.rollouts,
  };
};
