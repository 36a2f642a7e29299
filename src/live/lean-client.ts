// An MQTT 3.1.1 client for one of thousands of connections: mqtt-packet over a socket, no timers of its own (its owner
// calls `tick`), no reconnect (the device's model decides that), QoS 0 and 1. Left out: MQTT 5, QoS 2, persistent sessions.
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import mqttPacket, { type IConnackPacket, type Packet, type Parser } from "mqtt-packet";
import type { BrokerAddress } from "./broker-address.js";
import { InFlight } from "./in-flight.js";
import { CONNECTION_TABLE, type ConnectionEvent, type ConnectionState } from "./session-states.js";
import type { WireMessage } from "./wire-message.js";
import type { WireStats } from "./wire-stats.js";

/** The answer to CONNECT, SUBSCRIBE or PINGREQ is awaited this long. */
const ANSWER_TIMEOUT_MS = 15_000;

export interface LeanClientOptions {
  clientId: string;
  keepaliveS: number;
  /** Subscribed before the client counts as up. */
  filters: readonly string[];
  /** Of the subscriptions; 1 unless told. */
  filterQos?: 0 | 1;
  will?: WireMessage;
  inflightMax?: number;
  queueMax?: number;
  /** Default {@link ANSWER_TIMEOUT_MS}. */
  answerTimeoutMs?: number;
}

/** Why a connection ended or never came up. `refused` has the CONNACK return code. */
export type DownCause =
  | { kind: "closed" | "unreachable" | "timeout" | "ended" }
  | { kind: "refused"; returnCode: number };

export interface LeanClientEvents {
  onUp(): void;
  /** Once per connect(): also when it never came up. */
  onDown(cause: DownCause): void;
  onMessage(topic: string, payload: Buffer): void;
}

export class LeanClient {
  private state: ConnectionState = "down";
  private socket: Socket | null = null;
  private readonly inFlight: InFlight;
  private lastSentMs = 0;
  /** When the awaited answer (CONNACK, SUBACK, PINGRESP) is overdue. */
  private answerDueMs = Number.POSITIVE_INFINITY;
  private dial: NodeJS.Timeout | undefined;
  private currentWill: WireMessage | undefined;
  private isAbrupt = false;

  constructor(
    private readonly broker: BrokerAddress,
    private readonly options: LeanClientOptions,
    private readonly events: LeanClientEvents,
    private readonly stats: WireStats,
  ) {
    this.currentWill = options.will;
    this.inFlight = new InFlight(options.inflightMax, options.queueMax);
  }

  private get answerTimeoutMs(): number {
    return this.options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS;
  }

  get isUp(): boolean {
    return this.state === "up";
  }

  get isDown(): boolean {
    return this.state === "down";
  }

  /** Publishes without an acknowledgement, on the wire and waiting. */
  get backlog(): number {
    return this.inFlight.size;
  }

  /** Opens the connection; onUp or onDown follows. Only when down. */
  connect(): void {
    const { host, port, tls } = this.broker;
    this.move("connects");
    this.answerDueMs = performance.now() + this.answerTimeoutMs;
    // The dial has a timer of its own: nobody ticks before the run has begun, and a peer may accept and say nothing.
    const dial = setTimeout(() => {
      if (this.state === "connecting" || this.state === "subscribing") this.fall({ kind: "timeout" });
    }, this.answerTimeoutMs);
    dial.unref();
    this.dial = dial;
    const socket = tls
      ? connectTls({ host, port, servername: host })
      : connectTcp({ host, port, noDelay: true });
    this.socket = socket;
    const parser = mqttPacket.parser();
    parser.on("packet", (packet: Packet) => this.onPacket(packet));
    parser.on("error", () => this.fall({ kind: "closed" }));
    socket.on("data", (chunk: Buffer) => this.parse(parser, chunk));
    socket.once(tls ? "secureConnect" : "connect", () => this.sendConnect());
    socket.on("error", () => this.fall({ kind: this.state === "connecting" ? "unreachable" : "closed" }));
    socket.on("close", () => {
      if (this.socket === socket) this.fall({ kind: this.state === "ending" ? "ended" : "closed" });
    });
  }

  /** Sends, or queues behind the in-flight window. False when the queue is full or the client is not up: nothing was taken. */
  publish(message: WireMessage): boolean {
    if (this.state !== "up") return false;
    if (message.qos === 0) {
      this.write({ cmd: "publish", ...message, dup: false, retain: false });
      this.stats.counts.published++;
      return true;
    }
    if (!this.inFlight.hasRoom) return this.inFlight.wait(message);
    this.sendTracked(message);
    return true;
  }

  /** What the broker says when this client vanishes; from the next connect() on. */
  set will(will: WireMessage) {
    this.currentWill = will;
  }

  /**
   * Ends as soon as everything published is acknowledged: with DISCONNECT, or (abruptly) without a word, so that the
   * broker publishes the will. onDown("ended") follows.
   */
  end(isAbrupt = false): void {
    if (this.state === "up") {
      this.move("ends");
      this.isAbrupt = isAbrupt;
      this.disconnectWhenQuiet();
    } else if (this.state !== "ending") this.cut();
  }

  /** Drops the connection without a word, as a power failure does: the broker publishes the will. */
  cut(): void {
    if (this.state !== "down") this.fall({ kind: "ended" });
  }

  /** What was published and never acknowledged, oldest first; taken once. */
  takeUnacknowledged(): WireMessage[] {
    return this.inFlight.takeAll();
  }

  /** Keepalive and timeouts; to be called about once a second. */
  tick(nowMs: number): void {
    if (this.state === "down") return;
    if (nowMs > this.answerDueMs) {
      this.fall({ kind: "timeout" });
      return;
    }
    const { keepaliveS } = this.options;
    // Half the keepalive: a client whose loop is late must not be taken for dead [MQTT-3.1.2-24].
    if (this.state === "up" && keepaliveS > 0 && nowMs - this.lastSentMs > keepaliveS * 500) {
      this.write({ cmd: "pingreq" });
      this.answerDueMs = nowMs + ANSWER_TIMEOUT_MS;
    }
  }

  private parse(parser: Parser, chunk: Buffer): void {
    if (this.state !== "down") parser.parse(chunk);
  }

  private sendConnect(): void {
    const { clientId, keepaliveS } = this.options;
    const will = this.currentWill;
    const { username, password } = this.broker;
    this.write({
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: 4,
      clean: true,
      clientId,
      keepalive: keepaliveS,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password: Buffer.from(password) }),
      ...(will === undefined
        ? {}
        : { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: will.qos, retain: false } }),
    });
  }

  private onPacket(packet: Packet): void {
    switch (packet.cmd) {
      case "puback": {
        const sentAtMs = this.inFlight.acknowledge(packet.messageId!);
        if (sentAtMs === null) return;
        this.stats.recordAck((performance.now() - sentAtMs) * 1_000);
        const next = this.inFlight.nextWaiting();
        if (next !== undefined) this.sendTracked(next);
        else if (this.state === "ending") this.disconnectWhenQuiet();
        return;
      }
      case "publish":
        if (packet.qos === 1) this.write({ cmd: "puback", messageId: packet.messageId! });
        this.stats.counts.received++;
        this.events.onMessage(packet.topic, packet.payload as Buffer);
        return;
      case "connack":
        this.onConnack(packet);
        return;
      case "suback":
        if (this.state !== "subscribing") this.fall({ kind: "closed" });
        // 0x80 is a refused filter [MQTT-3.9.3-2]: without its topic the connection is of no use.
        else if ((packet.granted as number[]).some((granted) => granted === 0x80))
          this.fall({ kind: "refused", returnCode: 5 });
        else this.comeUp();
        return;
      case "pingresp":
        this.answerDueMs = Number.POSITIVE_INFINITY;
        return;
      default:
    }
  }

  private onConnack(packet: IConnackPacket): void {
    if (this.state !== "connecting") {
      // Not asked for: a broker that has lost its place [MQTT-3.2.0-1].
      this.fall({ kind: "closed" });
      return;
    }
    const returnCode = packet.returnCode ?? 0;
    if (returnCode !== 0) {
      this.fall({ kind: "refused", returnCode });
      return;
    }
    const { filters, filterQos: qos = 1 } = this.options;
    if (filters.length === 0) {
      this.comeUp();
      return;
    }
    this.move("accepted");
    this.write({
      cmd: "subscribe",
      messageId: this.inFlight.takeId(),
      subscriptions: filters.map((topic) => ({ topic, qos })),
    });
  }

  private comeUp(): void {
    clearTimeout(this.dial);
    this.move("came-up");
    this.answerDueMs = Number.POSITIVE_INFINITY;
    this.stats.counts.opened++;
    this.events.onUp();
  }

  private sendTracked(message: WireMessage): void {
    const messageId = this.inFlight.send(message, performance.now());
    this.write({ cmd: "publish", ...message, messageId, dup: false, retain: false });
    this.stats.counts.published++;
  }

  private disconnectWhenQuiet(): void {
    if (this.backlog > 0) return;
    if (this.isAbrupt) {
      this.cut();
      return;
    }
    this.write({ cmd: "disconnect" });
    this.socket?.end();
    this.answerDueMs = performance.now() + ANSWER_TIMEOUT_MS;
  }

  private move(event: ConnectionEvent): void {
    this.state = CONNECTION_TABLE.after(this.state, event);
  }

  private write(packet: Packet): void {
    this.lastSentMs = performance.now();
    if (this.socket !== null && !this.socket.destroyed) mqttPacket.writeToStream(packet, this.socket);
  }

  private fall(cause: DownCause): void {
    if (this.state === "down") return;
    const { counts } = this.stats;
    if (this.state === "up") counts.lost += cause.kind === "ended" ? 0 : 1;
    else if (this.state !== "ending") counts.openFailed++;
    const ended = this.state === "ending" && this.backlog === 0;
    clearTimeout(this.dial);
    this.move("falls");
    this.answerDueMs = Number.POSITIVE_INFINITY;
    const { socket } = this;
    this.socket = null;
    socket?.on("error", () => {});
    socket?.destroy();
    this.events.onDown(ended ? { kind: "ended" } : cause);
  }
}
