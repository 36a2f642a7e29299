// A small fleet with something of everything that a fork at one hour finds under way, behind it, or still to come.
import { scenarioOf } from "../../run-scenario.js";

export interface Parts {
  head?: string;
  count?: number;
  timeline?: string[];
  rollouts?: string[];
  rest?: string;
}

export const DARK =
  "{id: dark, at: 40m, for: 30m, fault: backhaul.outage, target: {site: north, gateways: {count: 1}}}";
export const SLOW = "{id: slow, at: 50m, for: 40m, fault: broker.limit, params: {connectsPerSecond: 5}}";
export const KNOCK = "{id: knock, at: 80m, command: blink, target: {group: north/wifi}}";
export const FW =
  "{id: fw, at: 20m, to: 3.0.0, target: {group: north/wifi}, stages: [{percent: 20, soak: 20m}, {percent: 100, soak: 5m}], rate: {baseRatePerMinute: 10}}";
export const NB =
  "{id: nb, at: 75m, to: 3.0.0, target: {group: north/nb}, stages: [{percent: 100}], rate: {baseRatePerMinute: 10}}";

export const parts = ({
  head = "",
  count = 12,
  timeline = [DARK, SLOW, KNOCK],
  rollouts = [FW],
  rest = "",
}: Parts = {}) =>
  scenarioOf(`iotctl: 1
name: forked
seed: forked
duration: 2h
start: {state: active}
tenants: [{id: city}]
sites:
  - id: north
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {id: north/lora, twin: parking-lora, count: 10}
      - {id: north/wifi, twin: temperature-wifi, count: ${count}, overrides: {shadow: [{name: seconds, sets: reporting.interval, unit: s, min: 5, max: 3600}]}}
      - {id: north/nb, twin: parking-nbiot, count: 8}
timeline:
${timeline.map((entry) => `  - ${entry}`).join("\n")}
firmware: [{version: 3.0.0, size: 2KB}]
rollouts:
${rollouts.map((entry) => `  - ${entry}`).join("\n")}
${head}
${rest}
`);
