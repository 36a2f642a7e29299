// What a kind of event declares of its fields is what a row must hold on its way from raw to usable, whatever the kind.
import { expect, test } from "vitest";
import type { EventDeclaration } from "../../src/event/declare-event.js";
import { EventBlock } from "../../src/event/event.js";
import { EVENT_KINDS } from "../../src/event/events.js";
import type { Field } from "../../src/event/field.js";
import { isAction, namesOf } from "../../src/store/event-sql.js";
import { RunStore } from "../../src/store/run-store.js";
import { END_MS, emptyBatch, info, naming, newFolder } from "./small-run.js";

const CODES = "codes within their vocabulary";
const NEGATIVE = "figures not negative";

/** Values a field must not have, with the check that says so. */
const badValues = (field: Field): { value: number; reason: string }[] => {
  const { length } = namesOf(field, naming);
  const bad = (reason: string, ...values: number[]) => values.map((value) => ({ value, reason }));
  const values = {
    index: bad(CODES, -2, ...(isAction(field) ? [] : [length])),
    bits: bad(CODES, -2, 1 << length),
    flag: bad("flags 0 or 1", 2, -2),
    count: bad(NEGATIVE, -2),
    ms: bad(NEGATIVE, -2),
    bytes: bad(NEGATIVE, -2),
    entity: bad("known device", naming.deviceCount, -2),
    number: [],
    code: [],
  }[field.is];
  return field.isOptional || values.length === 0
    ? values
    : [...values, { value: -1, reason: values[0].reason }];
};

/** A row that holds: 0 is good for every field, and nothing for an optional one. */
const good = (of: EventDeclaration): Record<string, number> =>
  Object.fromEntries(of.names.filter((name) => !of.fields[name].isOptional).map((name) => [name, 0]));

test("a row that breaks what a field is declared to be stays in raw, one that holds it passes", async () => {
  const block = new EventBlock();
  const expected: string[][] = [];
  for (const [name, of] of EVENT_KINDS) {
    const place = () => ({ atMs: block.count, entity: 0, seq: block.count });
    block.push(of, place(), good(of));
    for (const field of of.names)
      for (const { value, reason } of badValues(of.fields[field])) {
        expected.push([String(block.count), `${name} ${reason}`]);
        block.push(of, place(), { ...good(of), [field]: value });
      }
  }
  const events = block.take();
  expect(expected.length).toBeGreaterThan(100);
  const store = await RunStore.create(newFolder(), info);
  await store.append({ ...emptyBatch(0), events });
  await store.finish({ endMs: END_MS, digest: "" });
  const { rows } = await store.query('select "row", reason from usable.rejected order by "row"');
  const names = new Map(EVENT_KINDS.map(([name, { kind }]) => [kind, name]));
  expect(
    rows.map(([row, reason]) => [String(row), `${names.get(events.kind[Number(row)])} ${reason}`]),
  ).toEqual(expected);
  await store.close();
});
