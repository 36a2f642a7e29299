import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EventDeclaration, event } from "../../src/event/declare-event.js";
import { EventBlock } from "../../src/event/event.js";
import { Events } from "../../src/event/events.js";
import { WindowBlock } from "../../src/event/window.js";
import { RunStore } from "../../src/store/run-store.js";
import {
  END_MS,
  emptyBatch,
  finishedStore,
  firstBatch,
  info,
  metricRows,
  newFolder,
  secondBatch,
} from "./small-run.js";

let good: RunStore;
beforeAll(async () => {
  good = await finishedStore(newFolder());
});
afterAll(() => good.close());
const rowsOf = async (sql: string) => (await good.query(sql)).rows;

describe("usable rows", () => {
  test("say states, causes and versions by name", async () => {
    expect(
      await rowsOf(
        "select device, from_state, to_state, cause from usable.lifecycle where to_state = 'decommissioned'",
      ),
    ).toEqual([["south/parking/1", "active", "decommissioned", "decommissioned"]]);
    expect(await rowsOf("select device, cause, version, boot_count from usable.reboots")).toEqual([
      ["north/parking/04", "update", "2.0.0", 2],
    ]);
    expect(await rowsOf("select rollout, step, version from usable.update_steps")).toEqual([
      ["fw-2", "downloading", "2.0.0"],
    ]);
    expect(
      await rowsOf("select policy, winner, shadow_version, detail->>'interval' from usable.shadow_conflicts"),
    ).toEqual([["device", "cloud", 7, "[60,30]"]]);
    expect(await rowsOf("select rollout, status, stage, reason from usable.rollout_events")).toEqual([
      ["fw-2", "running", 0, "started"],
    ]);
    expect(await rowsOf("select alert, change, severity from usable.alerts order by at_ms")).toEqual([
      ["offline-many", "raised", "P1"],
      ["offline-many", "cleared", "P1"],
    ]);
    expect(
      await rowsOf("select fault, change, sum(devices) from usable.faults group by all order by change desc"),
    ).toEqual([
      ["storm", "start", 3],
      ["storm", "end", 0],
    ]);
  });

  test("say of a job's outcome whose it is, though the cloud wrote it", async () => {
    expect(
      await rowsOf(
        "select device, group_id, site, tenant_id, rollout, status, reason from usable.job_outcomes order by at_ms",
      ),
    ).toEqual([
      ["north/parking/04", "north/parking", "north", "city", "fw-2", "SUCCEEDED", null],
      ["south/parking/1", "south/parking", "south", "city", "fw-2", "FAILED", "no room"],
      ["quay/cranes/3", "quay/cranes", "quay", "port", "fw-2", "SUCCEEDED", null],
    ]);
  });

  test("name the device of a payload that was put aside, by its gateway or by the cloud, and why", async () => {
    expect(
      await rowsOf("select device, tenant_id, reason, reading_seq from usable.quarantine order by at_ms"),
    ).toEqual([
      ["quay/cranes/4", "port", "unreadable", 9],
      ["north/parking/06", "city", "unreadable", 4],
    ]);
  });

  test("tell the truth about sensors, and what it took to mend a device", async () => {
    expect(await rowsOf("select device, fault, change from usable.sensor_faults order by at_ms")).toEqual([
      ["north/parking/06", "unit", "start"],
      ["north/parking/06", "unit", "end"],
    ]);
    expect(await rowsOf("select device, mended_by, takes_ms from usable.failures")).toEqual([
      ["north/parking/06", "visit", 3_600_000],
    ]);
  });

  test("carry gateway, group, site and region of a fog window", async () => {
    expect(
      await rowsOf(
        "select gateway, group_id, site, region, tenant_id, readings from usable.fog_windows order by gateway",
      ),
    ).toEqual([
      ["north/gw/0", "north/parking", "north", "eu", "city", 50],
      ["quay/gw/0", "quay/cranes", "quay", "eu", "port", 50],
    ]);
  });

  test("hold metrics by name and time, and gauges as levels", async () => {
    expect(
      await rowsOf(
        "select bucket_ms, group_id, tenant_id, sub, value from usable.metrics where metric = 'messages.dropped'",
      ),
    ).toEqual([[0, "north/parking", "city", "link-loss", 7]]);
    expect(
      await rowsOf(
        `select bucket_ms, sub, level from usable.gauges
         where metric = 'device.version' and group_id = 'north/parking' order by all`,
      ),
    ).toEqual([
      [0, "1.0.0", 12],
      [1_200_000, "1.0.0", 11],
      [1_200_000, "2.0.0", 1],
    ]);
  });

  test("list devices, gateways, groups and tenants without storing them", async () => {
    expect(
      await rowsOf("select min(device), max(device), count(*), count(distinct entity) from usable.devices"),
    ).toEqual([["north/parking/00", "south/parking/2", 25, 25]]);
    expect(await rowsOf("select gateway from usable.gateways order by entity")).toEqual([
      ["north/gw/0"],
      ["quay/gw/0"],
    ]);
    expect(await rowsOf("select tenant_id, devices from usable.tenants order by 1")).toEqual([
      ["-", 0],
      ["city", 15],
      ["port", 10],
    ]);
    expect(await rowsOf("select distinct labels->>'floor' from usable.groups")).toEqual([["3"]]);
  });
});

const VALUES = new Map<EventDeclaration, Record<string, number>>([
  [Events.online, { attempts: 6, downtimeMs: 5 }],
  [Events.offline, { cause: 6, uptimeMs: 5 }],
  [Events.lifecycle, { fromState: 2, toState: 5, cause: 0 }],
]);

describe("downtime", () => {
  test("is the sum of a device's outages up to its return, its retirement or the end", async () => {
    expect(
      await rowsOf(
        "select device, downtime_ms, outages from final.device_downtime where downtime_ms > 0 order by device",
      ),
    ).toEqual([
      ["north/parking/03", 400_000 - 100_000 + (END_MS - 3_000_000), 2],
      ["quay/cranes/2", END_MS - 120_000, 1],
      ["south/parking/1", 500_000, 1],
    ]);
  });

  test("names every device, also those that were never down", async () => {
    expect(
      await rowsOf("select count(*), count(*) filter (downtime_ms = 0) from final.device_downtime"),
    ).toEqual([[25, 22]]);
  });

  test("equals a replay by hand for any sequence of losses and returns", async () => {
    const step = fc.record({
      device: fc.integer({ min: 0, max: 24 }),
      afterMs: fc.integer({ min: 0, max: 400_000 }),
      kind: fc.constantFrom(...VALUES.keys()),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 300 }), async (steps) => {
        const block = new EventBlock();
        const downSince = new Map<number, number>();
        const gone = new Set<number>();
        const downMs = new Array<number>(25).fill(0);
        let atMs = 0;
        steps.forEach(({ device, afterMs, kind }, seq) => {
          atMs = Math.min(atMs + afterMs, END_MS);
          block.push(kind, { atMs, entity: device, seq }, VALUES.get(kind) ?? {});
          const since = downSince.get(device);
          if (gone.has(device)) return;
          if (kind === Events.offline) downSince.set(device, since ?? atMs);
          else {
            if (since !== undefined) downMs[device] += atMs - since;
            downSince.delete(device);
          }
          if (kind === Events.lifecycle) gone.add(device);
        });
        for (const [device, since] of downSince) downMs[device] += END_MS - since;
        const store = await RunStore.create(newFolder(), info);
        await store.append({ ...emptyBatch(0), events: block.take() });
        await store.finish({ endMs: END_MS, digest: "" });
        const { rows } = await store.query(
          "select downtime_ms from final.device_downtime join usable.devices using (device) order by entity",
        );
        expect(rows.map(([ms]) => ms)).toEqual(downMs);
        await store.close();
      }),
      { numRuns: 6 },
    );
  });
});

describe("final figures", () => {
  test("availability is time online over time in service", async () => {
    expect(
      await rowsOf(
        "select tenant_id, online_ms, expected_ms, availability from final.availability order by 1",
      ),
    ).toEqual([
      ["city", 700_000, 720_000, 700 / 720],
      ["port", 500_000, 600_000, 500 / 600],
    ]);
  });

  test("the message ledger balances with what is in flight", async () => {
    expect(
      await rowsOf(
        "select group_id, produced, delivered, dropped, in_flight, unaccounted from final.message_ledger",
      ),
    ).toEqual([["north/parking", 150, 140, 7, 3, 0]]);
  });

  test("fog reduction counts messages and bytes", async () => {
    expect(await rowsOf("select message_reduction, byte_reduction from final.fog_reduction")).toEqual([
      [0.9, 1 - 2_200 / 16_500],
    ]);
  });

  test("versions are those at the end, outcomes the last word on each device", async () => {
    expect(
      await rowsOf("select group_id, version, devices from final.version_distribution order by all"),
    ).toEqual([
      ["north/parking", "1.0.0", 11],
      ["north/parking", "2.0.0", 1],
      ["south/parking", "1.0.0", 3],
    ]);
    expect(
      await rowsOf("select tenant_id, status, version, devices from final.rollout_outcomes order by all"),
    ).toEqual([
      ["city", "FAILED", "2.0.0", 1],
      ["city", "SUCCEEDED", "2.0.0", 1],
      ["port", "SUCCEEDED", "2.0.0", 1],
    ]);
  });

  test("what the report hands over is kept, the environment is not", async () => {
    const store = await RunStore.create(newFolder(), info);
    await store.finish({
      endMs: 1,
      digest: "d",
      sla: [
        {
          tenant: "city",
          availability: null,
          target: 0.99,
          met: null,
          freshness: 0.5,
          freshnessTarget: 0.95,
          freshnessMet: false,
          stated: { availability: true, freshness: true },
          devices: 15,
          errorBudgetUsed: null,
        },
      ],
      slis: {
        freshness: { value: 0.5, unit: "share", target: ">= 95%", basis: "default", met: false, help: "h" },
      },
      costLines: [{ meter: "messages", quantity: 2.5, unit: "M", amount: 1.25, source: "list" }],
      summary: { verdict: "failed", fleet: { devices: 25 }, notes: ["a", "b"], environment: { wallMs: 3 } },
    });
    expect(
      (await store.query("select tenant_id, availability, freshness_met, devices from final.sla")).rows,
    ).toEqual([["city", null, false, 15]]);
    expect((await store.query("select sli, value, met from final.slis")).rows).toEqual([
      ["freshness", 0.5, false],
    ]);
    expect((await store.query("select meter, quantity, amount_usd from final.cost_lines")).rows).toEqual([
      ["messages", 2.5, 1.25],
    ]);
    expect((await store.query("select path, value from final.summary order by position")).rows).toEqual([
      ["verdict", '"failed"'],
      ["fleet.devices", "25"],
      ["notes[0]", '"a"'],
      ["notes[1]", '"b"'],
    ]);
    await store.close();
  });
});

const UNKNOWN = event({
  kind: 88,
  by: "device",
  about: "entity",
  whenErased: "goes",
  says: "a kind that nobody declared",
  fields: {},
});

describe("promotion", () => {
  const bad = async () => {
    const events = new EventBlock();
    events.push(Events.lifecycle, { atMs: 10, entity: 0, seq: 0 }, { fromState: 1, toState: 2, cause: 0 });
    events.push(Events.lifecycle, { atMs: 20, entity: 1, seq: 0 }, { fromState: 1, toState: 77, cause: 0 });
    events.push(UNKNOWN, { atMs: 30, entity: 2, seq: 0 }, {});
    events.push(Events.offline, { atMs: 40, entity: 1_000, seq: 0 }, { cause: 0, uptimeMs: 0 });
    events.push(Events.offline, { atMs: END_MS + 1, entity: 3, seq: 0 }, { cause: 0, uptimeMs: 0 });
    events.push(Events.lifecycle, { atMs: 10, entity: 0, seq: 0 }, { fromState: 1, toState: 2, cause: 0 });
    const windows = new WindowBlock();
    for (const [gateway, min] of [
      [25, 1],
      [25, 9],
      [3, 1],
    ]) {
      const row = windows.reserve();
      windows.gateway[row] = gateway;
      windows.group[row] = 0;
      windows.min[row] = min;
      windows.max[row] = 5;
    }
    const store = await RunStore.create(newFolder(), info);
    await store.append({
      untilMs: 0,
      events: events.take(),
      windows: windows.take(),
      metrics: metricRows([
        [0, "messages.produced", 0, 0, 5],
        [1, "messages.produced", 0, 0, -5],
      ]),
    });
    await store.finish({ endMs: END_MS, digest: "", inFlight: [0, 0, 0] });
    return store;
  };

  test("turns bad rows away with the reason and keeps them in raw", async () => {
    const store = await bad();
    const rejected = await store.query('select source, "row", reason from usable.rejected order by all');
    expect(rejected.rows).toEqual([
      ["events", 1, "codes within their vocabulary"],
      ["events", 2, "known kind"],
      ["events", 3, "known entity"],
      ["events", 4, "time within the run"],
      ["events", 5, "not a duplicate"],
      ["metrics", 1, "counters not negative"],
      ["windows", 1, "minimum not above maximum"],
      ["windows", 2, "known gateway"],
    ]);
    expect((await store.query("select count(*) from raw.events")).rows).toEqual([[6]]);
    expect((await store.query("select device, to_state from usable.lifecycle")).rows).toEqual([
      ["north/parking/00", "active"],
    ]);
    expect((await store.query("select count(*) from usable.fog_windows")).rows).toEqual([[1]]);
    expect((await store.query("select sum(value) from usable.metrics")).rows).toEqual([[5]]);
    await store.close();
  });

  test("reports each check with the rows it saw", async () => {
    const store = await bad();
    const { rows } = await store.query(
      `select tenant_id, source, check_name, "rows", rejected from final.promotion_checks where not ok order by all`,
    );
    expect(rows).toEqual([
      ["-", "events", "known entity", 1, 1],
      ["-", "message_ledger", "every message accounted for", 5, 5],
      ["city", "events", "codes within their vocabulary", 5, 1],
      ["city", "events", "known kind", 5, 1],
      ["city", "events", "not a duplicate", 5, 1],
      ["city", "events", "time within the run", 5, 1],
      ["city", "metrics", "counters not negative", 2, 1],
      ["city", "windows", "known gateway", 3, 1],
      ["city", "windows", "minimum not above maximum", 3, 1],
    ]);
    await store.close();
  });

  test("is told to whoever judges the run, check by check", async () => {
    const store = await bad();
    const told = await store.rejections();
    expect(told).toContainEqual({ source: "windows", check: "minimum not above maximum", rows: 1 });
    expect(told.reduce((sum, { rows }) => sum + rows, 0)).toBe(
      Number((await store.query("select count(*) from usable.rejected")).rows[0][0]),
    );
    await store.close();
    expect(await good.rejections()).toEqual([]);
  });

  test("turns nothing away in a good run", async () => {
    expect(await rowsOf("select count(*) from final.promotion_checks where not ok")).toEqual([[0]]);
    expect(await rowsOf("select count(*) > 10 from final.promotion_checks")).toEqual([[true]]);
  });

  test("finds a batch that came twice", async () => {
    const store = await RunStore.create(newFolder(), info);
    for (const batch of [firstBatch(), secondBatch(), firstBatch()]) await store.append(batch);
    await store.finish({ endMs: END_MS, digest: "" });
    const { rows } = await store.query(
      "select source, count(*) from usable.rejected where reason = 'not a duplicate' group by all order by 1",
    );
    expect(rows).toEqual([
      ["events", firstBatch().events.count],
      ["windows", firstBatch().windows.count],
    ]);
    await store.close();
  });
});
