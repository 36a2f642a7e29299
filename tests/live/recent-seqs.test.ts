import fc from "fast-check";
import { expect, it } from "vitest";
import { RecentSeqs } from "../../src/live/recent-seqs.js";

it("a number is new once, and again for every other sender", () => {
  const recent = new RecentSeqs();
  expect([recent.isNew(1, 5), recent.isNew(1, 5), recent.isNew(2, 5)]).toEqual([true, false, true]);
});

it("what is sent again within the last 64 of a sender is never taken for new", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000), { maxLength: 300 }), (seqs) => {
      const recent = new RecentSeqs();
      const news: number[] = [];
      for (const seq of seqs) {
        const isNew = recent.isNew(3, seq);
        expect(isNew).toBe(!news.slice(-64).includes(seq));
        if (isNew) news.push(seq);
      }
    }),
  );
});
