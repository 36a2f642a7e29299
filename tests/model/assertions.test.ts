// Our own bugs end a run where they happen: counts below none, holds given back twice, queues read beyond their end.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AssertionError } from "../../src/core/assert.js";
import { Inbox } from "../../src/engine/inbox.js";
import { MessageBlock } from "../../src/event/message.js";
import { createClockedCount, oneFewer, oneMore } from "../../src/model/cloud/meter/clocked-count.js";
import { AgendaPart } from "../../src/model/plan/agenda.js";
import { hold, release } from "../../src/model/state/holds.js";

describe("holds of faults", () => {
  test("are free again after as many ends as beginnings, in any order, and never before", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (steps) => {
        const holds = new Uint16Array(1);
        let count = 0;
        for (const begins of steps) {
          if (begins) expect(hold(holds, 0)).toBe(count++ === 0);
          else if (count > 0) expect(release(holds, 0)).toBe(--count === 0);
          else expect(() => release(holds, 0)).toThrow(AssertionError);
          expect(holds[0]).toBe(count);
        }
      }),
    );
  });

  test("do not run over", () => {
    const holds = Uint16Array.of(32_767);
    expect(() => hold(holds, 0)).toThrow("more faults hold an entity than a timeline can have");
  });
});

test("a count of what is there does not fall below none, and its clock does not go back", () => {
  const counted: number[] = [];
  const state = { countGroup: (_name: string, _group: number, n = 1) => counted.push(n) };
  const clocked = createClockedCount("meter.device.time", 1);
  oneMore(state, clocked, 0, 1_000);
  expect(() => oneMore(state, clocked, 0, 999)).toThrow(AssertionError);
  oneFewer(state, clocked, 0, 3_000);
  expect(counted).toEqual([2_000]);
  expect(() => oneFewer(state, clocked, 0, 3_000)).toThrow(AssertionError);
});

test("nothing is taken from what is empty", () => {
  const inbox = new Inbox();
  expect(() => inbox.take()).toThrow(AssertionError);
  const block = new MessageBlock();
  block.append(5, 0, 0, 1);
  inbox.addAll(block);
  expect(inbox.block.atMs[inbox.take()]).toBe(5);
  expect(() => inbox.take()).toThrow(AssertionError);
  expect(() => new AgendaPart([]).take()).toThrow(AssertionError);
  expect(() => new AgendaPart([]).action({ id: 7 })).toThrow("action 7 is not on this part of the agenda");
});
