// Kinds of events are declared once; what a declaration promises holds for each of them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { event } from "../../src/event/declare-event.js";
import { EventBlock, type EventColumns } from "../../src/event/event.js";
import { EVENT_KINDS, Events, eventKindName, eventKindNames, eventOf } from "../../src/event/events.js";
import { count, entity, FIELDS_MAX, flag, ms, optional, PAYLOAD_NAMES } from "../../src/event/field.js";
import { valuesAt } from "../run-scenario.js";

const AT = { atMs: 1, entity: 2, seq: 3 };

const sample = event({
  kind: 98,
  by: "device",
  about: "whose",
  whenErased: "goes",
  says: "for this test",
  fields: {
    much: count("how much"),
    isSo: flag("whether"),
    whose: entity("whose"),
    sinceMs: optional(ms("since when")),
  },
});

const rowOf = (columns: EventColumns, row: number): number[] =>
  PAYLOAD_NAMES.map((name) => columns[name][row]);

describe("a row", () => {
  test("holds its fields in the order in which they are declared, and 0 beyond", () => {
    const block = new EventBlock(1);
    block.push(sample, AT, { much: 7, isSo: true, whose: 4, sinceMs: 9, note: "so" });
    block.push(sample, AT, { much: 8, isSo: false, whose: 5 });
    expect(rowOf(block, 0)).toEqual([7, 1, 4, 9, 0, 0]);
    expect(rowOf(block, 1)).toEqual([8, 0, 5, -1, 0, 0]);
    expect(valuesAt(sample, block, 0)).toEqual({ much: 7, isSo: true, whose: 4, sinceMs: 9 });
    expect(block.note).toEqual(new Map([[0, "so"]]));
  });

  test("leaves nothing behind where a block's rows are used again", () => {
    const block = new EventBlock();
    block.push(sample, AT, { much: 7, isSo: true, whose: 4, sinceMs: 9 });
    block.count = 0;
    block.push(Events.audit, AT, { note: "said" });
    expect(rowOf(block, 0)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("is the same after it was copied, grown and taken", () => {
    const values = fc.record({ x: fc.double(), y: fc.double(), z: fc.double() });
    const row = fc.record({ values, note: fc.option(fc.string(), { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const one = new EventBlock(1);
        for (const { values, note } of rows) one.push(Events.probe, AT, { ...values, note });
        const other = new EventBlock(1);
        for (let at = 0; at < one.count; at++) other.pushFrom(one, at);
        expect(other.take()).toEqual(one.take());
        expect(one.count).toBe(0);
      }),
    );
  });
});

describe("a kind", () => {
  test("has a code of its own that fits its column", () => {
    const codes = EVENT_KINDS.map(([, { kind }]) => kind);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => code < 1 || code > 99)).toEqual([]);
  });

  test.each(EVENT_KINDS)("%s is found by its code", (name, of) => {
    expect(eventOf(of.kind)).toBe(of);
    expect(eventKindName(of.kind)).toBe(name);
    expect(eventKindNames()[of.kind]).toBe(name);
    expect(of.names.length).toBeLessThanOrEqual(FIELDS_MAX);
  });

  test("nobody has declared is told by its number", () => {
    expect(eventOf(88)).toBeUndefined();
    expect(eventKindName(88)).toBe("unknown");
    expect(eventKindNames()[88]).toBe("kind-88");
  });

  test("about a device names it in a field", () => {
    const named = EVENT_KINDS.filter(([, { about }]) => about !== "entity" && about !== "nobody");
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(([, { about, fields }]) => fields[about].is !== "entity")).toEqual([]);
  });

  test("that is nobody's cannot go with a device", () => {
    const parts = { kind: 97, by: "cloud", about: "nobody", says: "", fields: {} } as const;
    expect(() => event({ ...parts, whenErased: "goes" })).toThrow(/nobody's/);
    expect(event({ ...parts, whenErased: "stays" }).kind).toBe(97);
  });

  test("does not have more fields than there are columns", () => {
    const fields = Object.fromEntries(Array.from({ length: 7 }, (_, at) => [`f${at}`, count("one")]));
    const parts = { kind: 97, by: "cloud", about: "nobody", whenErased: "stays", says: "" } as const;
    expect(() => event({ ...parts, fields })).toThrow(/at most 6/);
  });

  test("shares a table with another of the same owner only, and says which turn it is", () => {
    const tables = new Set(EVENT_KINDS.flatMap(([, { table }]) => table?.name ?? []));
    for (const table of tables) {
      const kinds = EVENT_KINDS.filter(([, of]) => of.table?.name === table);
      if (kinds.length === 1) continue;
      expect(new Set(kinds.map(([, { about }]) => about)).size, table).toBe(1);
      expect(new Set(kinds.map(([, { change }]) => change)).size, table).toBe(kinds.length);
    }
  });
});
