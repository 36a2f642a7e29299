// The cloud as a list of services: columns by name, one taker for each kind, and what the loop holds them to.
import { expect, test } from "vitest";
import { AssertionError } from "../../src/core/assert.js";
import { HostOutlets } from "../../src/engine/outlets.js";
import { UPLINKS } from "../../src/event/uplinks.js";
import { buildFleet } from "../../src/fleet/build.js";
import { FleetCloud } from "../../src/model/cloud/cloud.js";
import { type CloudColumns, CloudState } from "../../src/model/cloud/cloud-state.js";
import { changePresent } from "../../src/model/cloud/front/carrier.js";
import { SERVICES } from "../../src/model/cloud/services.js";
import { scenarioOf } from "../run-scenario.js";

const planOf = (more = "") =>
  buildFleet(
    scenarioOf(`
iotctl: 1
name: services
duration: 1h
sites: [{id: s, devices: [{twin: temperature-wifi, count: 2, via: direct}]}]
${more}`),
  );

test("each service has columns under its name, and each kind of uplink one taker", () => {
  const plan = planOf();
  const { shared: _, ...columns } = new CloudState(plan, new HostOutlets(plan.layout)).save();
  expect(SERVICES.map(({ name }) => name).sort()).toEqual(Object.keys(columns).sort());
  const taken = SERVICES.flatMap(({ uplinks }) => Object.keys(uplinks));
  expect(taken.sort()).toEqual(UPLINKS.map(({ name }) => name).sort());
});

test("a look at the alerts is a tick, and no reason for the cells to wait", () => {
  const plan = planOf("alerts: [{id: a, metric: offline-share, threshold: 50%}]");
  const cloud = new FleetCloud(plan, new HostOutlets(plan.layout));
  cloud.start();
  expect(cloud.nextTickMs()).toBe(60_000);
  expect(cloud.quietUntilMs()).toBeGreaterThan(3_600_000);
});

test("an arrival that moves a service's tick is found at the next bucket's end", () => {
  const plan = planOf();
  const cloud = new FleetCloud(plan, new HostOutlets(plan.layout));
  cloud.start();
  cloud.beforeBucketEnd(60_000);
  (cloud.state() as CloudColumns).command.tickMs = 90_000;
  expect(() => cloud.beforeBucketEnd(120_000)).toThrow(AssertionError);
});

test("a service that speaks while it has promised to be quiet ends the run", () => {
  const plan = planOf("timeline: [{at: 1m, command: reboot, target: {site: s}}]");
  const cloud = new FleetCloud(plan, new HostOutlets(plan.layout));
  cloud.start();
  cloud.onTick(60_000);
  const command = SERVICES.find(({ name }) => name === "command")?.ticks;
  if (command === undefined) throw new Error("commands tick");
  const { quietUntilMs } = command;
  try {
    command.quietUntilMs = () => Infinity;
    expect(() => cloud.onTick(cloud.nextTickMs())).toThrow("promised to be quiet");
  } finally {
    command.quietUntilMs = quietUntilMs;
  }
});

test("neither are more devices present than registered, nor fewer than none", () => {
  const plan = planOf();
  const state = new CloudState(plan, new HostOutlets(plan.layout));
  for (const service of SERVICES) service.start?.(state);
  expect([state.front.presentCount, state.registry.registeredCount]).toEqual([2, 2]);
  expect(() => changePresent(state, 1)).toThrow(AssertionError);
  state.front.presentCount = 0;
  expect(() => changePresent(state, -1)).toThrow(AssertionError);
});
