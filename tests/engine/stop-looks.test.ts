// A stop condition stops a run at the same moment however long the run would have been.
import { expect, test } from "vitest";
import { metricIndex } from "../../src/event/metric.js";
import { runScenario, scenarioOf } from "../run-scenario.js";
import { load } from "../scenario/reading.js";

const METRIC = metricIndex("messages.produced");

const fleet = (duration: string, when: string): string => `
iotctl: 1
name: stopping
seed: s
duration: ${duration}
tenants: [{id: facility}]
sites:
  - id: tower
    devices:
      - {twin: temperature-wifi, count: 12, via: direct}
timeline:
  - {id: cut, at: 4m, for: 20m, fault: cloud.outage}
stop:
  - {id: enough, when: "${when}"}
`;

const endOf = async (duration: string, when: string) => (await runScenario(fleet(duration, when))).result.end;

test.each([
  ["sum(messages.produced) > 40", ["1h", "20h", "30d"]],
  ["share(device.online) < 50%", ["1h", "30d"]],
  ["max(rate(messages.produced))[sliding 5m] > 0.1/s", ["1h", "30d"]],
  ["sum(messages.produced)[sliding 30s] > 2", ["1h", "3d"]],
  ["sla.availability < 80%", ["1h", "30d"]],
])("%s stops runs of %j at the same moment", async (when, durations) => {
  const ends = [];
  for (const duration of durations) ends.push(await endOf(duration, when));
  expect(ends[0]).toMatchObject({ kind: "stopped", stopId: "enough" });
  for (const end of ends) expect(end).toEqual(ends[0]);
  const { atMs } = ends[0] as { atMs: number };
  expect(atMs % (when.includes("30s") ? 10_000 : 60_000)).toBe(0);
});

test("a window of half a minute is one of half a minute: the same as counted by hand", async () => {
  const whole = await runScenario(fleet("1h", "sum(messages.produced) > 1000000"));
  const { series, plan } = whole;
  expect(whole.result.end.kind).toBe("complete");
  const produced = (fromMs: number, toMs: number): number => {
    let sum = 0;
    for (let group = 0; group < plan.groups.length; group++) {
      const { buckets, values } = series.get(plan.layout.series(METRIC, group));
      for (let row = 0; row < buckets.length; row++) {
        const atMs = buckets[row] * series.resolutionMs;
        if (atMs >= fromMs && atMs < toMs) sum += values[row];
      }
    }
    return sum;
  };
  let atMs = 10_000;
  while (produced(Math.max(0, atMs - 30_000), atMs) <= 6) atMs += 10_000;
  expect(await endOf("1h", "sum(messages.produced)[sliding 30s] > 6")).toMatchObject({
    kind: "stopped",
    atMs,
  });
});

test("a run of a year is looked at every hour, and says so", async () => {
  const yaml = fleet("365d", "sum(messages.produced)[sliding 2h] > 40");
  expect((await runScenario(yaml)).result.end).toMatchObject({ kind: "stopped", atMs: 3_600_000 });
  const { diagnostics } = load(yaml);
  const told = diagnostics.map(({ code, severity, message }) => `${severity} ${code} ${message}`);
  expect(told).toEqual([
    expect.stringContaining(
      "warning SCN083 stop[0].when: in a run of 365d it is looked at every 1h instead of every 1m",
    ),
  ]);
});

test.each([
  ["30d", "sum(messages.produced)[sliding 30s] > 2", /asks for figures of every 10s/],
  ["30d", "sum(messages.produced)[1m .. 90s] > 2", /asks for figures of every 10s/],
  ["365d", "sum(messages.produced)[sliding 90m] > 2", /make every window .* a multiple of 1h, or shorten/],
  ["1h", "sum(messages.produced)[sliding 1500ms] > 2", /by whole seconds/],
  ["1h", "sum(messages.produced)[cut.start .. 30m] > 2", /does not wait for events such as cut\.start/],
  ["1h", "sum(messages.produced)[end - 5m .. end] > 2", /this lies at its end/],
  ["30s", "sum(messages.produced) > 2", /looked at every 1m, and the run ends at 30s/],
])("in a run of %s, %s is refused", (duration, when, why) => {
  const yaml = fleet(duration, when).replace(/timeline:\n.*\n/, (text) => (duration === "30s" ? "" : text));
  expect(() => scenarioOf(yaml)).toThrow(why);
});
