// Once: alarms stand first in a gateway's store, so "drop the oldest" took them first when a long cut filled it.
import { expect, it } from "vitest";
import { runScenario } from "../run-scenario.js";

const world = (drop: string): string => `
iotctl: 1
name: overflow
seed: alarms
duration: 12h
sites:
  - id: hall
    region: eu
    gateways: {twin: fog-gateway, count: 1, overrides: {store: {max: 120, drop: ${drop}, drain: 5/s}}}
    devices:
      - {id: chatter, twin: temperature-wifi, count: 20, overrides: {mtbf: 0s}}
      # All they say is an alarm: 96 of them in the cut, and as many summaries of the others.
      - id: watch
        twin: temperature-wifi
        count: 4
        overrides: {mtbf: 0s, reporting: {interval: 20m, alarm: {above: -40}}}
timeline:
  - {id: cut, at: 2h, for: 8h, fault: backhaul.outage, target: {gateways: true}}
`;

it.each(["oldest", "newest"])(
  "with drop: %s an overflowing store gives up summaries, not alarms",
  async (drop) => {
    const run = await runScenario(world(drop), { strict: true });
    expect(run.broken()).toEqual([]);
    expect(run.total("messages.alarms", undefined, "watch")).toBeGreaterThan(96);
    expect(run.total("messages.dropped", "store-full", "chatter")).toBeGreaterThan(1_000);
    expect(run.total("messages.dropped", "store-full", "watch")).toBe(0);
  },
);
