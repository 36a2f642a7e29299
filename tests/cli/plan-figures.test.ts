// What `iotctl plan` says before a run, against the run: cost, time on air, the download of a rollout, wall time.
import { afterEach, beforeEach, expect, test } from "vitest";
import { planOf, type RunPlan } from "../../src/cli/plan-estimate.js";
import { billOf, bookOf } from "../cost/bill.js";
import { runScenario, scenarioOf } from "../run-scenario.js";
import { type CapturedSystem, capturedSystem, iotctl } from "./captured-system.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
});
afterEach(() => system.dispose());

const TEXT = `iotctl: 1
name: planned
seed: planned
duration: 24h
sites:
  - id: city
    region: eu
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {id: city/wifi, twin: temperature-wifi, via: gateway, count: 40, overrides: {mtbf: 0s, radio: {loss: 0%, ackLoss: 0%}}}
      - {id: city/nb, twin: parking-nbiot, count: 60, overrides: {mtbf: 0s}}
      - {id: city/lora, twin: parking-lora, count: 60, overrides: {mtbf: 0s}}
priceBook: aws-iot-full
`;
const BOOK = "aws-iot-full";
const planned = (text: string, book = BOOK): Promise<RunPlan> =>
  planOf({ scenario: scenarioOf(text), book: bookOf(book) });

test("the month's cost and each group's time on air are those of the run", async () => {
  const plan = await planned(TEXT);
  const run = await runScenario(TEXT);
  const { monthly } = billOf(run, BOOK);
  expect(plan.cost.monthlyUsd / monthly.total).toBeGreaterThan(0.98);
  expect(plan.cost.monthlyUsd / monthly.total).toBeLessThan(1.02);
  expect(plan.cost.perDeviceUsd).toBeCloseTo(plan.cost.monthlyUsd / 160, 4);
  expect(plan.cost.warnings).toEqual([]);
  for (const { id, devices, airMsPerDay, airShare } of plan.groups) {
    const played = run.total("net.airtime", undefined, id) / 1_000 / devices;
    // Coverage and spreading factors of sixty places.
    expect(airMsPerDay / played, id).toBeGreaterThan(0.7);
    expect(airMsPerDay / played, id).toBeLessThan(1.4);
    expect(airShare).toBeCloseTo(airMsPerDay / 86_400_000, 6);
  }
  const duty = Object.fromEntries(plan.groups.map(({ id, dutyUsed }) => [id, dutyUsed]));
  expect(duty["city/nb"]).toBeNull();
  expect(duty["city/lora"]).toBeGreaterThan(0.01);
  expect(duty["city/lora"]).toBeLessThan(1);
});

test("a book for another cloud and too few units are told before the run", async () => {
  const plan = await planned(`${TEXT}cloud: {profile: azure-iot-hub-s1}\n`);
  expect(plan.cost.warnings).toEqual([expect.stringContaining("aws-iot-full is for aws-iot-core")]);
});

test("a rollout's peak is its rate times the image, or what its largest stage can take", async () => {
  const rollout = (rate: string, stages: string) => `${TEXT}
firmware: [{version: 9.0.0, size: 600KB}]
rollouts:
  - {id: fw, at: 1h, to: 9.0.0, target: {group: city/nb}, stages: ${stages}, rate: ${rate}}
`;
  const peak = async (rate: string, stages = "[{percent: 100}]") => {
    const [one] = (await planned(rollout(rate, stages))).rollouts;
    expect(one).toMatchObject({ id: "fw", devices: 60, imageBytes: 600_000 });
    return one.peakBytesPerS;
  };
  // 1 a minute of 600 KB.
  expect(await peak("{baseRatePerMinute: 1, maximumPerMinute: 1}")).toBe(10_000);
  expect(await peak("{baseRatePerMinute: 2, maximumPerMinute: 2}")).toBe(20_000);
  // 60 devices at 2 KB a second each; half of them in the largest of two stages.
  const all = await peak("{baseRatePerMinute: 1000, maximumPerMinute: 1000}");
  expect(all).toBe(120_000);
  expect(
    await peak("{baseRatePerMinute: 1000, maximumPerMinute: 1000}", "[{percent: 50}, {percent: 100}]"),
  ).toBe(all / 2);
});

test("more devices and more time take longer; text and JSON say it all", async () => {
  const day = await planned(TEXT);
  const month = await planned(TEXT.replace("duration: 24h", "duration: 30d"));
  expect(day.wallMs).toBeGreaterThan(1_000);
  expect(month.wallMs - day.wallMs).toBeGreaterThan(0);
  system.files.write("planned.yaml", TEXT);
  expect(await iotctl(system, "plan", "planned.yaml")).toBe(0);
  for (const word of ["on one thread", "a month", "air/device/day", "duty used"])
    expect(system.out()).toContain(word);
  expect(await iotctl(system, "plan", "planned.yaml", "--json")).toBe(0);
  const { plans } = JSON.parse(system.out()) as { plans: RunPlan[] };
  expect(plans[0].cost.monthlyUsd).toBe(day.cost.monthlyUsd);
  expect(plans[0].wallMs).toBe(day.wallMs);
});
