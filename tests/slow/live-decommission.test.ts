// LIF-8 over real MQTT: the same cells and the same cloud, so the same end: told, erased, refused, never back.
import { expect, it } from "vitest";
import { runVirtual } from "../../src/engine/run-virtual.js";
import { runLive } from "../../src/live/run-live.js";
import { totalled } from "../live/world.js";
import { scenarioOf } from "../scenario/reading.js";

const SCENARIO = `iotctl: 1
name: live-retirement
seed: l
duration: 2m
sites:
  - id: here
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {twin: temperature-wifi, count: 10, overrides: {reporting: {interval: 5s}, mtbf: 0s}}
      - {twin: thermostat, count: 10, overrides: {reporting: {interval: 5s}, reconnect: {policy: fixed, base: 2s}, mtbf: 0s}}
timeline:
  - {id: away, at: 20s, for: 20s, fault: device.offline, target: {twin: thermostat, count: 3, pick: first}}
  - {id: retire, at: 30s, decommission: true, target: all}
  - {id: thief, at: 100s, fault: credential.reuse, target: {twin: thermostat}}
`;

it("a decommissioned fleet is erased and refused live as it is in virtual time", async () => {
  const { result, total } = await totalled(runLive, scenarioOf(SCENARIO), { speed: 12 });
  expect(result.invariants.filter(({ ok }) => !ok)).toEqual([]);
  expect(total("device.erased")).toBe(20);
  expect(total("device.online")).toBe(0);
  // The gateways stay.
  expect(total("broker.sessions")).toBe(2);
  // Five refusals for each of those that were away, one for each try of the thief: so it is in virtual time, and live on a
  // machine with time to spare. There, an answer that is under way for more than the 20 s a device waits (1.7 s of wall
  // clock at this speed) was counted by the front and not heard by the device, which then tries once more: a stall of the
  // machine costs each of the three one more. Of five tries, no more than five can be so late.
  const virtual = await totalled(runVirtual, scenarioOf(SCENARIO), { inProcess: true });
  expect(virtual.total("connect.refused")).toBe(3 * 5 + 10);
  expect(virtual.total("device.erased")).toBe(20);
  expect(total("connect.refused")).toBeGreaterThanOrEqual(3 * 5 + 10);
  expect(total("connect.refused")).toBeLessThanOrEqual(3 * 10 + 10);
  expect(total("connect.accepted")).toBe(0);
});
