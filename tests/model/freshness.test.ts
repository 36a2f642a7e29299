// M1: freshness is the share of devices whose newest reading at the cloud is younger than the limit, over time. Fleets
// whose share is known by hand: silence, cut backhauls, a cloud that lags.
import { expect, test } from "vitest";
import { tenantSla } from "../../src/sla/availability.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";

const MINUTE = 60_000;
const HOUR = 3_600_000;

const freshnessOf = ({ series, naming, plan, result }: ScenarioRun): number =>
  tenantSla({ series, naming, tenants: plan.scenario.tenants, endMs: result.endMs })[0].freshness as number;

interface World {
  within?: string;
  devices: string;
  gateways?: string;
  timeline?: string;
  cloud?: string;
  duration?: string;
}

const world = ({
  within = "5m",
  devices,
  gateways = "",
  timeline = "",
  cloud = "{}",
  duration = "4h",
}: World) => `
iotctl: 1
name: fresh
seed: a
duration: ${duration}
tenants: [{id: t, sla: {freshness: {share: 95%, within: ${within}}}}]
sites: [{id: s, ${gateways}devices: [${devices}]}]
cloud: ${cloud}
timeline: [${timeline}]
`;
const sensors = (count: number, more = "") =>
  `{id: s/d, twin: temperature-wifi, count: ${count}, ${more}overrides: {mtbf: 0s}}`;
const DIRECT = sensors(20, "via: direct, ");
const GATEWAY = "gateways: {twin: fog-gateway, overrides: {aggregation: {window: 1m}}}, ";

test("a device that reports each minute is fresh all the time, one that is silent for 2 of 4 hours for half", async () => {
  const whole = await runScenario(world({ devices: DIRECT }), { strict: true });
  expect(whole.broken()).toEqual([]);
  expect(freshnessOf(whole)).toBeGreaterThan(0.999);
  const off =
    "{id: off, at: 1h, fault: device.offline, target: {group: s/d, count: 10, pick: first}, for: 2h}";
  const half = await runScenario(world({ devices: DIRECT, timeline: off }), { strict: true });
  expect(half.broken()).toEqual([]);
  // Ten devices: the last reading was on average half a minute old, and counts for five minutes.
  const silentMs = 10 * (2 * HOUR - 4.5 * MINUTE);
  expect(freshnessOf(half)).toBeCloseTo(1 - silentMs / (20 * 4 * HOUR), 2);
  expect(half.total("messages.fresh") / half.total("messages.delivered")).toBeGreaterThan(0.6);
});

test("it is exact: readings every 10 minutes, a limit of 2, and no more than a fifth of the time", async () => {
  const slow = DIRECT.replace("mtbf: 0s", "mtbf: 0s, reporting: {interval: 10m}");
  const run = await runScenario(world({ devices: slow, within: "2m", duration: "10h" }), { strict: true });
  expect(run.broken()).toEqual([]);
  expect(freshnessOf(run)).toBeCloseTo(0.2, 2);
});

test("behind a gateway whose backhaul is cut for an hour, nobody is fresh for an hour", async () => {
  const cut = "{id: cut, at: 1h, fault: backhaul.outage, target: {site: s}, for: 1h}";
  const run = await runScenario(world({ devices: sensors(20), gateways: GATEWAY, timeline: cut }), {
    strict: true,
  });
  expect(run.broken()).toEqual([]);
  // At the cut the newest readings were about a minute old; the next summary comes with the session, within a minute or two.
  expect(freshnessOf(run)).toBeGreaterThan(1 - 59 / 240);
  expect(freshnessOf(run)).toBeLessThan(1 - 53 / 240);
  // Everything arrived in the end: that is what completeness says, and not freshness.
  expect(run.total("messages.delivered")).toBeGreaterThan(0.98 * run.total("messages.produced"));
});

test("behind a gateway each silent device is missed, although its neighbours fill the same summaries", async () => {
  const off =
    "{id: off, at: 1h, fault: device.offline, target: {group: s/d, count: 5, pick: first}, for: 3h}";
  const run = await runScenario(world({ devices: sensors(20), gateways: GATEWAY, timeline: off }), {
    strict: true,
  });
  expect(run.broken()).toEqual([]);
  expect(freshnessOf(run)).toBeCloseTo(1 - (5 * (3 * HOUR - 4 * MINUTE)) / (20 * 4 * HOUR), 2);
});

test("windows longer than the limit leave the time between summaries stale", async () => {
  const gateways = "gateways: {twin: fog-gateway, overrides: {aggregation: {window: 10m}}}, ";
  const run = await runScenario(world({ devices: sensors(20), gateways, within: "2m", duration: "10h" }), {
    strict: true,
  });
  expect(run.broken()).toEqual([]);
  // The newest reading is half a minute old when the window ends: fresh for one and a half of ten minutes, and at the start.
  expect(freshnessOf(run)).toBeGreaterThan(0.145);
  expect(freshnessOf(run)).toBeLessThan(0.16);
});

test("maintenance is on neither side", async () => {
  const rest = "{id: in, at: 1h, command: enter-maintenance, target: {group: s/d, count: 10, pick: first}}";
  const run = await runScenario(world({ devices: DIRECT, timeline: rest }), { strict: true });
  expect(run.broken()).toEqual([]);
  expect(run.total("device.expected.time")).toBeLessThan(51 * HOUR);
  expect(freshnessOf(run)).toBeGreaterThan(0.999);
});

test("a cloud that keeps readings too long, or refuses them, has no fresh ones", async () => {
  const lag = (perSecond: number, queueMax: number) =>
    `{ingest: {perSecond: ${perSecond}, queueMax: ${queueMax}}}`;
  // 20 readings a minute come, 6 are worked on: the queue holds an hour's work, and soon each reading waits for ten.
  const slow = await runScenario(world({ devices: DIRECT, cloud: lag(0.1, 1_000_000) }), { strict: true });
  expect(slow.broken()).toEqual([]);
  expect(slow.total("ingest.stale")).toBeGreaterThan(0.9 * slow.total("messages.delivered"));
  expect(freshnessOf(slow)).toBeLessThan(0.1);
  const full = await runScenario(world({ devices: DIRECT, cloud: lag(0.1, 2) }), { strict: true });
  expect(full.broken()).toEqual([]);
  // Six of twenty get in.
  expect(freshnessOf(full)).toBeCloseTo(0.3, 1);
});
