// Twins for tests: by their file, or with overrides as a group of a scenario lays them over.
import { existsSync, readFileSync } from "node:fs";
import { CONSUMERS, type Consumer } from "../../src/event/vocabulary.js";
import type { FileAccess } from "../../src/scenario/files.js";
import { type LoadedTwin, loadTwin } from "../../src/scenario/twin-file.js";
import { SHIPPED_TWINS } from "../../src/scenario/twins.js";
import type { DeviceTwin } from "../../src/spec/twin.js";
import { type ScenarioRun, scenarioOf } from "../run-scenario.js";

const access = (own: Record<string, string> = {}): FileAccess => ({
  readText: (path) => own[path] ?? readFileSync(path, "utf8"),
  exists: (path) => Object.hasOwn(own, path) || existsSync(path),
  shippedRoot: ".",
});

/** A shipped twin's file, or `text` in its place. */
export const loadShipped = (name: string, text?: string): LoadedTwin => {
  const path = `twins/${name}.yaml`;
  return loadTwin(path, access(text === undefined ? {} : { [path]: text }));
};

/** Shipped device twins by name. */
export const shippedDevices = (): DeviceTwin[] =>
  SHIPPED_TWINS.flatMap((name) => {
    const { twin } = loadShipped(name);
    return twin?.kind === "device" ? [twin] : [];
  });

/** A scenario of one group: `count` devices of a shipped twin with overrides (flow YAML), ten on a gateway. */
export const groupText = (name: string, overrides = "{}", count = 5, duration = "6h"): string =>
  `iotctl: 1
duration: ${duration}
sites:
  - id: here
    gateways: {twin: fog-gateway, count: ${Math.ceil(count / 10)}}
    devices: [{twin: ${name}, count: ${count}, overrides: ${overrides.replace(/\s+/g, " ")}}]
`;

/** A shipped twin with overrides. */
export const twinWith = (name: string, overrides: string): DeviceTwin =>
  Object.values(scenarioOf(groupText(name, overrides)).deviceTwins)[0];

/** Drained energy of a run by consumer as mAh a device and day, at a voltage that is taken as constant. */
export const drainedMAhPerDay = (run: ScenarioRun, volts: number, days: number): Record<Consumer, number> => {
  const { deviceCount } = run.plan;
  return Object.fromEntries(
    CONSUMERS.map((consumer) => [
      consumer,
      run.total("energy.drained", consumer) / volts / 3.6e9 / deviceCount / days,
    ]),
  ) as Record<Consumer, number>;
};
