// iotctl plan: what a scenario would run, before it runs: who, when, and about how much.
import type { Command } from "commander";
import { formatDuration } from "../core/duration.js";
import { formatBytes, formatCount } from "../core/units.js";
import type { FleetPlan } from "../model/plan.js";
import type { DeviceTwin, Scenario, Target } from "../scenario/scenario.js";
import { collectSettings } from "./arguments.js";
import type { Cli } from "./cli.js";
import { loadToRun } from "./load-scenario.js";
import { titleOf } from "./progress.js";
import { textTable } from "./text-table.js";

const DAY_MS = 86_400_000;

/**
 * Readings one device sends in a day when nothing is wrong, and whether that is exact. Periodic reporting is; by
 * exception it is the heartbeat at least and the sampling interval at most, and here the least is told.
 */
export const readingsPerDay = ({ reporting }: DeviceTwin): { count: number; exact: boolean } =>
  reporting.mode === "periodic"
    ? { count: DAY_MS / reporting.intervalMs, exact: true }
    : { count: DAY_MS / Math.max(reporting.heartbeatMs, reporting.intervalMs), exact: false };

/** Messages all gateways of a group's site send for it in a day: one summary per gateway and window at most. */
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
const PROCESS_BYTES = 200 * 1024 ** 2;
/** A bucket of one series in the batcher, kept for expectations: bucket number and value. */
const SERIES_POINT_BYTES = 16;
/** Share of a run's series that are ever written, from the shipped scenarios. */
const SERIES_USED_SHARE = 0.1;

export const memoryEstimateBytes = (plan: FleetPlan): number => {
  const { durationMs, resolutionMs } = plan.scenario;
  const points = plan.layout.seriesCount * SERIES_USED_SHARE * Math.ceil(durationMs / resolutionMs);
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

const planOf = async (scenario: Scenario) => {
  const { buildFleet } = await import("../fleet/build.js");
  const plan = buildFleet(scenario);
  const groups = plan.groups.map((group) => {
    const perDay = readingsPerDay(group.twin);
    return {
      id: group.id,
      twin: group.twin.name,
      tenant: scenario.tenants[group.tenant].id,
      via: group.via,
      transport: group.twin.radio.transport,
      devices: group.count,
      readingsPerDay: Math.round(perDay.count * group.count),
      exact: perDay.exact,
      cloudMessagesPerDay: Math.round(uplinksPerDay(plan, group.index)),
    };
  });
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
    gatewayGroups: plan.gatewayGroups.map(({ id, count, pairs, twin }) => ({
      id,
      twin: twin.name,
      gateways: count,
      pairs,
    })),
    readingsPerDay: groups.reduce((sum, group) => sum + group.readingsPerDay, 0),
    cloudMessagesPerDay: groups.reduce((sum, group) => sum + group.cloudMessagesPerDay, 0),
    memoryBytes: memoryEstimateBytes(plan),
    timeline: happenings(scenario),
    expectations: scenario.expectations.map(({ id, that, sql, severity }) => ({
      id,
      severity,
      text: that ?? sql ?? "",
    })),
    stops: scenario.stops.map(({ id, when }) => ({ id, when })),
  };
};

type Plan = Awaited<ReturnType<typeof planOf>>;

const about = (count: number, exact: boolean): string => `${exact ? "" : ">= "}${formatCount(count)}`;

const planText = (scenario: Scenario, plan: Plan): string => {
  const exact = plan.groups.every((group) => group.exact);
  const groups = textTable(
    [
      { title: "group" },
      { title: "via" },
      { title: "transport" },
      { title: "tenant" },
      { title: "devices", align: "right" },
      { title: "readings/day", align: "right" },
      { title: "to cloud/day", align: "right" },
    ],
    plan.groups.map((group) => [
      group.id,
      group.via,
      group.transport,
      group.tenant,
      formatCount(group.devices),
      about(group.readingsPerDay, group.exact),
      about(group.cloudMessagesPerDay, group.exact),
    ]),
  );
  const gateways = textTable(
    [{ title: "gateways" }, { title: "twin" }, { title: "count", align: "right" }],
    plan.gatewayGroups.map((group) => [
      group.id,
      group.twin,
      `${formatCount(group.gateways)}${group.pairs ? " in pairs" : ""}`,
    ]),
  );
  const timeline = textTable(
    [
      { title: "at", align: "right" },
      { title: "for", align: "right" },
      { title: "what" },
      { title: "target" },
    ],
    plan.timeline.map(({ atMs, untilMs, what, target }) => [
      formatDuration(atMs),
      untilMs === null ? "" : formatDuration(untilMs - atMs),
      what,
      target,
    ]),
  );
  const checks = textTable(
    [{ title: "expectation" }, { title: "severity" }, { title: "what" }],
    plan.expectations.map(({ id, severity, text }) => [id, severity, text]),
  );
  return [
    `${titleOf(scenario)}: ${formatDuration(plan.durationMs)} of virtual time, seed ${plan.seed}\n` +
      `${formatCount(plan.devices)} devices, ${formatCount(plan.gateways)} gateways, ${plan.cells} cells\n` +
      `about ${about(plan.readingsPerDay, exact)} readings a day, ${about(plan.cloudMessagesPerDay, exact)} messages a day to the cloud, ${formatBytes(plan.memoryBytes)} of memory (estimates, without faults)\n`,
    groups,
    gateways,
    timeline,
    checks,
  ]
    .filter((part) => part !== "")
    .join("\n");
};

interface PlanOptions {
  set?: Record<string, string>;
  variant?: string;
  json?: boolean;
}

const plan = async (cli: Cli, word: string, options: PlanOptions): Promise<void> => {
  const { world } = cli;
  const loaded = await loadToRun(world, word, {
    set: options.set,
    variant: options.variant,
    quiet: options.json,
  });
  const scenarios = loaded.map(({ scenario }) => scenario);
  const plans = await Promise.all(scenarios.map(planOf));
  world.stdout.write(
    options.json
      ? `${JSON.stringify({ schema: "iotctl.plan/1", plans }, null, 2)}\n`
      : plans.map((one, index) => planText(scenarios[index], one)).join("\n\n"),
  );
};

export const registerPlan = (program: Command, cli: Cli): void => {
  program
    .command("plan")
    .description("show what a scenario would run: entities, volume, memory, timeline")
    .argument("<scenario>", "scenario file, or name of a shipped scenario")
    .option("--set <name=value>", "set a parameter (repeatable)", collectSettings)
    .option("--variant <name>", "only this variant")
    .option("--json", "print the plan as JSON")
    .addHelpText("after", "\nExample:\n  iotctl plan scenarios/reboot-storm.yaml --set connectLimit=200\n")
    .action((word: string, options: PlanOptions) => plan(cli, word, options));
};
