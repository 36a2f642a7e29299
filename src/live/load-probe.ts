// Measures a broker by itself, without a simulated fleet: opens N connections and holds M messages a second at QoS 1
// for S seconds, while one subscriber counts what comes out at the other end. The bench's live figures.
// Left out: several generating threads (one is good for about 20,000 msg/s); the caller forks if it needs more.
import { randomBytes } from "node:crypto";
import { createHistogram } from "node:perf_hooks";
import type { BrokerAddress } from "./broker-address.js";
import { ConnectGate } from "./connect-gate.js";
import { demandDescriptors } from "./descriptors.js";
import { LeanClient } from "./lean-client.js";
import { LoopLag } from "./loop-lag.js";
import { WireStats } from "./wire-stats.js";

export interface ProbeOptions {
  broker: BrokerAddress;
  connections: number;
  messagesPerS: number;
  seconds: number;
  /** Payload of each message, at least 32. */
  payloadBytes?: number;
}

export interface ProbeResult {
  connections: number;
  /** From the first CONNECT to the last SUBACK or CONNACK. */
  openMs: number;
  sent: number;
  sentPerS: number;
  /** Sent and not acknowledged by the broker. */
  unacknowledged: number;
  /** Sent and not received by the subscriber. */
  lost: number;
  duplicates: number;
  ackP50Ms: number;
  ackP99Ms: number;
  /** Publisher to subscriber through the broker. */
  throughP50Ms: number;
  throughP99Ms: number;
  /** The probe's own event loop: above a few ms the probe, not the broker, is measured. */
  probeLagMaxMs: number;
}

const KEEPALIVE_S = 60;
/** A step of the pacing; smaller only costs. */
const STEP_MS = 5;
/** What is still under way after the last second gets this long. */
const DRAIN_MAX_MS = 10_000;
const OPEN_MAX_MS = 120_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

class Probe {
  readonly stats = new WireStats();
  private readonly subscriberStats = new WireStats();
  private readonly throughUs = createHistogram();
  private readonly clients: LeanClient[] = [];
  private readonly subscriber: LeanClient;
  private readonly tree = `probe/${randomBytes(4).toString("hex")}`;
  /** How often each message sent came out. */
  private readonly seen: Uint8Array;
  private up = 0;
  private down = 0;
  private sent = 0;
  private received = 0;
  private duplicates = 0;

  constructor(private readonly options: ProbeOptions) {
    this.seen = new Uint8Array(Math.ceil(options.messagesPerS * options.seconds) + 1);
    const name = (what: string): string => `${this.tree.replace("/", "-")}-${what}`;
    this.subscriber = this.clientOf(name("subscriber"), [`${this.tree}/#`], this.subscriberStats);
    for (let i = 0; i < options.connections; i++)
      this.clients.push(this.clientOf(name(`${i}`), [], this.stats));
  }

  async run(): Promise<ProbeResult> {
    const { seconds } = this.options;
    const lag = new LoopLag();
    const heartbeat = setInterval(() => {
      lag.sample();
      const nowMs = performance.now();
      for (const client of this.clients) client.tick(nowMs);
      this.subscriber.tick(nowMs);
    }, 1_000);
    try {
      const openMs = await this.open();
      lag.reset();
      const sendingMs = await this.send(seconds * 1_000);
      await this.drain();
      const ms = (us: number): number => us / 1_000;
      return {
        connections: this.up - 1,
        openMs,
        sent: this.sent,
        sentPerS: this.sent / (sendingMs / 1_000),
        unacknowledged: this.sent - this.stats.counts.acked,
        lost: this.sent - this.received,
        duplicates: this.duplicates,
        ackP50Ms: ms(this.stats.ackUs.percentile(50)),
        ackP99Ms: ms(this.stats.ackUs.percentile(99)),
        throughP50Ms: ms(this.throughUs.percentile(50)),
        throughP99Ms: ms(this.throughUs.percentile(99)),
        probeLagMaxMs: lag.report().maxMs,
      };
    } finally {
      clearInterval(heartbeat);
      lag.stop();
      for (const client of [...this.clients, this.subscriber]) client.cut();
    }
  }

  private clientOf(clientId: string, filters: string[], stats: WireStats): LeanClient {
    const events = {
      onUp: () => {
        this.up++;
        this.gate.leave();
      },
      onDown: () => {
        if (this.up + this.down <= this.options.connections) this.gate.leave();
        this.down++;
      },
      onMessage: (_topic: string, payload: Buffer) => this.receive(payload),
    };
    // The subscriber takes QoS 0, as the cloud does: see cloud-link.ts.
    const options = { clientId, keepaliveS: KEEPALIVE_S, filters, filterQos: 0 } as const;
    return new LeanClient(this.options.broker, options, events, stats);
  }

  private readonly gate = new ConnectGate();

  private async open(): Promise<number> {
    const startMs = performance.now();
    for (const client of [this.subscriber, ...this.clients]) this.gate.enter(() => client.connect());
    while (this.up + this.down <= this.options.connections && performance.now() - startMs < OPEN_MAX_MS)
      await sleep(STEP_MS);
    return performance.now() - startMs;
  }

  /** Sends evenly over the connections; returns how long it took. */
  private async send(durationMs: number): Promise<number> {
    const { messagesPerS, payloadBytes = 150 } = this.options;
    const padding = "x".repeat(Math.max(0, payloadBytes - 32));
    const live = this.clients.filter((client) => client.isUp);
    const total = live.length === 0 ? 0 : Math.round((messagesPerS * durationMs) / 1_000);
    const startMs = performance.now();
    while (this.sent < total) {
      const due = Math.min(total, Math.floor(((performance.now() - startMs) * messagesPerS) / 1_000));
      for (; this.sent < due; this.sent++) {
        const at = this.sent % live.length;
        const payload = `${this.sent} ${Math.round(performance.now() * 1_000)} ${padding}`;
        live[at].publish({ topic: `${this.tree}/${at}`, payload, qos: 1 });
      }
      await sleep(STEP_MS);
    }
    return performance.now() - startMs;
  }

  private receive(payload: Buffer): void {
    const [id, sentUs] = payload.toString("latin1").split(" ", 2);
    if (this.seen[Number(id)]++ > 0) {
      this.duplicates++;
      return;
    }
    this.received++;
    this.throughUs.record(Math.max(1, Math.round(performance.now() * 1_000) - Number(sentUs)));
  }

  private async drain(): Promise<void> {
    const startMs = performance.now();
    while (performance.now() - startMs < DRAIN_MAX_MS) {
      if (this.received === this.sent && this.stats.counts.acked === this.sent) return;
      await sleep(STEP_MS);
    }
  }
}

/** Runs the probe. Throws LiveError ENV_DESCRIPTORS; a broker that refuses shows as fewer connections. */
export const probeLoad = async (options: ProbeOptions): Promise<ProbeResult> => {
  demandDescriptors(options.connections + 1);
  return new Probe(options).run();
};
