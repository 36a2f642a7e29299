// A timer queue that anyone can see is right: a map of due times, sorted at each pop.

export class SortedModel {
  due = new Map<number, number>();
  nowMs = 0;
  peekMs(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.due.values());
  }
  popBefore(limitMs: number): number {
    const [first] = [...this.due].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
    if (first === undefined || first[1] >= limitMs) return -1;
    this.due.delete(first[0]);
    this.nowMs = first[1];
    return first[0];
  }
}
