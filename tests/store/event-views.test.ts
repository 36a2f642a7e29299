// What the views make of the fields of event rows: names for codes, truths for flags, NULL for what a row has nothing to say of.
import { afterAll, beforeAll, expect, test } from "vitest";
import { CLOUD_ENTITY, EventBlock } from "../../src/event/event.js";
import { Events } from "../../src/event/events.js";
import { batteryNote, causeIndex, endIndex, RULERS, SHADOW_SIDES } from "../../src/event/vocabulary.js";
import { RunStore } from "../../src/store/run-store.js";
import { END_MS, emptyBatch, info, newFolder } from "./small-run.js";

let store: RunStore;
beforeAll(async () => {
  const rows = new EventBlock();
  const at = (atMs: number, entity: number) => ({ atMs, entity, seq: atMs });
  const { battery, actuation, online, offline, recordedOutage, shadow, faultStart } = Events;
  const [brownOut, off] = [batteryNote("brown-out"), batteryNote("off")];
  rows.push(battery, at(1, 3), { what: brownOut, chargePpm: 9_000, terminalMv: 2_690 });
  rows.push(battery, at(2, 3), { what: off, chargePpm: 8_000, forecastMs: 77 });
  rows.push(battery, at(3, 3), { what: batteryNote("steep"), chargePpm: 7_000, meanUa: 3_001 });
  rows.push(actuation, at(4, 3), {
    isOn: true,
    ruledBy: RULERS.indexOf("gateway"),
    rule: 2,
    latencyMs: 41,
    note: "vent",
  });
  rows.push(online, at(5, 25), { attempts: 2, downtimeMs: 900 });
  rows.push(offline, at(6, 25), { cause: causeIndex("backhaul-outage"), uptimeMs: 800 });
  rows.push(recordedOutage, at(7, 3), { change: endIndex("start"), note: "gap-1" });
  rows.push(recordedOutage, at(8, 3), { change: endIndex("end"), lastedMs: 1, note: "gap-1" });
  const side = SHADOW_SIDES.indexOf("reported");
  rows.push(shadow, at(9, 3), { side, device: 3, note: "hand: lock false -> true" });
  rows.push(shadow, at(10, CLOUD_ENTITY), { shadowVersion: 4, side: 0, device: 13, note: "app: a: b" });
  rows.push(faultStart, at(11, CLOUD_ENTITY), { fault: 0, devices: 2 });
  rows.push(faultStart, at(12, CLOUD_ENTITY), { fault: 7, devices: 1 });
  store = await RunStore.create(newFolder(), info);
  await store.append({ ...emptyBatch(0), events: rows.take() });
  await store.finish({ endMs: END_MS, digest: "" });
});
afterAll(() => store.close());
const rowsOf = async (sql: string) => (await store.query(sql)).rows;

test("a figure a row has nothing to say of is NULL", async () => {
  expect(
    await rowsOf(
      "select what, charge_ppm, switched_off, terminal_mv, mean_ua, forecast_ms from usable.battery order by seq",
    ),
  ).toEqual([
    ["brown-out", 9_000, false, 2_690, null, null],
    ["off", 8_000, true, null, null, 77],
    ["steep", 7_000, false, null, 3_001, null],
  ]);
  expect(await rowsOf("select change, lasted_ms, name from usable.recorded_outages order by seq")).toEqual([
    ["start", null, "gap-1"],
    ["end", 1, "gap-1"],
  ]);
});

test("a flag is true or false, a code its name", async () => {
  expect(await rowsOf("select is_on, ruled_by, rule, latency_ms, action from usable.actuations")).toEqual([
    [true, "gateway", 2, 41, "vent"],
  ]);
});

test("two kinds in one table fill each its own columns", async () => {
  expect(
    await rowsOf(
      "select entity_name, tier, change, attempts, downtime_ms, cause, uptime_ms from usable.presence order by seq",
    ),
  ).toEqual([
    ["north/gw/0", "gateway", "online", 2, 900, null, null],
    ["north/gw/0", "gateway", "offline", null, null, "backhaul-outage", 800],
  ]);
});

test("a row about a device has its name, place and tenant, whoever wrote it; its text is parted at the first colon", async () => {
  expect(
    await rowsOf(
      "select device, tenant_id, site, shadow_version, side, changed_by, changes from usable.shadows order by seq",
    ),
  ).toEqual([
    ["north/parking/03", "city", "north", null, "reported", "hand", "lock false -> true"],
    ["south/parking/1", "city", "south", 4, "desired", "app", "a: b"],
  ]);
});

test("an action that came while the run went on has a number for a name", async () => {
  expect(await rowsOf("select fault, change, devices from usable.faults order by seq")).toEqual([
    ["storm", "start", 2],
    ["fault-7", "start", 1],
  ]);
});
