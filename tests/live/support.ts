// Waiting for facts on the wire: by events where there are any, else by asking again, always with a limit.
import type { BrokerAddress } from "../../src/live/broker-address.js";
import { type DownCause, LeanClient, type LeanClientOptions } from "../../src/live/lean-client.js";
import { WireStats } from "../../src/live/wire-stats.js";

const LIMIT_MS = 15_000;

/** Resolves when `fact` holds; rejects with its text after 15 s. */
export const eventually = async (what: string, fact: () => boolean): Promise<void> => {
  const untilMs = performance.now() + LIMIT_MS;
  while (!fact()) {
    if (performance.now() > untilMs) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A lean client that remembers what happened to it. */
export class Witness {
  readonly stats = new WireStats();
  readonly messages: { topic: string; payload: string }[] = [];
  cause: DownCause | null = null;
  readonly client: LeanClient;

  constructor(broker: BrokerAddress, options: Partial<LeanClientOptions> & { clientId: string }) {
    const events = {
      onUp: () => {},
      onDown: (cause: DownCause) => (this.cause = cause),
      onMessage: (topic: string, payload: Buffer) =>
        this.messages.push({ topic, payload: payload.toString() }),
    };
    this.client = new LeanClient(broker, { keepaliveS: 60, filters: [], ...options }, events, this.stats);
  }

  /** Connects and waits until it is up or has failed. */
  async open(): Promise<this> {
    this.client.connect();
    await eventually("a client is up or refused", () => this.client.isUp || this.cause !== null);
    return this;
  }
}
