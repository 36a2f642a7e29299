import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costReport } from "../../src/cost/cost-report.js";
import { parsePriceBook } from "../../src/cost/parse-price-book.js";
import { type MeteredCloud, meterRun, meterWithoutFog } from "../../src/cost/usage.js";
import { TRANSPORTS } from "../../src/transport/kinds.js";
import { addRows, DAY, HOUR, MINUTE, namingOf, type Row, storeOf } from "../sla/fleet.js";

const naming = namingOf();
const cloud: MeteredCloud = {
  profile: "aws-iot-core",
  units: 1,
  messagesPerDay: null,
  metering: { stepBytes: 5_120 },
};
/**
 * A day. Group 0, behind gateways: 288,000 readings of 150 B, 287,000 of them heard, leave as 1,440 summaries of 200 B.
 * Group 1, 40 direct devices on NB-IoT: 57,600 messages; half of them left the registry at noon.
 */
const ROWS: Row[] = [
  { metric: "messages.produced", bucket: 0, value: 288_000, group: 0 },
  { metric: "messages.produced", bucket: 0, value: 57_600, group: 1 },
  { metric: "fog.messages.in", bucket: 0, value: 287_000, group: 0 },
  { metric: "fog.messages.out", bucket: 0, value: 1_440, group: 0 },
  { metric: "fog.bytes.in", bucket: 0, value: 43_050_000, group: 0 },
  { metric: "fog.bytes.out", bucket: 0, value: 288_000, group: 0 },
  { metric: "meter.messages", bucket: 0, value: 1_440, group: 0 },
  { metric: "meter.messages", bucket: 0, value: 57_600, group: 1 },
  { metric: "meter.messages", bucket: 0, value: 960, group: "shared" },
  { metric: "meter.rules", bucket: 0, value: 1_440, group: 0 },
  { metric: "meter.rules", bucket: 0, value: 57_600, group: 1 },
  { metric: "meter.actions", bucket: 0, value: 1_440, group: 0 },
  { metric: "meter.actions", bucket: 0, value: 57_600, group: 1 },
  { metric: "meter.connect.time", bucket: 0, value: 42 * DAY, group: "shared" },
  { metric: "meter.remote.actions", bucket: 0, value: 100, group: "shared" },
  { metric: "meter.store.bytes", bucket: 0, value: 288_000, group: 0 },
  { metric: "meter.store.bytes", bucket: 0, value: 9_000_000, group: 1 },
  { metric: "meter.device.time", bucket: 0, value: 60 * DAY, group: 0 },
  { metric: "meter.device.time", bucket: 0, value: 20 * DAY + 20 * 12 * HOUR, group: 1 },
  { metric: "meter.device.time", bucket: 0, value: 100 * DAY, group: 2 },
  { metric: "net.bytes.up", bucket: 0, value: 288_000 + 144_000, group: 0 },
  { metric: "net.bytes.up", bucket: 0, value: 10_000_000, group: 1 },
  { metric: "net.bytes.down", bucket: 0, value: 500_000, group: 1 },
  { metric: "net.bytes.up", bucket: 0, value: 1_000_000, group: "shared" },
];
const run = { series: storeOf(ROWS), naming, virtualMs: DAY, cloud };
const bookOf = (name: string) =>
  parsePriceBook(readFileSync(`prices/${name}.yaml`, "utf8"), `${name}.yaml`).book!;

describe("a run as a month", () => {
  test("flows are scaled to 30 days, one-off executions are not, devices count by their mean", () => {
    const { quantities, devices, note } = meterRun(run);
    expect(quantities).toMatchObject({
      messages: 1_800_000,
      "connection-minutes": 42 * 43_200,
      "remote-actions": 100,
      "stored-bytes": 30 * 9_288_000,
      "bytes-up": 30 * 11_432_000,
      "bytes-down": 30 * 500_000,
      "cellular-bytes": 30 * 10_500_000,
      "cellular-devices": 30,
      "lorawan-messages": 30 * 287_000,
      "lorawan-devices": 160,
      devices: 190,
      gateways: 2,
      "hub-units": 1,
    });
    expect(devices).toBe(200);
    expect(note).toContain("Estimate: 24 h");
  });

  test("both cellular transports are on a SIM's bill, a cable is not", () => {
    const simsOver = (transport: "nb-iot" | "lte-m" | "ethernet"): number => {
      const { billedAs } = TRANSPORTS[transport];
      const groups = naming.groups.map((group, at) => (at === 1 ? { ...group, transport, billedAs } : group));
      return meterRun({ ...run, naming: { ...naming, groups } }).quantities["cellular-bytes"];
    };
    expect((["nb-iot", "lte-m", "ethernet"] as const).map(simsOver)).toEqual([
      30 * 10_500_000,
      30 * 10_500_000,
      0,
    ]);
  });

  test("LoRaWAN's messages are those that came over LoRaWAN, not all that a gateway heard", () => {
    const heard: Row = { metric: "fog.messages.in", bucket: 0, value: 5_000, group: 1 };
    const { quantities } = meterRun({ ...run, series: storeOf([...ROWS, heard]) });
    expect(quantities["lorawan-messages"]).toBe(30 * 287_000);
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
    expect(meterRun({ ...run, series, virtualMs: 7 * HOUR + MINUTE }).quantities.messages).toBe(
      Math.round((30 * 24) / (7 + 1 / 60)),
    );
  });
});

describe("without fog aggregation", () => {
  test("every reading behind a gateway is a message, a stored payload and a rule trigger of its own", () => {
    const { quantities } = meterWithoutFog(run);
    expect(quantities.messages).toBe(30 * (60_000 - 1_440 + 288_000));
    expect(quantities["rules-triggered"]).toBe(30 * (57_600 + 288_000));
    expect(quantities["rule-actions"]).toBe(30 * (57_600 + 288_000));
    expect(quantities["stored-bytes"]).toBe(30 * (9_000_000 + 288_000 * 150));
    // Both sides have the 100 B around each payload.
    expect(quantities["bytes-up"]).toBe(30 * (11_000_000 + 288_000 * 250));
    expect(quantities["connection-minutes"]).toBe(meterRun(run).quantities["connection-minutes"]);
  });

  test("a reading larger than a step is as many messages as it takes", () => {
    const large = ROWS.map((row) =>
      row.metric === "fog.bytes.in" ? { ...row, value: 287_000 * 5_100 } : row,
    );
    const { quantities } = meterWithoutFog({ ...run, series: storeOf(large) });
    // 5,100 B and a topic are two steps of 5 KB.
    expect(quantities.messages).toBe(30 * (60_000 - 1_440 + 2 * 288_000));
  });

  test("the report shows both, in USD, and names the estimate", () => {
    const { report, invoice } = costReport(bookOf("aws-iot-core"), run);
    const line = (name: string) => report.monthly.lines.find(({ meter }) => meter.startsWith(name))?.amount;
    expect(line("MQTT")).toBe(1.8);
    expect(line("Job executions")).toBe(0.3);
    expect(report.monthly.total).toBe(invoice.totalMicroUsd / 1e6);
    expect(report.monthly.perDevice).toBeCloseTo(report.monthly.total / 200, 6);
    // 8.5968 M messages, 8.5968 M triggers and actions more, and the larger store.
    const more = (30 * (288_000 - 1_440) * 1.3) / 1e6 + ((30 * (288_000 * 150 - 288_000)) / 2 ** 30) * 0.023;
    expect(report.withoutFog.total - report.monthly.total).toBeCloseTo(more, 5);
    expect(report.note).toContain("Estimate");
    expect(report.warnings).toEqual([]);
  });
});

describe("warnings", () => {
  const warningsOf = (book: string, more: Partial<MeteredCloud>, virtualMs = DAY) =>
    costReport(bookOf(book), { ...run, virtualMs, cloud: { ...cloud, ...more } }).report.warnings;

  test("a month scaled from less than a day is one", () => {
    expect(warningsOf("aws-iot-core", {}, 6 * HOUR)).toEqual([
      expect.stringContaining("The month is scaled from 6 h, less than a day"),
    ]);
    expect(warningsOf("aws-iot-core", {}, DAY)).toEqual([]);
  });

  test("so is a book for another cloud than the simulated one, and none for a book without profiles", () => {
    expect(warningsOf("aws-iot-core", { profile: "azure-iot-hub-s1" })).toEqual([
      expect.stringContaining("aws-iot-core is for aws-iot-core; the simulated cloud is azure-iot-hub-s1"),
    ]);
    const { profiles: _, ...open } = bookOf("aws-iot-core");
    expect(costReport(open, { ...run, cloud: { ...cloud, profile: "self-hosted" } }).report.warnings).toEqual(
      [],
    );
  });

  test("so is more use than the bought units hold, with how many it takes", () => {
    // 60,000 messages a day; the jobs of the run are 2 x 100 in a month.
    const units = (count: number, perDay: number) =>
      warningsOf("azure-iot-hub-s1", {
        profile: "azure-iot-hub-s1",
        units: count,
        messagesPerDay: count * perDay,
      });
    expect(units(2, 25_000)).toEqual([expect.stringContaining("It takes units: 3.")]);
    expect(units(3, 25_000)).toEqual([]);
  });
});

test("a hub's bill is the units it has bought", () => {
  for (const [tier, price] of [
    ["s1", 25],
    ["s2", 250],
    ["s3", 2_500],
  ] as const) {
    const profile = `azure-iot-hub-${tier}`;
    const { report } = costReport(bookOf(profile), { ...run, cloud: { ...cloud, profile, units: 3 } });
    expect(report.monthly.total).toBe(3 * price);
    expect(report.note).not.toContain("Not priced in this book: messages");
  }
});
