// Scenarios for battery tests: a twin given as text, chemistries given as text or shipped.
import { existsSync, readFileSync } from "node:fs";
import { formatDiagnostic } from "../../src/core/diagnostic.js";
import { loadChemistry } from "../../src/scenario/chemistries.js";
import { loadScenario } from "../../src/scenario/load.js";
import type { ChemistrySpec } from "../../src/spec/power.js";
import type { Scenario } from "../../src/spec/scenario.js";

/** A cell with one voltage, no resistance, no losses: charge alone decides, so hands can count. */
export const IDEAL = `chemistry: ideal
kind: chemistry
nominal: 3V
cutoff: 2V
reference: 1000mAh
rechargeable: true
charging: {efficiency: 100%, above: -60, below: 90}
curve:
  - [100, 3.0, 0]
  - [0, 3.0, 0]
`;

/** A wired reporter: no losses, no receive times, no surprises. `power` is the twin's power section. */
export const reporter = (
  power: string,
  more = "reporting: {mode: periodic, interval: 10m, payload: 10B, qos: 0}",
) => `
twin: reporter
kind: device
attach: gateway
power: ${power}
radio:
  transport: ethernet
  latency: 10ms
  transmit: {current: 10mA, time: 100ms}
  receive: {current: 0mA, time: 0ms}
  retries: 0
  payloadMax: 1KB
  downlink: 1MB/s
signal: {kind: constant, value: 20}
${more}
firmware: {version: 1.0.0, reboot: 5s}
`;

interface WorldText {
  duration: string;
  count?: number;
  twin: string;
  chemistry?: string;
  startsAt?: string;
  start?: string;
  /** More lines of the scenario: timeline, firmware, rollouts. */
  rest?: string;
}

/** A scenario of `count` reporters; throws with all diagnostics where it has errors. */
export const worldOf = ({
  duration,
  count = 1,
  twin,
  chemistry = IDEAL,
  startsAt,
  start,
  rest = "",
}: WorldText): Scenario => {
  const lines = [
    "iotctl: 1",
    "name: battery",
    "seed: battery",
    `duration: ${duration}`,
    ...(startsAt === undefined ? [] : [`startsAt: ${startsAt}`]),
    ...(start === undefined ? [] : [`start: ${start}`]),
    `sites: [{id: n, gateways: {twin: fog-gateway, count: 1}, devices: [{twin: reporter, count: ${count}}]}]`,
    rest,
  ];
  const files: Record<string, string> = {
    "w/test.yaml": `${lines.join("\n")}\n`,
    "w/twins/reporter.yaml": twin,
    "w/twins/chemistries/ideal.yaml": chemistry,
  };
  const { scenarios, diagnostics } = loadScenario("w/test.yaml", {
    readText: (path) => files[path] ?? readFileSync(path, "utf8"),
    exists: (path) => Object.hasOwn(files, path) || existsSync(path),
    shippedRoot: ".",
  });
  if (scenarios.length === 0)
    throw new Error(diagnostics.map((each) => formatDiagnostic(each, {})).join("\n"));
  return scenarios[0];
};

/** A chemistry from its text; throws where it has errors. */
export const chemistryFrom = (text: string, file = "ideal.yaml"): ChemistrySpec => {
  const { chemistry, diagnostics } = loadChemistry(file, {
    readText: () => text,
    exists: () => true,
    shippedRoot: ".",
  });
  if (chemistry === null) throw new Error(diagnostics.map((each) => formatDiagnostic(each, {})).join("\n"));
  return chemistry;
};

/** A shipped chemistry. */
export const shipped = (name: string): ChemistrySpec =>
  chemistryFrom(readFileSync(`twins/chemistries/${name}.yaml`, "utf8"), `${name}.yaml`);
