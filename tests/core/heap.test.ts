// The far-future heap against a sorted list.
import fc from "fast-check";
import { expect, test } from "vitest";
import { NodeHeap } from "../../src/core/heap.js";

const NODES = 60;
const operation = fc.record({ node: fc.nat(NODES - 1), key: fc.nat(50), take: fc.boolean() });

test("the top is always the least key, through any mix of push, remove and take", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200, size: "max" }), (operations) => {
      const keys = new Float64Array(NODES);
      const heap = new NodeHeap(keys, new Int32Array(NODES));
      const inside = new Set<number>();
      for (const { node, key, take } of operations) {
        if (take && heap.size > 0) {
          inside.delete(heap.top());
          heap.remove(heap.top());
        } else if (inside.has(node)) {
          inside.delete(node);
          heap.remove(node);
        } else {
          keys[node] = key;
          inside.add(node);
          heap.push(node);
        }
        expect(heap.size).toBe(inside.size);
        if (heap.size > 0) {
          expect(inside.has(heap.top())).toBe(true);
          expect(keys[heap.top()]).toBe(Math.min(...[...inside].map((one) => keys[one])));
        }
      }
    }),
  );
});
