// LIF-8: the data of a decommissioned device is gone from the file; that it was there, and left, is not.
import { expect, test } from "vitest";
import type { Batch } from "../../src/event/batch.js";
import { CLOUD_ENTITY, EventBlock, EventKind } from "../../src/event/event.js";
import { causeIndex, LIFECYCLE_STATES } from "../../src/event/vocabulary.js";
import { RunStore } from "../../src/store/run-store.js";
import { END_MS, emptyBatch, firstBatch, info, newFolder } from "./small-run.js";

/** What devices 13 (which leaves) and 14 (which stays) had said of themselves. */
const dataBatch = (): Batch => {
  const events = new EventBlock();
  events.push(700_000, CLOUD_ENTITY, 9, EventKind.shadow, 3, 1, 13, '{"night":"21:00"}');
  events.push(700_001, CLOUD_ENTITY, 10, EventKind.shadow, 3, 1, 14, '{"night":"22:00"}');
  for (const device of [13, 14]) {
    events.push(800_000, device, 2, EventKind.shadowConflict, 1, 0, 7, "door: cloud shut, device open");
    events.push(810_000, device, 3, EventKind.anomaly, 2, 37.5, 0);
    events.push(820_000, device, 4, EventKind.command, 5, 1, 0, '{"value":37.5}');
    events.push(830_000, device, 5, EventKind.reboot, 1, 0, 1);
    events.push(831_000, device, 6, EventKind.actuation, 100, 41, 1, "shut the door");
    events.push(832_000, device, 7, EventKind.sensorTruth, 2, 1, 0);
    events.push(833_000, device, 8, EventKind.reading, 37.5, 832_500 * 256 + 16, device);
    events.push(834_000, CLOUD_ENTITY, device, EventKind.reading, 38.5, 833_500 * 256, device);
  }
  const decommissioned = LIFECYCLE_STATES.indexOf("decommissioned");
  events.push(900_000, 13, 9, EventKind.lifecycle, 2, decommissioned, causeIndex("decommissioned"));
  events.push(900_001, CLOUD_ENTITY, 11, EventKind.audit, 1, 0, 0, "decommissioned 1 devices");
  return { ...emptyBatch(END_MS), events: events.take() };
};

test("what a decommissioned device measured or was set to becomes a tombstone; its life stays on record", async () => {
  const store = await RunStore.create(newFolder(), info);
  await store.append(firstBatch());
  await store.append(dataBatch());
  const rowsOf = async (sql: string) => (await store.query(sql)).rows;
  const before = await rowsOf("select count(*) from log.events");
  for (const round of [1, 2]) {
    await store.finish({ endMs: END_MS, digest: `d${round}` });
    // The same number of rows, and none that still says anything of it.
    expect(await rowsOf("select count(*) from log.events")).toEqual(before);
    expect(
      await rowsOf("select count(*) from log.events where note like '%21:00%' or (entity = 13 and b = 37.5)"),
    ).toEqual([[0]]);
    expect(await rowsOf("select device from usable.shadow_conflicts")).toEqual([["south/parking/2"]]);
    expect(await rowsOf("select device, action from usable.actuations")).toEqual([
      ["south/parking/2", "shut the door"],
    ]);
    expect(
      await rowsOf("select distinct device from usable.sensor_faults where device like 'south%'"),
    ).toEqual([["south/parking/2"]]);
    for (const zone of ["raw", "usable"])
      expect(
        await rowsOf(
          `select device, value, sensed_ms, is_alarm, received_by from ${zone}.readings order by at_ms`,
        ),
      ).toEqual([
        ["south/parking/2", 37.5, 832_500, true, "gateway"],
        ["south/parking/2", 38.5, 833_500, false, "cloud"],
      ]);
    // Nowhere in the file, under no name.
    expect(await rowsOf("select count(*) from log.events where a in (37.5, 38.5) and c = 13")).toEqual([[0]]);
    expect(await rowsOf("select device, measured from usable.anomalies")).toEqual([
      ["south/parking/2", 37.5],
    ]);
    expect(await rowsOf("select device, detail from usable.commands order by device")).toEqual([
      ["south/parking/1", null],
      ["south/parking/2", '{"value":37.5}'],
    ]);
    expect(await rowsOf("select entity_name, at_ms, kind from usable.erased order by at_ms")).toEqual([
      ["cloud", 700_000, "shadow"],
      ["south/parking/1", 800_000, "shadowConflict"],
      ["south/parking/1", 810_000, "anomaly"],
      ["south/parking/1", 831_000, "actuation"],
      ["south/parking/1", 832_000, "sensorTruth"],
      ["south/parking/1", 833_000, "reading"],
      ["cloud", 834_000, "reading"],
    ]);
    expect(await rowsOf("select count(*) from usable.reboots where device = 'south/parking/1'")).toEqual([
      [1],
    ]);
    expect(
      await rowsOf("select to_state from usable.lifecycle where device = 'south/parking/1' order by at_ms"),
    ).toEqual([["active"], ["decommissioned"]]);
    expect(await rowsOf("select count(*) from usable.rejected")).toEqual([[0]]);
    expect(await rowsOf("select entry from usable.audit")).toEqual([["decommissioned 1 devices"]]);
  }
  await store.close();
});
