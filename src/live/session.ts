// One entity's connection to the broker, as its model asks for it: opened by a connect, closed by a disconnect, and
// where the wire itself fails, the model is told and decides what happens next.

import { ConnectAck, Cut } from "../event/downlinks.js";
import { type Letter, letter } from "../event/letter.js";
import { Answer } from "../event/vocabulary.js";
import type { BrokerAddress } from "./broker-address.js";
import type { ConnectGate } from "./connect-gate.js";
import { type DownCause, LeanClient } from "./lean-client.js";
import { WIRE_TABLE, type WireState } from "./session-states.js";
import type { WireMessage } from "./wire-message.js";
import type { WireStats } from "./wire-stats.js";

/** Messages that wait for a connection; beyond, the oldest is given up and shows as lost on the wire. */
const PENDING_MAX = 10_000;

/** What all sessions of a thread share. */
export interface SessionContext {
  broker: BrokerAddress;
  gate: ConnectGate;
  stats: WireStats;
  /** Sessions that have something to send when their window opens again. */
  unsent: Set<Session>;
  onDownlink: (topic: string, payload: Buffer) => void;
  /** Tells the entity's model what the wire has to say. */
  tell: (entity: number, what: Letter) => void;
}

export interface SessionIdentity {
  entity: number;
  clientId: string;
  keepaliveS: number;
  filters: readonly string[];
}

/** CONNACK return codes 4 and 5 speak of credentials [MQTT-3.2.2.3]; all else means: not now. */
const answerOf = (cause: DownCause): number =>
  cause.kind === "refused" && cause.returnCode >= 4 ? Answer.refusedAuth : Answer.unavailable;

export class Session {
  private readonly client: LeanClient;
  private state: WireState = "closed";
  /** The connect message: it goes first once the connection is up. */
  private hello: WireMessage | null = null;
  private pending: WireMessage[] = [];
  /** What to do once everything is sent. */
  private farewell: "none" | "polite" | "abrupt" = "none";

  constructor(
    private readonly context: SessionContext,
    private readonly identity: SessionIdentity,
  ) {
    const { broker, stats } = context;
    const { clientId, keepaliveS, filters } = identity;
    const events = {
      onUp: () => this.onUp(),
      onDown: (cause: DownCause) => this.onDown(cause),
      onMessage: context.onDownlink,
    };
    // What exceeds the in-flight window waits here, where it survives the connection.
    this.client = new LeanClient(broker, { clientId, keepaliveS, filters, queueMax: 0 }, events, stats);
  }

  get pendingCount(): number {
    return this.pending.length;
  }

  get isClosed(): boolean {
    return this.state === "closed";
  }

  /** Everything sent and acknowledged, as far as there is a connection. */
  get isQuiet(): boolean {
    return (
      this.state === "closed" ||
      (this.state === "open" && this.pending.length === 0 && this.client.backlog === 0)
    );
  }

  /** Opens a connection that the model takes for open already (fleets that start with their sessions up). */
  openSilently(will: WireMessage): void {
    this.client.will = will;
    this.start();
  }

  get isOnItsWay(): boolean {
    return this.state === "waiting" || this.state === "opening";
  }

  /**
   * The model connects. Where the connection is up (a connect stayed unanswered and is tried again), the message alone
   * goes out: on an overloaded broker a new connection for each try would feed the overload. One that is being closed
   * is dropped.
   */
  open(hello: WireMessage, will: WireMessage): void {
    this.farewell = "none";
    if (this.state === "open") {
      this.send(hello);
      return;
    }
    this.client.will = will;
    if (this.hello !== null) this.context.stats.counts.abandoned++;
    this.hello = hello;
    if (this.isOnItsWay) return;
    if (this.state !== "closed") this.drop();
    this.start();
  }

  /** An uplink. Where there is no connection yet, one is opened: some fleets start with their sessions up. */
  send(message: WireMessage): void {
    if (this.state === "open" && this.pending.length === 0 && this.client.publish(message)) return;
    this.pending.push(message);
    this.context.unsent.add(this);
    if (this.pending.length > PENDING_MAX) {
      this.pending.shift();
      this.context.stats.counts.abandoned++;
    }
    if (this.state === "closed") this.start();
  }

  /** The model's session is over. Abruptly: as a device without power, so that the broker publishes the will. */
  close(goodbye: WireMessage | null, isAbrupt: boolean): void {
    if (this.state === "closed") return;
    if (goodbye !== null) this.send(goodbye);
    this.farewell = isAbrupt ? "abrupt" : "polite";
    this.flush();
  }

  /** Drops the connection at once and forgets what waits; the model is not told. */
  abort(): void {
    const given = this.pending.length + (this.hello === null ? 0 : 1);
    this.context.stats.counts.abandoned += given;
    this.pending = [];
    this.hello = null;
    this.context.unsent.delete(this);
    if (this.state === "waiting") this.state = WIRE_TABLE.after(this.state, "dropped");
    else if (this.state !== "closed") this.drop();
  }

  tick(nowMs: number): void {
    this.client.tick(nowMs);
  }

  /** Sends what waits, as far as the in-flight window lets it. */
  flush(): void {
    if (this.state !== "open") return;
    let sent = 0;
    while (sent < this.pending.length && this.client.publish(this.pending[sent])) sent++;
    if (sent > 0) this.pending = this.pending.slice(sent);
    if (this.pending.length > 0) return;
    this.context.unsent.delete(this);
    if (this.farewell === "none") return;
    this.state = WIRE_TABLE.after(this.state, "farewell");
    this.client.end(this.farewell === "abrupt");
  }

  private start(): void {
    this.state = WIRE_TABLE.after(this.state, "starts");
    this.context.gate.enter(() => {
      if (this.state !== "waiting") {
        this.context.gate.leave();
        return;
      }
      this.state = WIRE_TABLE.after(this.state, "let-in");
      this.client.connect();
    });
  }

  /** Ends the connection from our side, keeping what was not acknowledged. */
  private drop(): void {
    const wasOpening = this.state === "opening";
    this.state = WIRE_TABLE.after(this.state, "dropped");
    this.client.cut();
    if (wasOpening) this.context.gate.leave();
    this.keepUnacknowledged();
  }

  private keepUnacknowledged(): void {
    const again = this.client.takeUnacknowledged();
    if (again.length === 0) return;
    this.context.stats.counts.republished += again.length;
    this.pending = [...again, ...this.pending];
  }

  private onUp(): void {
    this.context.gate.leave();
    this.state = WIRE_TABLE.after(this.state, "came-up");
    if (this.hello !== null) this.client.publish(this.hello);
    this.hello = null;
    this.flush();
  }

  private onDown(cause: DownCause): void {
    const was = this.state;
    // Our own drop() has set the state before.
    if (was === "closed") return;
    this.state = WIRE_TABLE.after(this.state, "went-down");
    this.keepUnacknowledged();
    const { entity } = this.identity;
    if (was === "opening") {
      this.context.gate.leave();
      const hadHello = this.hello !== null;
      this.hello = null;
      if (hadHello) this.context.tell(entity, letter(ConnectAck, { answer: answerOf(cause) }, 0));
      else this.context.tell(entity, letter(Cut, {}, 0));
    } else if (was === "open") this.context.tell(entity, letter(Cut, {}, 0));
  }
}
