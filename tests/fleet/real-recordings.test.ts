// SCN-2 on real data: a machine's log replayed reading by reading, and a list of real outages felt by devices, as long
// and as often as recorded. Skipped where the data is absent.

import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { endIndex } from "../../src/event/vocabulary.js";
import { runScenario } from "../run-scenario.js";

const LOG = "../shared/data/sensor/nab_machine_temperature_system_failure.csv";
const OUTAGES = "../shared/data/outage/upptime_sample.csv";

const plant = (body: string, duration: string): string => `
iotctl: 1
name: recorded
seed: r
duration: ${duration}
sites:
  - id: plant
    region: eu
    gateways: {twin: fog-gateway, count: 1}
    devices:
${body}
`;

describe("real recordings", () => {
  if (!existsSync(LOG)) console.warn("skipped: ../shared/data is not here");

  it.skipIf(!existsSync(LOG))(
    "the machine's 22,695 rows: every kept row is one reading, at its own time",
    async () => {
      const lines = readFileSync(LOG, "utf8").trim().split("\n").slice(1);
      const byTime = new Map(lines.map((line) => line.split(",") as [string, string]));
      const run = await runScenario(
        plant(
          `      - {twin: machine-sensor, count: 1, replay: {file: ${LOG}, timeColumn: timestamp, valueColumn: value, gaps: hold}}`,
          "80d",
        ),
      );
      expect(run.broken()).toEqual([]);
      expect(lines).toHaveLength(22_695);
      expect(run.plan.scenario.traces[0].timesMs).toHaveLength(byTime.size);
      expect(run.total("messages.produced")).toBe(byTime.size);
      // The mean of what reached the fog is the mean of the file's last-wins values.
      let readings = 0;
      let sum = 0;
      for (const { windows } of run.batches) {
        for (let row = 0; row < windows.count; row++) {
          readings += windows.readings[row];
          sum += windows.mean[row] * windows.readings[row];
        }
      }
      const values = [...byTime.values()].map(Number);
      expect(readings).toBeGreaterThan(0.999 * byTime.size);
      expect(sum / readings).toBeCloseTo(values.reduce((x, y) => x + y, 0) / values.length, 1);
    },
  );

  it.skipIf(!existsSync(OUTAGES))(
    "the outage list: counts and down seconds of each device equal the file's",
    async () => {
      const rows = readFileSync(OUTAGES, "utf8").trim().split("\n").slice(1);
      const recorded = new Map<string, { count: number; seconds: number }>();
      for (const row of rows) {
        const [name, , , seconds] = row.split(",");
        const entry = recorded.get(name) ?? { count: 0, seconds: 0 };
        recorded.set(name, { count: entry.count + 1, seconds: entry.seconds + Number(seconds) });
      }
      const run = await runScenario(
        `${plant(`      - {twin: machine-sensor, count: ${recorded.size}}`, "30d")}
outages:
  - {id: real, file: ${OUTAGES}, target: all, columns: {name: site, down: down_at, up: up_at}}
`,
      );
      expect(run.broken()).toEqual([]);
      const felt = new Map<string, { count: number; seconds: number }>();
      for (const event of run
        .events(Events.recordedOutage)
        .filter(({ change }) => change === endIndex("end"))) {
        const entry = felt.get(event.entity) ?? { count: 0, seconds: 0 };
        felt.set(event.entity, { count: entry.count + 1, seconds: entry.seconds + event.lastedMs / 1000 });
      }
      expect([...felt.values()].sort((x, y) => x.seconds - y.seconds)).toEqual(
        [...recorded.values()].sort((x, y) => x.seconds - y.seconds),
      );
    },
  );
});
