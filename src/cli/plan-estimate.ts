// What a scenario would do, estimated before it runs: readings, messages to the cloud, memory, and its calendar.
// Estimates take a day in which nothing goes wrong.
import { DAY_MS } from "../core/duration.js";
import { reportsPerStay } from "../explain/traffic.js";
import type { FleetPlan } from "../model/plan/plan.js";
import { expectedRows } from "../scenario/record.js";
import type { Scenario } from "../spec/scenario.js";
import type { Target } from "../spec/target.js";
import type { DeviceTwin } from "../spec/twin.js";
import type { PricedScenario } from "./load-scenario.js";

/** How sure a figure is: reckoned exactly, the mean of a random process, or the least there will be. */
type Certainty = "exact" | "mean" | "least";

interface Volume {
  count: number;
  certainty: Certainty;
}

/** Readings one device sends in a day. By exception with an unknown signal, the heartbeats are the least. */
const readingsPerDay = ({ reporting, signal }: DeviceTwin): Volume => {
  const { mode, intervalMs, heartbeatMs } = reporting;
  if (mode === "periodic") return { count: DAY_MS / intervalMs, certainty: "exact" };
  if (mode === "on-change" && signal.kind === "occupancy") {
    const { meanOccupiedMs, meanVacantMs } = signal;
    const reports = reportsPerStay(meanOccupiedMs, heartbeatMs) + reportsPerStay(meanVacantMs, heartbeatMs);
    return { count: (DAY_MS * reports) / (meanOccupiedMs + meanVacantMs), certainty: "mean" };
  }
  return { count: DAY_MS / Math.max(heartbeatMs, intervalMs), certainty: "least" };
};

/** Messages a day that reach the cloud for a group: its readings, or one summary per gateway and window at most. */
const uplinksPerDay = (plan: FleetPlan, index: number): number => {
  const group = plan.groups[index];
  const own = readingsPerDay(group.twin).count * group.count;
  if (group.via === "direct" || group.twin.reporting.passthrough) return own;
  const summaries = plan.gatewayGroups
    .filter((gateways) => gateways.site === group.site && gateways.twin.aggregate)
    .reduce((sum, gateways) => sum + (gateways.count * DAY_MS) / gateways.twin.windowMs, 0);
  return summaries === 0 ? own : Math.min(own, summaries);
};

/** Measured order of a device's columns with its queue slots, and of a gateway's with its windows. */
const DEVICE_BYTES = 400;
const GATEWAY_BYTES = 20_000;
/** Node itself, the code, DuckDB's buffers. */
const PROCESS_BYTES = 256 * 1024 * 1024;
/** A bucket of one series in the batcher, kept for expectations: bucket number and value. */
const SERIES_POINT_BYTES = 16;
/** Share of a run's series that are ever written, from the shipped scenarios. */
const SERIES_USED_SHARE = 0.1;
/** Latency buckets a device group fills in one bucket of time, from the same. */
const LATENCIES_USED = 10;

/** Payload of one message to the cloud: a summary, or a reading. */
const messageBytes = (plan: FleetPlan, index: number): number => {
  const group = plan.groups[index];
  const own = group.twin.reporting.payloadBytes;
  if (group.via === "direct" || group.twin.reporting.passthrough) return own;
  return (
    plan.gatewayGroups.find(({ site, twin }) => site === group.site && twin.aggregate)?.twin.summaryBytes ??
    own
  );
};

const memoryEstimateBytes = (plan: FleetPlan): number => {
  const { durationMs, resolutionMs } = plan.scenario;
  const { denseCount, groupCount } = plan.layout;
  const perBucket = denseCount * SERIES_USED_SHARE + groupCount * LATENCIES_USED;
  const points = perBucket * Math.ceil(durationMs / resolutionMs);
  return Math.round(
    PROCESS_BYTES +
      plan.deviceCount * DEVICE_BYTES +
      plan.gatewayCount * GATEWAY_BYTES +
      points * SERIES_POINT_BYTES,
  );
};

const targetWords = (target: Target): string => {
  const words = [
    ...target.sites,
    ...target.regions,
    ...target.tenants,
    ...target.twins,
    ...target.groups,
    ...target.ids,
    ...Object.entries(target.labels).map(([label, value]) => `${label}=${value}`),
    ...target.versions,
  ];
  const share =
    target.percentPpm !== null
      ? `${target.percentPpm / 10_000} % of `
      : target.count !== null
        ? `${target.count} of `
        : "";
  const kind = target.kind === "any" ? "" : ` ${target.kind}`;
  return `${share}${words.join(" ") || "all"}${kind}`;
};

type AirFigures = ReturnType<typeof import("./plan-figures.js").airOf>;

interface Happening {
  atMs: number;
  untilMs: number | null;
  what: string;
  target: string;
}

/** Phases, faults, rollouts and recorded outages in time order; same-instant entries in file order. */
const happenings = (scenario: Scenario): Happening[] =>
  [
    ...scenario.phases.map(({ name, startMs, endMs }) => ({
      atMs: startMs,
      untilMs: endMs,
      what: `phase ${name}`,
      target: "",
    })),
    ...scenario.timeline.map(({ id, atMs, forMs, action, target }) => ({
      atMs,
      untilMs: forMs === null ? null : atMs + forMs,
      what: `${action.do === "fault" ? action.fault : action.do === "command" ? `command ${action.command}` : action.do} (${id})`,
      target: targetWords(target),
    })),
    ...scenario.rollouts.map(({ id, atMs, version, target, stages }) => ({
      atMs,
      untilMs: null,
      what: `rollout ${id} to ${version}, ${stages.map(({ sharePpm }) => `${sharePpm / 10_000} %`).join(", ")}`,
      target: targetWords(target),
    })),
    ...scenario.outages
      .filter(({ outages }) => outages.length > 0)
      .map(({ id, outages, target }) => ({
        atMs: outages[0].downMs,
        untilMs: null,
        what: `${outages.length} recorded outages (${id})`,
        target: targetWords(target),
      })),
  ].sort((x, y) => x.atMs - y.atMs);

/** A group's volumes; of one device the time on air, its share of the day, and of what the duty cycle allows (null: no limit). */
const groupFigures = (plan: FleetPlan, index: number, air: AirFigures) => {
  const group = plan.groups[index];
  const perDay = readingsPerDay(group.twin);
  return {
    id: group.id,
    twin: group.twin.name,
    tenant: plan.scenario.tenants[group.tenant].id,
    via: group.via,
    transport: group.twin.radio.transport,
    devices: group.count,
    readingsPerDay: Math.round(perDay.count * group.count),
    certainty: perDay.certainty,
    cloudMessagesPerDay: Math.round(uplinksPerDay(plan, index)),
    airMsPerDay: Math.round(air.airMsPerDay),
    airShare: air.airShare,
    dutyUsed: air.dutyUsed,
  };
};

/** Everything `iotctl plan` shows, as one object. */
export const planOf = async ({ scenario, book }: PricedScenario) => {
  const [{ buildFleet }, { airOf, costOf, downloadOf, explainer, wallMsOf }] = await Promise.all([
    import("../fleet/build.js"),
    import("./plan-figures.js"),
  ]);
  const explain = explainer();
  const plan = buildFleet(scenario);
  const volumes = plan.groups.map((group) => ({
    group,
    readingsPerDay: readingsPerDay(group.twin).count * group.count,
    cloudMessagesPerDay: uplinksPerDay(plan, group.index),
    messageBytes: messageBytes(plan, group.index),
    explanation: explain(group.twin),
  }));
  const groups = plan.groups.map((group) => groupFigures(plan, group.index, airOf(explain(group.twin))));
  return {
    scenario: scenario.name,
    variant: scenario.variant,
    seed: scenario.seed,
    durationMs: scenario.durationMs,
    resolutionMs: scenario.resolutionMs,
    devices: plan.deviceCount,
    gateways: plan.gatewayCount,
    cells: plan.cells.length,
    groups,
    gatewayGroups: plan.gatewayGroups.map(({ id, count, twin }) => ({
      id,
      twin: twin.name,
      gateways: count,
    })),
    readingsPerDay: groups.reduce((sum, group) => sum + group.readingsPerDay, 0),
    cloudMessagesPerDay: groups.reduce((sum, group) => sum + group.cloudMessagesPerDay, 0),
    recordedReadings: scenario.record.reduce(
      (sum, rule) => sum + Math.min(rule.rows, expectedRows(rule, scenario, scenario.durationMs)),
      0,
    ),
    memoryBytes: memoryEstimateBytes(plan),
    wallMs: wallMsOf(plan, volumes),
    cost: costOf(plan, book, volumes),
    rollouts: scenario.rollouts.map((_, index) => downloadOf(plan, index)),
    timeline: happenings(scenario),
    expectations: scenario.expectations.map(({ id, that, sql, severity }) => ({
      id,
      severity,
      text: that ?? sql ?? "",
    })),
    stops: scenario.stops.map(({ id, when }) => ({ id, when })),
  };
};

export type RunPlan = Awaited<ReturnType<typeof planOf>>;
