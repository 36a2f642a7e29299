import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costReport } from "../../src/cost/cost-report.js";
import { parsePriceBook } from "../../src/cost/parse-price-book.js";
import { meterRun, meterWithoutFog } from "../../src/cost/usage.js";
import { addRows, DAY, HOUR, MINUTE, namingOf, type Row, storeOf } from "../sla/fleet.js";

const naming = namingOf();
/** A day: gateways turn 288,000 readings into 1,440 summaries; 40 direct devices send 57,600 messages themselves. */
const ROWS: Row[] = [
  { metric: "messages.produced", bucket: 0, value: 288_000, group: 0 },
  { metric: "messages.produced", bucket: 0, value: 57_600, group: 1 },
  { metric: "fog.messages.in", bucket: 0, value: 287_000, group: 0 },
  { metric: "fog.messages.out", bucket: 0, value: 1_440, group: 0 },
  { metric: "fog.bytes.in", bucket: 0, value: 43_050_000, group: 0 },
  { metric: "fog.bytes.out", bucket: 0, value: 288_000, group: 0 },
  { metric: "ingest.messages", bucket: 0, value: 59_040, group: "shared" },
  { metric: "meter.messages", bucket: 0, value: 60_000, group: "shared" },
  { metric: "meter.rules", bucket: 0, value: 59_040, group: "shared" },
  { metric: "meter.connect.time", bucket: 0, value: 42 * DAY, group: "shared" },
  { metric: "meter.remote.actions", bucket: 0, value: 100, group: "shared" },
  { metric: "meter.store.bytes", bucket: 0, value: 9_000_000, group: "shared" },
  { metric: "net.bytes.up", bucket: 0, value: 10_000_000, group: 1 },
  { metric: "net.bytes.up", bucket: 0, value: 1_000_000, group: "shared" },
];
const run = { series: storeOf(ROWS), naming, virtualMs: DAY };

describe("a run as a month", () => {
  test("flows are scaled to 30 days, one-off executions and devices are not", () => {
    const { quantities, devices, note } = meterRun(run);
    expect(quantities).toMatchObject({
      messages: 1_800_000,
      "connection-minutes": 42 * 43_200,
      "remote-actions": 100,
      "bytes-up": 330_000_000,
      "cellular-bytes": 300_000_000,
      "cellular-devices": 40,
      "lorawan-messages": 30 * 287_000,
      "lorawan-devices": 160,
      devices: 200,
      gateways: 2,
    });
    expect(devices).toBe(200);
    expect(note).toContain("Estimate: 24 h");
  });

  test("a run of 30 days is no estimate", () => {
    expect(meterRun({ ...run, virtualMs: 30 * DAY })).toMatchObject({
      note: "One month of 30 days as simulated.",
    });
    expect(meterRun({ ...run, virtualMs: 30 * DAY }).quantities.messages).toBe(60_000);
  });

  test("the order of rows does not show", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(ROWS, { minLength: ROWS.length }), (rows) => {
        const series = storeOf([]);
        for (const row of rows) addRows(series, [row]);
        expect(meterRun({ ...run, series })).toEqual(meterRun(run));
      }),
    );
  });

  test("odd lengths round to the nearest unit", () => {
    const series = storeOf([{ metric: "meter.messages", bucket: 0, value: 1, group: "shared" }]);
    expect(meterRun({ series, naming, virtualMs: 7 * HOUR + MINUTE }).quantities.messages).toBe(
      Math.round((30 * 24) / (7 + 1 / 60)),
    );
  });
});

describe("without fog aggregation", () => {
  test("every reading behind a gateway is a message, a stored payload and a rule trigger of its own", () => {
    const { quantities } = meterWithoutFog(run);
    expect(quantities.messages).toBe(30 * (60_000 - 1_440 + 288_000));
    expect(quantities["rules-triggered"]).toBe(30 * (59_040 - 1_440 + 288_000));
    expect(quantities["stored-bytes"]).toBe(30 * (9_000_000 + 43_050_000 - 288_000));
    expect(quantities["connection-minutes"]).toBe(meterRun(run).quantities["connection-minutes"]);
  });

  test("the report shows both, in USD, and names the estimate", () => {
    const { book } = parsePriceBook(readFileSync("prices/aws-iot-core.yaml", "utf8"), "aws-iot-core.yaml");
    const { report, invoice } = costReport(book!, run);
    const line = (name: string) => report.monthly.lines.find(({ meter }) => meter.startsWith(name))?.amount;
    expect(line("MQTT")).toBe(1.8);
    expect(line("Job executions")).toBe(0.3);
    expect(report.monthly.total).toBe(invoice.totalMicroUsd / 1e6);
    expect(report.monthly.perDevice).toBeCloseTo(report.monthly.total / 200, 6);
    // 8.5968 M messages and triggers more, and 1.19 GiB more to store.
    const more = (30 * (288_000 - 1_440) * 1.15) / 1e6 + ((30 * 42_762_000) / 2 ** 30) * 0.023;
    expect(report.withoutFog.total - report.monthly.total).toBeCloseTo(more, 5);
    expect(report.note).toContain("Estimate");
  });
});
