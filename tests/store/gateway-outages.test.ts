// What is cut is written down: gateways' outages with their cause, how much waited at each, single devices' availability,
// and recorded outages under the names the recording gives them.
import { expect, test } from "vitest";
import { reportMoments } from "../../src/report/stretches.js";
import { loadTurningPoints } from "../../src/store/load-turning-points.js";
import { scenarioOf } from "../run-scenario.js";
import { playAndStore } from "../stored-run.js";

const HOUR = 3_600_000;

const WORLD = `iotctl: 1
seed: cut
duration: 6h
startsAt: 2026-03-02T08:00:00Z
tenants: [{id: red}, {id: blue}]
sites:
  - id: north
    region: eu
    gateways: {twin: fog-gateway, count: 3}
    devices:
      - {id: north/t, twin: temperature-wifi, count: 6, tenant: red, overrides: {mtbf: 0s}}
  - id: web
    region: us
    devices:
      - {id: web/svc, twin: parking-nbiot, count: 3, tenant: blue, overrides: {mtbf: 0s}}
timeline:
  - {id: cable, at: 1h, fault: backhaul.outage, target: {site: north, gateways: {count: 2}}, for: 90m}
`;

test("two of three gateways cut for 90 minutes: two outages with their cause, and what waited at each", async () => {
  const { run, rows, rejections } = await playAndStore(WORLD);
  expect([run.broken(), rejections]).toEqual([[], []]);
  const outages = await rows(
    "select entity_name, cause, ended_by, from_ms, from_time, duration_ms from usable.outages where tier = 'gateway' order by entity",
  );
  expect(outages).toHaveLength(2);
  for (const [, cause, endedBy, fromMs, fromTime, durationMs] of outages) {
    expect([cause, endedBy, fromMs, fromTime]).toEqual([
      "backhaul-outage",
      "online",
      HOUR,
      "2026-03-02 09:00:00",
    ]);
    expect(durationMs).toBeGreaterThanOrEqual(1.5 * HOUR);
    expect(durationMs).toBeLessThan(1.8 * HOUR);
  }
  expect(
    await rows(
      "select tier, site, cause, outages, entities, still_open from final.outages_by_cause order by tier desc",
    ),
  ).toEqual([
    ["gateway", "north", "backhaul-outage", 2, 2, 0],
    ["device", "north", "backhaul-outage", 4, 4, 0],
  ]);

  // Every five minutes a summary more waits, and none at the gateway that was not cut.
  const queues = await rows(
    "select gateway, max(peak), arg_max(waiting, at_ms), count(*) from usable.gateway_queues group by all order by all",
  );
  expect(queues.map(([gateway]) => gateway)).toEqual(outages.map(([name]) => name));
  for (const [, peak, atTheEnd, count] of queues) {
    expect(peak).toBeGreaterThanOrEqual(17);
    expect(atTheEnd).toBe(0);
    expect(count).toBeGreaterThan(15);
  }

  const devices = await rows(
    `select device, in_service_ms, online_ms, availability, outages, mttr_ms, mtbf_ms from final.device_availability
     where group_id = 'north/t' order by device`,
  );
  expect(devices).toHaveLength(6);
  expect(devices.filter(([, , , , count]) => count === 1)).toHaveLength(4);
  for (const [, inService, online, availability, count, mttr, mtbf] of devices) {
    expect(inService).toBe(6 * HOUR);
    expect(availability).toBeCloseTo(Number(online) / (6 * HOUR), 12);
    expect([mttr, mtbf]).toEqual(count === 0 ? [null, null] : [6 * HOUR - Number(online), online]);
  }
  expect(await rows("select sum(online_ms) from final.device_availability")).toEqual(
    await rows("select sum(online_ms) from final.availability"),
  );

  // The timeline has the fault once, though it is felt in every cell and by the cloud.
  expect(await rows("select at_time, what, name, change from usable.timeline where what = 'fault'")).toEqual([
    ["2026-03-02 09:00:00", "fault", "cable", "start"],
    ["2026-03-02 10:30:00", "fault", "cable", "end"],
  ]);
  expect(
    await rows(
      "select tenant_id, readings > 0, p50_ms <= p95_ms and p95_ms <= p99_ms from final.latency_by_tenant order by 1",
    ),
  ).toEqual([
    ["blue", true, true],
    ["red", true, true],
  ]);
  // Gateways serve everybody: a tenant sees none of their rows.
  expect(await rows("select count(*) from usable.gateway_queues", { tenant: "red" })).toEqual([[0]]);
  expect(await rows("select tier from usable.outages group by all", { tenant: "red" })).toEqual([["device"]]);
  expect(
    await rows("select distinct device from final.device_availability order by 1", { tenant: "blue" }),
  ).toHaveLength(3);
});

test("a device that is never put into service has no availability, one in maintenance no outage", async () => {
  const { rows } = await playAndStore(`iotctl: 1
seed: boxes
duration: 4h
start: {state: unprovisioned, over: 10m}
sites:
  - id: a
    gateways: {twin: fog-gateway, count: 1}
    devices: [{id: a/t, twin: temperature-wifi, count: 4, overrides: {mtbf: 0s}}]
timeline:
  - {id: dead, at: 0s, fault: device.offline, target: {ids: [a/t/0]}, for: 4h}
  - {id: works, at: 1h, command: enter-maintenance, target: {ids: [a/t/1]}}
  - {id: gone, at: 2h, fault: device.offline, target: {ids: [a/t/1, a/t/2]}, for: 30m}
`);
  const found = await rows(
    "select device, in_service_ms, availability, outages, mttr_ms from final.device_availability order by device",
  );
  expect(found[0]).toEqual(["a/t/0", 0, null, 0, null]);
  expect(found[1].slice(2)).toEqual([1, 0, null]);
  expect(found[1][1]).toBeLessThan(HOUR);
  expect(found[2][3]).toBe(1);
  expect(found[2][4]).toBeGreaterThanOrEqual(HOUR / 2);
  expect(found[3].slice(2)).toEqual([1, 0, null]);
});

test("a recorded outage keeps its name, in tables and on the timeline", async () => {
  const csv = `site,down,up
GitHub,2026-03-02T09:00:00Z,2026-03-02T09:20:00Z
Forum,2026-03-02T10:00:00Z,2026-03-02T10:05:00Z
GitHub,2026-03-02T11:00:00Z,2026-03-02T11:01:00Z
`;
  const text = `${WORLD}outages: [{file: o.csv, target: {group: web/svc}, columns: {name: site, down: down, up: up}, startAt: "2026-03-02T08:00:00Z", map: {Forum: talk}}]\n`;
  const { run, folder, rows } = await playAndStore(scenarioOf(text, {}, { "o.csv": csv }));
  expect(
    await rows(
      "select device, name, change, at_ms, lasted_ms from usable.recorded_outages where change = 'end' order by at_ms",
    ),
  ).toEqual([
    ["web/svc/0", "GitHub", "end", 80 * 60_000, 20 * 60_000],
    ["web/svc/1", "Forum", "end", 125 * 60_000, 5 * 60_000],
    ["web/svc/0", "GitHub", "end", 181 * 60_000, 60_000],
  ]);
  expect(
    await rows(
      "select name, change, devices from usable.timeline where what = 'recorded outage' order by at_ms limit 2",
    ),
  ).toEqual([
    ["GitHub", "start", 1],
    ["GitHub", "end", 1],
  ]);
  // And on the timeline of a report.
  const moments = reportMoments(await loadTurningPoints(folder), run.plan.scenario, run.result.endMs);
  const detail = "recorded outage, strikes 1";
  expect(moments.filter(({ label }) => label === "GitHub")).toEqual([
    { atMs: 60 * 60_000, untilMs: 80 * 60_000, kind: "fault", label: "GitHub", detail },
    { atMs: 180 * 60_000, untilMs: 181 * 60_000, kind: "fault", label: "GitHub", detail },
  ]);
  expect(
    await rows(
      "select recorded_name, cause from usable.outages where recorded_name is not null order by from_ms",
    ),
  ).toEqual(["GitHub", "Forum", "GitHub"].map((name) => [name, "recorded-outage"]));
});
