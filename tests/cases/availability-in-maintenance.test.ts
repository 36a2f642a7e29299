// A share whose numerator counted what its denominator leaves out: 169 % available, "met". Time online counts only
// while a device is in service, and so does downtime.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tenantSla } from "../../src/sla/availability.js";
import { measureSlis } from "../../src/sla/sli.js";
import { RunStore } from "../../src/store/run-store.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";

const HOUR = 3_600_000;
const CASE = readFileSync(
  new URL("./availability-in-maintenance/scenario.yaml", import.meta.url).pathname,
  "utf8",
);

const agreement = ({ series, naming, plan, result }: ScenarioRun) =>
  tenantSla({ series, naming, tenants: plan.scenario.tenants, endMs: result.endMs })[0];

const connectivity = ({ series, naming, result }: ScenarioRun) =>
  measureSlis({ series, naming, endMs: result.endMs }).find(({ id }) => id === "M2")?.value;

/** Online and expected of the final zone, and what the devices were down. */
const stored = async (run: ScenarioRun) => {
  const folder = mkdtempSync(join(tmpdir(), "iotctl-sla-"));
  const store = await RunStore.create(folder, { runId: "r", scenario: "s", naming: run.naming });
  for (const batch of run.batches) await store.append(batch);
  await store.finish({ endMs: run.result.endMs, digest: run.result.digest });
  const { rows } = await store.query(
    `select a.online_ms, a.expected_ms, a.availability, d.downtime_ms from final.availability a,
       (select sum(downtime_ms)::bigint as downtime_ms from final.device_downtime) d`,
  );
  await store.close();
  return rows[0];
};

test("ten devices, five in maintenance from 2 h, all offline for 2 h: 120 of 130 hours", async () => {
  const run = await runScenario(CASE, { strict: true });
  expect(run.broken()).toEqual([]);
  expect(agreement(run)).toMatchObject({ met: false });
  expect(agreement(run).availability).toBeCloseTo(120 / 130, 4);
  expect(agreement(run).errorBudgetUsed).toBeCloseTo(10 / 130 / 0.001, 0);
  expect(connectivity(run)).toBeCloseTo(120 / 130, 4);
  const [online, due, availability, down] = (await stored(run)).map(Number);
  expect(availability).toBeCloseTo(120 / 130, 4);
  // The same 10 device-hours, counted from the outages of single devices.
  expect(down).toBe(due - online);
});

const variant = (start: string, timeline: string): string => `
iotctl: 1
name: v
seed: a
duration: 24h
${start}
sites: [{id: s, devices: [{id: s/dir, twin: thermostat, count: 10, overrides: {mtbf: 0s}}]}]
timeline: [${timeline}]
`;
const five = "target: {group: s/dir, count: 5, pick: first}";

test("an outage that begins in maintenance and ends after it counts from where it ends", async () => {
  const run = await runScenario(
    variant(
      "",
      `{id: in, at: 2h, command: enter-maintenance, ${five}},
       {id: off, at: 4h, fault: device.offline, ${five}, for: 8h},
       {id: out, at: 13h, command: leave-maintenance, ${five}},
       {id: again, at: 14h, fault: device.offline, target: {group: s/dir}, for: 2h}`,
    ),
    { strict: true },
  );
  expect(run.broken()).toEqual([]);
  // 5 x 24 h, and 5 x (2 + 11) h: 20 h offline of 185 h, the 8 h in maintenance are nobody's.
  const [online, due, , down] = (await stored(run)).map(Number);
  expect(due / HOUR).toBeCloseTo(185, 1);
  expect((due - online) / HOUR).toBeCloseTo(20, 1);
  expect(down).toBe(due - online);
});

test("decommissioned devices and those without an identity are on neither side", async () => {
  const run = await runScenario(
    variant(
      "start: {state: unprovisioned, over: 1h}",
      `{id: gone, at: 12h, decommission: {reason: sold}, ${five}},
       {id: off, at: 20h, fault: device.offline, target: {group: s/dir}, for: 2h}`,
    ),
    { strict: true },
  );
  expect(run.broken()).toEqual([]);
  const { availability } = agreement(run);
  expect(availability).toBeGreaterThan(0.9);
  // 5 devices for about 23.5 h, of which 2 h offline, and 5 for about 11.5 h.
  expect(availability).toBeCloseTo(1 - 10 / 175, 1);
  expect(availability).toBeLessThanOrEqual(1);
});

test("devices that are in maintenance as a whole leave no data, not 100 %", async () => {
  const all = "{id: in, at: 0s, command: enter-maintenance, target: {group: s/dir}}";
  const run = await runScenario(variant("", all), { strict: true });
  const { availability } = agreement(run);
  expect(availability === null || availability <= 1).toBe(true);
});
