// iotctl plan: what a scenario would run, before it runs: who, when, and about how much.
import type { Command } from "commander";
import { formatDuration } from "../core/duration.js";
import { formatBytes, formatCount } from "../core/units.js";
import { usd } from "../report/figures.js";
import type { Scenario } from "../spec/scenario.js";
import { ALLOW_FILES, collectSettings, collectWords } from "./arguments.js";
import type { Cli } from "./cli.js";
import { loadToRun } from "./load-scenario.js";
import type { RunPlan } from "./plan-estimate.js";
import { titleOf } from "./progress.js";
import { textTable } from "./text-table.js";

const volume = (count: number, least: boolean): string => `${least ? ">= " : ""}${formatCount(count)}`;

const groupTable = ({ groups }: RunPlan): string =>
  textTable(
    [
      { title: "group" },
      { title: "via" },
      { title: "transport" },
      { title: "tenant" },
      { title: "devices", align: "right" },
      { title: "readings/day", align: "right" },
      { title: "to cloud/day", align: "right" },
      { title: "air/device/day", align: "right" },
      { title: "duty used", align: "right" },
    ],
    groups.map((group) => [
      group.id,
      group.via,
      group.transport,
      group.tenant,
      formatCount(group.devices),
      volume(group.readingsPerDay, group.certainty === "least"),
      volume(group.cloudMessagesPerDay, group.certainty === "least"),
      `${(group.airMsPerDay / 1_000).toFixed(1)} s (${(group.airShare * 100).toPrecision(2)} %)`,
      group.dutyUsed === null ? "no limit" : `${(group.dutyUsed * 100).toPrecision(2)} %`,
    ]),
  );

const rolloutTable = ({ rollouts }: RunPlan): string =>
  textTable(
    [
      { title: "rollout" },
      { title: "to" },
      { title: "devices", align: "right" },
      { title: "image", align: "right" },
      { title: "peak download", align: "right" },
    ],
    rollouts.map(({ id, version, devices, imageBytes, peakBytesPerS }) => [
      id,
      version,
      formatCount(devices),
      formatBytes(imageBytes),
      `${formatBytes(peakBytesPerS)}/s`,
    ]),
  );

const gatewayTable = ({ gatewayGroups }: RunPlan): string =>
  textTable(
    [{ title: "gateways" }, { title: "twin" }, { title: "count", align: "right" }],
    gatewayGroups.map((group) => [group.id, group.twin, formatCount(group.gateways)]),
  );

const timelineTable = ({ timeline }: RunPlan): string =>
  textTable(
    [
      { title: "at", align: "right" },
      { title: "for", align: "right" },
      { title: "what" },
      { title: "target" },
    ],
    timeline.map(({ atMs, untilMs, what, target }) => [
      formatDuration(atMs),
      untilMs === null ? "" : formatDuration(untilMs - atMs),
      what,
      target,
    ]),
  );

const checkTable = ({ expectations }: RunPlan): string =>
  textTable(
    [{ title: "expectation" }, { title: "severity" }, { title: "what" }],
    expectations.map(({ id, severity, text }) => [id, severity, text]),
  );

/** Who, how long, how much, what for. */
const headText = (scenario: Scenario, plan: RunPlan): string => {
  const least = plan.groups.some(({ certainty }) => certainty === "least");
  const { cost } = plan;
  return (
    `${titleOf(scenario)}: ${formatDuration(plan.durationMs)} of virtual time, seed ${plan.seed}\n` +
    `${formatCount(plan.devices)} devices, ${formatCount(plan.gateways)} gateways, ${plan.cells} ${plan.cells === 1 ? "cell" : "cells"}\n` +
    `${volume(plan.readingsPerDay, least)} readings and ${volume(plan.cloudMessagesPerDay, least)} messages to the cloud a day, ${formatBytes(plan.memoryBytes)} of memory (estimates, without faults)\n` +
    (plan.recordedReadings === 0
      ? ""
      : `about ${formatCount(plan.recordedReadings)} readings kept one by one, and the alarms (\`record\`)\n`) +
    `about ${formatDuration(Math.ceil(plan.wallMs / 1_000) * 1_000)} on one thread; ${usd(cost.monthlyUsd)} a month, ${usd(cost.perDeviceUsd)} per device (${cost.priceBook} of ${cost.asOf})\n` +
    cost.warnings.map((warning) => `warning: ${warning}\n`).join("")
  );
};

const planText = (scenario: Scenario, plan: RunPlan): string =>
  [
    headText(scenario, plan),
    groupTable(plan),
    gatewayTable(plan),
    rolloutTable(plan),
    timelineTable(plan),
    checkTable(plan),
  ]
    .filter((part) => part !== "")
    .join("\n");

interface PlanOptions {
  set?: Record<string, string>;
  allowFiles?: string[];
  variant?: string;
  json?: boolean;
}

const plan = async (cli: Cli, word: string, options: PlanOptions): Promise<void> => {
  const { system } = cli;
  const loaded = await loadToRun(system, word, {
    set: options.set,
    variant: options.variant,
    allowFiles: options.allowFiles,
    quiet: options.json,
  });
  const scenarios = loaded.map(({ scenario }) => scenario);
  const { planOf } = await import("./plan-estimate.js");
  const plans = await Promise.all(loaded.map(planOf));
  system.stdout.write(
    options.json
      ? `${JSON.stringify({ schema: "iotctl.plan/1", plans }, null, 2)}\n`
      : plans.map((one, index) => planText(scenarios[index], one)).join("\n\n"),
  );
};

export const registerPlan = (program: Command, cli: Cli): void => {
  program
    .command("plan")
    .description(
      "show what a scenario would run: entities, volume, airtime, cost, memory, wall time, timeline",
    )
    .argument("<scenario>", "scenario file, or name of a shipped scenario")
    .option("--set <name=value>", "set a parameter (repeatable)", collectSettings)
    .option(...ALLOW_FILES, collectWords)
    .option("--variant <name>", "only this variant")
    .option("--json", "print the plan as JSON")
    .addHelpText("after", "\nExample:\n  iotctl plan scenarios/reboot-storm.yaml --set connectLimit=200\n")
    .action((word: string, options: PlanOptions) => plan(cli, word, options));
};
