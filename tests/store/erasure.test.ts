// LIF-8: the data of a decommissioned device is gone from the file; that it was there, and left, is not.

import { expect, test } from "vitest";
import type { Batch } from "../../src/event/batch.js";
import type { EventDeclaration } from "../../src/event/declare-event.js";
import { CLOUD_ENTITY, EventBlock } from "../../src/event/event.js";
import { EVENT_KINDS, Events } from "../../src/event/events.js";
import { causeIndex, endIndex, LIFECYCLE_STATES, RULERS, SHADOW_SIDES } from "../../src/event/vocabulary.js";
import { RunStore } from "../../src/store/run-store.js";
import { END_MS, emptyBatch, firstBatch, info, newFolder } from "./small-run.js";

const DESIRED = SHADOW_SIDES.indexOf("desired");

/** What devices 13 (which leaves) and 14 (which stays) had said of themselves. */
const dataBatch = (): Batch => {
  const events = new EventBlock();
  events.push(
    Events.shadow,
    { atMs: 700_000, entity: CLOUD_ENTITY, seq: 9 },
    { shadowVersion: 3, side: DESIRED, device: 13, note: '{"night":"21:00"}' },
  );
  events.push(
    Events.shadow,
    { atMs: 700_001, entity: CLOUD_ENTITY, seq: 10 },
    { shadowVersion: 3, side: DESIRED, device: 14, note: '{"night":"22:00"}' },
  );
  for (const device of [13, 14]) {
    events.push(
      Events.shadowConflict,
      { atMs: 800_000, entity: device, seq: 2 },
      { policy: 1, winner: 0, shadowVersion: 7, note: "door: cloud shut, device open" },
    );
    events.push(Events.anomaly, { atMs: 810_000, entity: device, seq: 3 }, { anomaly: 2, measured: 37.5 });
    events.push(
      Events.command,
      { atMs: 820_000, entity: device, seq: 4 },
      { commandSeq: 5, command: 1, outcome: 0, note: '{"value":37.5}' },
    );
    events.push(
      Events.configOutcome,
      { atMs: 825_000, entity: device, seq: 10 },
      { outcome: 1, shadowVersion: 3, tookMs: 0, note: "night 21:30: not while the door is open" },
    );
    events.push(
      Events.reboot,
      { atMs: 830_000, entity: device, seq: 5 },
      { cause: 1, version: 0, bootCount: 1 },
    );
    events.push(
      Events.actuation,
      { atMs: 831_000, entity: device, seq: 6 },
      { isOn: true, ruledBy: RULERS.indexOf("gateway"), rule: 0, latencyMs: 41, note: "shut the door" },
    );
    events.push(
      Events.sensorTruth,
      { atMs: 832_000, entity: device, seq: 7 },
      { fault: 2, change: endIndex("start") },
    );
    events.push(
      Events.reading,
      { atMs: 833_000, entity: device, seq: 8 },
      { value: 37.5, sensedMs: 832_500, flags: 16, readingSeq: 7, device },
    );
    events.push(
      Events.reading,
      { atMs: 834_000, entity: CLOUD_ENTITY, seq: device },
      { value: 38.5, sensedMs: 833_500, flags: 0, readingSeq: 7, device },
    );
  }
  const decommissioned = LIFECYCLE_STATES.indexOf("decommissioned");
  events.push(
    Events.lifecycle,
    { atMs: 900_000, entity: 13, seq: 9 },
    { fromState: 2, toState: decommissioned, cause: causeIndex("decommissioned") },
  );
  events.push(
    Events.audit,
    { atMs: 900_001, entity: CLOUD_ENTITY, seq: 11 },
    { note: "decommissioned 1 devices" },
  );
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
      await rowsOf(
        "select count(*) from log.events where note like '%21:00%' or (entity = 13 and p1 = 37.5)",
      ),
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
    expect(await rowsOf("select count(*) from log.events where p0 in (37.5, 38.5) and p4 = 13")).toEqual([
      [0],
    ]);
    expect(await rowsOf("select device, measured from usable.anomalies")).toEqual([
      ["south/parking/2", 37.5],
    ]);
    expect(await rowsOf("select device, detail from usable.commands order by device")).toEqual([
      ["south/parking/1", null],
      ["south/parking/2", '{"value":37.5}'],
    ]);
    expect(
      await rowsOf("select device, outcome, detail from usable.config_outcomes order by device"),
    ).toEqual([
      ["south/parking/1", "refused", null],
      ["south/parking/2", "refused", "night 21:30: not while the door is open"],
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

/** A row of a kind about a device, whose every figure and text would tell of it. */
const tellTale = (of: EventDeclaration, device: number): Record<string, number> => ({
  ...Object.fromEntries(of.names.map((name) => [name, 1])),
  ...(of.about === "entity" ? {} : { [of.about]: device }),
});

test("of every kind a decommissioned device leaves what the kind says, and one that stays leaves all", async () => {
  const events = new EventBlock();
  const kinds = EVENT_KINDS.filter(([, { about }]) => about !== "nobody");
  for (const device of [13, 14])
    kinds.forEach(([, of], seq) => {
      const entity = of.about === "entity" ? device : CLOUD_ENTITY;
      const values = Object.assign(tellTale(of, device), { note: `of ${device}` });
      events.push(of, { atMs: 1_000 * device, entity, seq }, values);
    });
  const decommissioned = LIFECYCLE_STATES.indexOf("decommissioned");
  const leaves = { fromState: 2, toState: decommissioned, cause: 0 };
  events.push(Events.lifecycle, { atMs: 900_000, entity: 13, seq: 99 }, leaves);
  const store = await RunStore.create(newFolder(), info);
  await store.append({ ...emptyBatch(END_MS), events: events.take() });
  await store.finish({ endMs: END_MS, digest: "" });
  const left = async (device: number) =>
    (
      await store.query(
        `select kind, p0, coalesce(note, '') from log.events where at_ms = ${1_000 * device} order by seq`,
      )
    ).rows;
  expect(await left(14)).toEqual(
    kinds.map(([, of]) => [of.kind, of.names[0] === of.about ? 14 : 1, "of 14"]),
  );
  expect(await left(13)).toEqual(
    kinds.map(([, { kind, whenErased }]) => {
      if (whenErased === "goes") return [Events.erased.kind, kind, ""];
      return [kind, 1, whenErased === "stays" ? "of 13" : ""];
    }),
  );
  await store.close();
});
