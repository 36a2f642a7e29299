// What strangers may take from the embedded broker: anonymous observers on loopback, who look on and publish beside the
// fleet's tree. Their connections are counted apart, so that none takes a slot of the fleet; what a broker would keep for
// them in memory (retained messages, subscriptions) is bounded, and nothing is kept for who is not connected.

export const OBSERVER_LIMITS = {
  /** Connections beside the fleet's; the next one is refused with code 3, server unavailable. */
  connections: 64,
  /** Sockets that have not said CONNECT yet; the oldest is closed for the next one. */
  silentSockets: 1_024,
  /** Subscriptions of one client; the next one is refused with 0x80. */
  filters: 64,
  filterBytes: 1_024,
  /** Retained messages of the broker; the next topic's publisher is disconnected, as for a topic it may not use. */
  retainedTopics: 1_000,
  retainedBytes: 8 * 1_048_576,
} as const;

/** Which topics hold a retained message, and how much they hold together. */
export class RetainedBook {
  private readonly bytes = new Map<string, number>();
  private total = 0;

  /** Books a retained message, an empty one as the end of it; false when there is no room. */
  take(topic: string, payloadBytes: number): boolean {
    const before = this.bytes.get(topic) ?? 0;
    if (payloadBytes === 0) {
      this.bytes.delete(topic);
      this.total -= before;
      return true;
    }
    const size = topic.length + payloadBytes;
    const isNew = before === 0;
    if (isNew && this.bytes.size >= OBSERVER_LIMITS.retainedTopics) return false;
    if (this.total - before + size > OBSERVER_LIMITS.retainedBytes) return false;
    this.bytes.set(topic, size);
    this.total += size - before;
    return true;
  }
}

/** The filters each client holds. */
export class FilterBook {
  private readonly held = new WeakMap<object, Set<string>>();

  take(client: object, filter: string): boolean {
    const filters = this.held.get(client) ?? new Set();
    this.held.set(client, filters);
    if (filter.length > OBSERVER_LIMITS.filterBytes) return false;
    if (!filters.has(filter) && filters.size >= OBSERVER_LIMITS.filters) return false;
    filters.add(filter);
    return true;
  }

  drop(client: object, filters: readonly string[]): void {
    for (const filter of filters) this.held.get(client)?.delete(filter);
  }
}
