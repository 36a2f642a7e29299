import fc from "fast-check";
import { expect, test } from "vitest";
import { Column } from "../../src/sla/column.js";
import { addRows, type Row, storeOf } from "./fleet.js";

const BUCKETS = 40;
const rows = fc.array(
  fc.record({ bucket: fc.nat(BUCKETS - 1), value: fc.integer({ min: 1, max: 9 }), group: fc.nat(1) }),
  { maxLength: 60 },
);
const range = fc
  .tuple(fc.nat(BUCKETS - 1), fc.nat(BUCKETS - 1))
  .map(([x, y]) => [Math.min(x, y), Math.max(x, y) + 1]);

const METRIC = { counter: "messages.dropped", gauge: "device.online", peak: "broker.queue.depth" } as const;

/** The same by hand: one number a bucket. */
const dense = (kind: keyof typeof METRIC, given: readonly Row[]): number[] => {
  const values = new Array<number>(BUCKETS).fill(0);
  for (const { bucket, value } of given) {
    values[bucket] = kind === "peak" ? Math.max(values[bucket], value) : values[bucket] + value;
  }
  if (kind === "gauge") for (let at = 1; at < BUCKETS; at++) values[at] += values[at - 1];
  return values;
};

test.each(["counter", "gauge", "peak"] as const)(
  "a %s column agrees with the plain sums over any range, read in any steps",
  (kind) => {
    fc.assert(
      fc.property(rows, range, fc.array(fc.nat(BUCKETS), { maxLength: 4 }), (plain, [from, to], steps) => {
        const given: Row[] = plain.map((row) => ({
          ...row,
          metric: METRIC[kind],
          sub: kind === "counter" ? "none" : undefined,
        }));
        const store = storeOf(given);
        const ids = [...new Set(store.ids())];
        const column = new Column(kind, ids);
        for (const step of steps) {
          column.extendTo(store, step);
          if (step > 0) column.max(0, step);
        }
        column.extendTo(store, BUCKETS);
        const wanted = dense(kind, given).slice(from, to);
        expect(column.sum(from, to)).toBe(wanted.reduce((x, y) => x + y, 0));
        expect(column.max(from, to)).toBe(Math.max(...wanted));
        expect(column.min(from, to)).toBe(Math.min(...wanted));
        expect(column.at(to - 1)).toBe(wanted.at(-1));
      }),
    );
  },
);

test("the order in which rows are added does not show", () => {
  fc.assert(
    fc.property(rows, fc.integer(), (plain, seed) => {
      const given: Row[] = plain.map((row) => ({ ...row, metric: "messages.dropped" as const }));
      const shuffled = given
        .map((row, at) => ({ row, key: (at * 7919 + seed) % 31 }))
        .sort((x, y) => x.key - y.key);
      const one = storeOf(given);
      const other = storeOf([]);
      for (const { row } of shuffled) addRows(other, [row]);
      const read = (store: typeof one) => {
        const column = new Column("counter", one.ids());
        column.extendTo(store, BUCKETS);
        return Array.from({ length: BUCKETS }, (_, at) => column.at(at));
      };
      expect(read(other)).toEqual(read(one));
    }),
  );
});
