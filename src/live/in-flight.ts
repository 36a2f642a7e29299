// The QoS 1 window of one connection: what was published and not yet acknowledged, and what waits behind it
// [MQTT-4.4.0-1]. Packet identifiers are used again only when free [MQTT-2.3.1-2].
import type { WireMessage } from "./wire-message.js";

/** Unacknowledged publishes on the wire at once, and those that wait behind them. */
const INFLIGHT_MAX = 64;
const QUEUE_MAX = 1_000;

export class InFlight {
  private readonly sent = new Map<number, WireMessage & { atMs: number }>();
  private waiting: WireMessage[] = [];
  private lastId = 0;

  constructor(
    private readonly windowMax: number = INFLIGHT_MAX,
    private readonly queueMax: number = QUEUE_MAX,
  ) {}

  /** Without an acknowledgement, on the wire and waiting. */
  get size(): number {
    return this.sent.size + this.waiting.length;
  }

  get hasRoom(): boolean {
    return this.sent.size < this.windowMax;
  }

  /** A packet identifier that is free. */
  takeId(): number {
    do {
      this.lastId = this.lastId === 65_535 ? 1 : this.lastId + 1;
    } while (this.sent.has(this.lastId));
    return this.lastId;
  }

  /** Notes a message as sent now; returns its packet identifier. */
  send(message: WireMessage, atMs: number): number {
    const id = this.takeId();
    this.sent.set(id, { ...message, atMs });
    return id;
  }

  /** Queues a message behind a full window; false when the queue is full, too. */
  wait(message: WireMessage): boolean {
    if (this.waiting.length >= this.queueMax) return false;
    this.waiting.push(message);
    return true;
  }

  /** A PUBACK: when the message was sent, or null for an identifier that is not under way. */
  acknowledge(id: number): number | null {
    const message = this.sent.get(id);
    if (message === undefined) return null;
    this.sent.delete(id);
    return message.atMs;
  }

  nextWaiting(): WireMessage | undefined {
    return this.waiting.shift();
  }

  /** Everything not acknowledged, oldest first; taken once. */
  takeAll(): WireMessage[] {
    const all = [...this.sent.values(), ...this.waiting].map(({ topic, payload, qos }) => ({
      topic,
      payload,
      qos,
    }));
    this.sent.clear();
    this.waiting = [];
    return all;
  }
}
