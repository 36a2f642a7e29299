// Once: alarms stand first in a gateway's store, so "drop the oldest" took them first when a long cut filled it.
import { expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
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

it.each([
  ["oldest", 220, 240],
  ["newest", 120, 140],
])("with drop: %s a full store keeps the readings of minute %i to %i", async (drop, fromMin, toMin) => {
  // Ten readings a minute for two hours, room for two hundred.
  const run = await runScenario(`
iotctl: 1
seed: overflow
duration: 6h
record: [{keep: full}]
sites:
  - id: hall
    gateways: {twin: fog-gateway, count: 1, overrides: {store: {max: 200, drop: ${drop}, drain: 5/s}}}
    devices:
      - id: alone
        twin: temperature-wifi
        count: 10
        overrides: {mtbf: 0s, radio: {loss: 0%, ackLoss: 0%}, reporting: {interval: 1m, passthrough: true}}
timeline:
  - {id: cut, at: 2h, for: 2h, fault: backhaul.outage, target: {gateways: true}}
`);
  expect(run.broken()).toEqual([]);
  // And some more until the gateway has dialled again.
  expect(Math.abs(run.total("messages.dropped", "store-full") - 1_025)).toBeLessThanOrEqual(25);
  const readings = run
    .events(Events.reading)
    .map(({ atMs, sensedMs }) => ({ atMs, sensedMs }))
    .sort((x, y) => x.sensedMs - y.sensedMs);
  const kept = readings.filter(({ sensedMs }) => sensedMs >= 7_206_000 && sensedMs < 14_394_000);
  expect(kept[0].sensedMs / 60_000).toBeGreaterThanOrEqual(fromMin - 1);
  expect(kept[kept.length - 1].sensedMs / 60_000).toBeLessThanOrEqual(toMin + 1);
  // Five a second, and nothing overtakes what waits.
  expect(kept[kept.length - 1].atMs - kept[0].atMs).toBeGreaterThan(kept.length * 180);
  for (let at = 1; at < readings.length; at++)
    expect(readings[at].atMs).toBeGreaterThan(readings[at - 1].atMs - 5_000);
});

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
