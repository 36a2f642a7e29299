// A fault that strikes nobody and says nothing is the worst kind: a game day that never happened. Each kind of fault against
// one twin, alone behind its gateway or direct: it changes what happens, or the file is refused.
import { readdirSync } from "node:fs";
import { Events } from "../../src/event/events.js";
import { FAULT_KINDS, FAULTS, type FaultKind } from "../../src/fault/faults.js";
import { exampleParams } from "../../src/fault/words.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";

/** All shipped twins of devices. */
export const DEVICE_TWINS = readdirSync("twins")
  .filter((file) => file.endsWith(".yaml") && file !== "fog-gateway.yaml")
  .map((file) => file.replace(".yaml", ""));

/** A limit strikes the cloud, whoever is there. */
const KINDS = FAULT_KINDS.filter((kind) => kind !== "broker.limit");

const entryOf = (kind: FaultKind): string => {
  const target = FAULTS[kind].strikes === "cloud" ? "" : ", target: all";
  const example = exampleParams(kind);
  const params = example === "" ? "" : `, params: ${example}`;
  return `  - {id: f, at: 1h, for: 4h, fault: ${kind}${params}${target}}`;
};

/** Two of a twin, a device that keeps the site alive, and somebody who gives orders before the fault and while it lasts. */
const world = (twin: string, more: string): string => `
iotctl: 1
name: one-twin
seed: faults
duration: 8h
start: {state: active}
sites:
  - id: s
    gateways: {twin: fog-gateway, count: 1}
    devices: [{id: s/d, twin: ${twin}, count: 4, overrides: {mtbf: 0s}}]
record: [{keep: full}]
timeline:
  - {id: first, at: 30m, command: diagnostics, target: {group: s/d}}
  - {id: sick, at: 2h, command: reboot, target: {group: s/d}}
${more}
`;

/** All that a run says but its log of faults. */
const told = (run: ScenarioRun): string => {
  const counts = new Map<string, number>();
  for (const { metrics, windows, events } of run.batches) {
    for (let row = 0; row < events.count; row++)
      if (events.kind[row] === Events.reading.kind)
        counts.set(`r${events.entity[row]}@${events.atMs[row]}`, Events.reading.columns.value(events)[row]);
    for (let row = 0; row < metrics.count; row++) {
      const key = `${metrics.series[row]}@${metrics.bucket[row]}`;
      counts.set(key, (counts.get(key) ?? 0) + metrics.value[row]);
    }
    for (let row = 0; row < windows.count; row++)
      counts.set(`w${windows.gateway[row]}@${windows.startMs[row]}/${row}`, windows.mean[row]);
  }
  return JSON.stringify([...counts].sort());
};

/** `told`, or why the file was refused. */
const outcome = async (text: string): Promise<{ told: string; broken: string[] } | { refused: string }> => {
  try {
    const run = await runScenario(text);
    return { told: told(run), broken: run.broken() };
  } catch (cause) {
    return { refused: String(cause) };
  }
};

/** What nothing can show, by fault: and why. */
const REFUSED = /SCN052/;

/** The faults that show nowhere on a twin, or leave something behind; empty where all is well. */
export const silentFaults = async (twin: string): Promise<string[]> => {
  const quiet = await outcome(world(twin, ""));
  if ("refused" in quiet) throw new Error(quiet.refused);
  const silent: string[] = [];
  for (const kind of KINDS) {
    const ill = await outcome(world(twin, entryOf(kind)));
    if ("refused" in ill) {
      if (!REFUSED.test(ill.refused)) silent.push(`${kind}: ${ill.refused.slice(0, 200)}`);
      continue;
    }
    if (ill.told === quiet.told) silent.push(`${kind} changed nothing`);
    if (ill.broken.length > 0) silent.push(`${kind}: ${ill.broken.join()}`);
  }
  return silent;
};
