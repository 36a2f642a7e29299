// Small worlds for the radio: one site and one group of a twin whose parts a test writes itself.
import { existsSync, readFileSync } from "node:fs";
import { formatDiagnostic } from "../../src/core/diagnostic.js";
import { type Loaded, loadScenario } from "../../src/scenario/load.js";
import type { RadioTwin } from "../../src/spec/radio.js";
import type { Scenario } from "../../src/spec/scenario.js";

export interface Probe {
  /** Flow YAML of the twin's parts. */
  radio: string;
  reporting?: string;
  signal?: string;
  power?: string;
  buffer?: string;
  keepalive?: string;
  attach?: "gateway" | "direct";
  count?: number;
  gateways?: number;
  duration?: string;
  seed?: string;
  rest?: string;
}

const TWIN_FILE = "twins/probe.yaml";
const BATTERY =
  "{source: battery, battery: {chemistry: li-socl2, capacity: 19Ah, nominal: 3.6V, brownout: 1V, resistance: 0Ohm}}";

/** The twin file of a probe: its radio is the last but one line, so that places in it are known. */
export const twinText = (probe: Probe): string => `twin: probe
kind: device
attach: ${probe.attach ?? "gateway"}
power: ${probe.power ?? BATTERY}
signal: ${probe.signal ?? "{kind: constant, value: 1}"}
buffer: ${probe.buffer ?? "{max: 100}"}
firmware: {version: 1.0.0}
keepalive: ${probe.keepalive ?? "20m"}
reporting: ${probe.reporting ?? "{mode: periodic, interval: 10m, payload: 10B}"}
radio: ${probe.radio}
shadow: [{name: colour, initial: red}]
`;

const scenarioText = (probe: Probe): string => `
iotctl: 1
name: radio
seed: ${probe.seed ?? "radio"}
duration: ${probe.duration ?? "6h"}
start: {state: active}
sites:
  - id: s
    gateways: {twin: fog-gateway, count: ${probe.gateways ?? 1}, overrides: {capacity: 100_000}}
    devices:
      - {twin: probe, count: ${probe.count ?? 1}}
${probe.rest ?? ""}
`;

/** Loads a probe's world, with whatever is wrong with it. */
export const load = (probe: Probe): Loaded => {
  const files: Record<string, string> = { "test.yaml": scenarioText(probe), [TWIN_FILE]: twinText(probe) };
  return loadScenario("test.yaml", {
    set: {},
    readText: (path) => files[path] ?? readFileSync(path, "utf8"),
    exists: (path) => path in files || existsSync(path),
    shippedRoot: ".",
  });
};

/** A probe's scenario; throws where it has errors. */
export const scenarioOf = (probe: Probe): Scenario => {
  const { scenarios, diagnostics } = load(probe);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map((error) => formatDiagnostic(error, {})).join("\n"));
  return scenarios[0];
};

/** The radio as the model reads it. */
export const radioOf = (radio: string, more: Partial<Probe> = {}): RadioTwin => {
  const scenario = scenarioOf({ radio, ...more });
  return scenario.deviceTwins[scenario.devices[0].twin].radio;
};

/** A LoRa link that loses nothing by itself and is not confirmed, and whatever a test adds. */
export const bareLora = (more: string): string =>
  `{transport: lorawan, loss: 0%, confirmed: false, environment: free-space, distance: {min: 100m, max: 100m}, ${more}}`;
