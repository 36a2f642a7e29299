// `record:`: which readings are kept one by one, wherever they are received, within a bound, and for whom.

import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { planOf } from "../../src/cli/plan-estimate.js";
import { loadScenario } from "../../src/scenario/load.js";
import { bookOf } from "../cost/bill.js";
import { runScenario, scenarioOf } from "../run-scenario.js";
import { playAndStore } from "../stored-run.js";

const world = (record: string, { duration = "2h", rest = "", loss = "0%" } = {}): string => `iotctl: 1
seed: kept
duration: ${duration}
tenants: [{id: red}, {id: blue}]
sites:
  - id: hall
    region: eu
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {id: hall/t, twin: temperature-wifi, count: 4, tenant: red, overrides: {mtbf: 0s, radio: {loss: 0%, ackLoss: ${loss}}}}
  - id: street
    region: us
    devices:
      - {id: street/p, twin: cold-chain-logger, count: 2, tenant: blue, overrides: {mtbf: 0s}}
${record}
${rest}`;

const COUNT = "select group_id, received_by, count(*) from usable.readings group by all order by all";

describe("record", () => {
  test("keeps all that was received: summed readings at their gateway, lone ones in the cloud", async () => {
    const { run, rows, rejections } = await playAndStore(world("record: [{keep: full}]"));
    expect([run.broken(), rejections]).toEqual([[], []]);
    const [gateway, cloud] = await rows(COUNT);
    expect(gateway).toEqual(["hall/t", "gateway", run.total("fog.messages.in")]);
    expect(cloud).toEqual(["street/p", "cloud", run.total("messages.delivered", undefined, "street/p")]);
    // The rows and the windows tell of the same values.
    const both = await rows(`select r.n, w.n, r.mean - w.mean, r.least - w.least, r.most - w.most
      from (select count(*) as n, avg(value) as mean, min(value) as least, max(value) as most from usable.readings
            where group_id = 'hall/t' and sensed_ms < (select max(start_ms) + 300000 from usable.fog_windows)) r,
           (select sum(readings) as n, sum(mean * readings) / sum(readings) as mean, min(min) as least, max(max) as most
            from usable.fog_windows) w`);
    expect(both[0][0]).toBe(both[0][1]);
    for (const difference of both[0].slice(2)) expect(difference).toBeCloseTo(0, 5);
    expect(
      await rows("select bool_and(at_ms >= sensed_ms and quality = 'good') from usable.readings"),
    ).toEqual([[true]]);
    // Whose they are.
    expect(await rows(COUNT, { tenant: "red" })).toEqual([gateway]);
    expect(await rows(COUNT, { tenant: "blue" })).toEqual([cloud]);
    expect(await rows(COUNT, { region: "us" })).toEqual([cloud]);
    expect(await rows("select count(*) from raw.events where kind = 'reading'")).toEqual([[0]]);
  });

  test("keeps nothing, or a share by chance; the last entry that names a device decides", async () => {
    const { run, rows } = await playAndStore(
      world(
        "record: [{keep: full}, {target: {group: hall/t}, keep: sample, share: 25%}, {target: {tenant: blue}, keep: none}]",
        {
          duration: "20h",
        },
      ),
    );
    const kept = await rows(COUNT);
    expect(kept).toHaveLength(1);
    const share = Number(kept[0][2]) / run.total("fog.messages.in");
    expect(share).toBeGreaterThan(0.22);
    expect(share).toBeLessThan(0.28);
    expect(run.total("readings.recorded")).toBe(kept[0][2]);
  });

  test("has in raw what could not be read or came again, and only there", async () => {
    const { run, rows, rejections } = await playAndStore(
      world("record: [{keep: full}]", {
        loss: "20%",
        rest: "timeline: [{id: bad, at: 30m, fault: payload.corrupt, params: {share: 30%}, target: all, for: 1h}]",
      }),
    );
    expect(rejections).toEqual([]);
    expect(await rows("select quality from usable.readings group by all")).toEqual([["good"]]);
    const raw = await rows(
      "select quality, count(*), count(value) from raw.readings group by all order by all",
    );
    expect(raw.map(([quality]) => quality)).toEqual(["good", "repeat", "unreadable"]);
    expect(raw[2].slice(1)).toEqual([run.total("messages.dropped", "quarantined"), 0]);
    expect(raw[1][1]).toBe(run.total("messages.duplicates"));
    // Set aside for a reason, at the gateway as in the cloud.
    expect(await rows("select group_id, reason from usable.quarantine group by all order by all")).toEqual([
      ["hall/t", "unreadable"],
      ["street/p", "unreadable"],
    ]);
  });

  test("ends where its rows end, evenly for every device, and says so", async () => {
    const text = world("record: [{target: {group: hall/t}, keep: full, rows: 40}]");
    const { run, rows } = await playAndStore(text);
    expect(await rows("select device, count(*) from usable.readings group by all order by all")).toEqual(
      [0, 1, 2, 3].map((at) => [`hall/t/${at}`, 10]),
    );
    expect(run.total("readings.recorded")).toBe(40);
    expect(run.total("readings.unrecorded")).toBe(run.total("fog.messages.in") - 40);
    const { result } = await runScenario(text, { cellDevices: 2, batchMs: 7_000 });
    expect(result.digest).toBe(run.result.digest);
  });

  test("warns where more is to be expected than its rows, and the plan says how many are kept", async () => {
    const told = (record: string): string[] =>
      loadScenario("t.yaml", {
        readText: (path) => (path.endsWith("t.yaml") ? world(record) : readFileSync(path, "utf8")),
        exists: (path) => path.endsWith("t.yaml") || existsSync(path),
        shippedRoot: ".",
      }).diagnostics.map(({ code, message }) => `${code} ${message}`);
    // Four devices, once a minute, for two hours.
    expect(told("record: [{target: {group: hall/t}, keep: full, rows: 480}]")).toEqual([]);
    expect(told("record: [{target: {group: hall/t}, keep: full, rows: 479}]")).toEqual([
      "SCN091 about 480 readings are to be expected; the first 479 are kept, shared evenly among the devices",
    ]);
    const { recordedReadings } = await planOf({
      scenario: scenarioOf(
        world(
          "record: [{target: {group: hall/t}, keep: full, rows: 100}, {target: {tenant: red}, keep: sample, share: 25%}]",
        ),
      ),
      book: bookOf("aws-iot-core"),
    });
    expect(recordedReadings).toBe(100 + 120);
  });

  test("is refused where it says two things", () => {
    const message = /must have `share` with `keep: sample`/;
    expect(() => scenarioOf(world("record: [{keep: sample}]"))).toThrow(message);
    expect(() => scenarioOf(world("record: [{keep: full, share: 3%}]"))).toThrow(message);
    expect(() => scenarioOf(world("record: [{keep: full, target: {gateways: true}}]"))).toThrow(/SCN052/);
    expect(() => scenarioOf(world("record: [{keep: full, target: {twin: nothing-*}}]"))).toThrow(/SCN0/);
  });
});
