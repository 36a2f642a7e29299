// A 4-ary min-heap of node numbers over typed arrays, ordered by an outside column of times. Holds the timing wheel's
// far future. Ties come out in no given order: whoever takes them sorts.
import type { NodeColumn } from "./node-column.js";

export class NodeHeap {
  size = 0;
  private nodes = new Int32Array(16);

  /** `keys[node]` is a node's time; `place[node]` is written with its position while it is in the heap. */
  constructor(
    private readonly keys: Float64Array,
    private readonly place: NodeColumn,
  ) {}

  /** The node with the least key; only when size > 0. */
  top(): number {
    return this.nodes[0];
  }

  push(node: number): void {
    if (this.size === this.nodes.length) {
      const wider = new Int32Array(this.size * 2);
      wider.set(this.nodes);
      this.nodes = wider;
    }
    this.rise(this.size++, node);
  }

  /** Takes out a node that is in the heap; its key must not have changed since it came in. */
  remove(node: number): void {
    const at = this.place[node];
    const last = this.nodes[--this.size];
    if (last === node) return;
    if (this.keys[last] < this.keys[node]) this.rise(at, last);
    else this.sink(at, last);
  }

  private rise(at: number, node: number): void {
    const { nodes, keys, place } = this;
    const key = keys[node];
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const above = nodes[parent];
      if (keys[above] <= key) break;
      nodes[at] = above;
      place[above] = at;
      at = parent;
    }
    nodes[at] = node;
    place[node] = at;
  }

  private sink(at: number, node: number): void {
    const { nodes, keys, place, size } = this;
    const key = keys[node];
    for (;;) {
      const first = at * 4 + 1;
      if (first >= size) break;
      const end = Math.min(first + 4, size);
      let least = first;
      for (let child = first + 1; child < end; child++) {
        if (keys[nodes[child]] < keys[nodes[least]]) least = child;
      }
      const below = nodes[least];
      if (keys[below] >= key) break;
      nodes[at] = below;
      place[below] = at;
      at = least;
    }
    nodes[at] = node;
    place[node] = at;
  }
}
