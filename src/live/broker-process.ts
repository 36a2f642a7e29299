// The embedded broker: aedes (MQTT 3.1.1) in a process of its own, on loopback, with the access rules of acl.ts and
// bounds on packet size, connections and the wait for CONNECT. It ends with its parent. Left out: TLS, persistence.
import { createServer, type Server, type Socket } from "node:net";
import { Aedes, type AedesOptions, type Client } from "aedes";
import { admit, type Identity, mayPublish, maySubscribe } from "./acl.js";
import type { BrokerOptions, BrokerReport, FromBroker, ToBroker } from "./broker-messages.js";
import { LoopLag } from "./loop-lag.js";
import { FilterBook, OBSERVER_LIMITS, RetainedBook } from "./observer-limits.js";

const CONNECT_TIMEOUT_MS = 15_000;
/** Our client ids carry entity names; MQTT 3.1 clients are held to 23 by aedes' default. */
const CLIENT_ID_MAX = 256;
/** Connects that may wait to be accepted; the kernel caps it at somaxconn. */
const ACCEPT_BACKLOG = 4_096;

const tell = (message: FromBroker): void => {
  process.send?.(message);
};

class Broker {
  private readonly lag = new LoopLag();
  private readonly identities = new WeakMap<Client, Identity>();
  private readonly retained = new RetainedBook();
  private readonly filters = new FilterBook();
  /** Sockets that have not authenticated yet, oldest first. */
  private readonly silent = new Set<Socket>();
  private readonly sockets = new WeakMap<Client, Socket>();
  private observers = 0;
  private received = 0;
  private refused = 0;
  private peak = 0;
  private constructor(
    private readonly options: BrokerOptions,
    private server: Server,
  ) {}

  static async start(options: BrokerOptions): Promise<Broker> {
    const broker = new Broker(options, createServer({ noDelay: true }));
    const aedes = await Aedes.createBroker(broker.rules());
    // The fleet's slots are its own: admission counts observers apart, and this is only the sum of all.
    broker.server.maxConnections = options.connectionsMax + OBSERVER_LIMITS.silentSockets;
    aedes.on("unsubscribe", (topics, client) => broker.filters.drop(client, topics));
    broker.server.on("connection", (socket) => broker.accept(aedes, socket));
    broker.server.on("drop", () => broker.refused++);
    await new Promise<void>((resolve, reject) => {
      broker.server.once("error", reject);
      broker.server.listen({ host: "127.0.0.1", port: options.port, backlog: ACCEPT_BACKLOG }, resolve);
    });
    setInterval(() => broker.lag.sample(), 1_000);
    return broker;
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  report(reset: boolean): BrokerReport {
    const report = {
      connections: this.open,
      connectionsPeak: this.peak,
      received: this.received,
      refused: this.refused,
      lag: this.lag.report(),
    };
    if (reset) this.lag.reset();
    return report;
  }

  private open = 0;

  private accept(aedes: Aedes, socket: Socket): void {
    this.peak = Math.max(this.peak, ++this.open);
    this.makeRoom(socket);
    socket.once("close", () => {
      this.open--;
      this.silent.delete(socket);
    });
    const client = aedes.handle(socket);
    this.sockets.set(client, socket);
    this.limitPackets(client, socket);
  }

  /** A fleet's client says CONNECT at once; who holds a socket without a word makes room for it. */
  private makeRoom(socket: Socket): void {
    this.silent.add(socket);
    if (this.silent.size <= OBSERVER_LIMITS.silentSockets) return;
    const [oldest] = this.silent;
    this.refused++;
    oldest.destroy();
  }

  /** Whether there is a slot for one more observer; it is given back when the connection closes. */
  private takeObserver(client: Client): boolean {
    const limit = Math.min(OBSERVER_LIMITS.connections, this.options.connectionsMax);
    if (this.observers >= limit) return false;
    this.observers++;
    this.sockets.get(client)?.once("close", () => this.observers--);
    return true;
  }

  /**
   * aedes has no limit of its own on a packet's size and would gather 256 MB. Its parser knows the length as soon as
   * the fixed header is read; there we close. (Private of mqtt-packet 9; tests/live/broker.test.ts guards it.)
   */
  private limitPackets(client: Client, socket: Socket): void {
    const parser = (client as unknown as { _parser: { packet: { length: number }; _parseLength(): boolean } })
      ._parser;
    const parseLength = parser._parseLength.bind(parser);
    parser._parseLength = () => {
      const parsed = parseLength();
      if (parsed && parser.packet.length > this.options.packetMaxBytes) {
        this.refused++;
        socket.destroy();
        return false;
      }
      return parsed;
    };
  }

  private rules(): AedesOptions {
    return {
      connectTimeout: CONNECT_TIMEOUT_MS,
      maxClientsIdLength: CLIENT_ID_MAX,
      // No session outlives its connection: nothing gathers for somebody who is not there.
      preConnect: (client, packet, done) => {
        packet.clean = true;
        client.clean = true;
        done(null, true);
      },
      authenticate: (client, _username, password, done) => {
        const admission = admit(client.id, password?.toString(), this.options.token);
        const socket = this.sockets.get(client);
        if (socket !== undefined) this.silent.delete(socket);
        if (admission.ok && admission.identity.role === "observer" && !this.takeObserver(client)) {
          this.refused++;
          done(Object.assign(new Error("no room for another observer"), { returnCode: 3 }), false);
          return;
        }
        if (admission.ok) {
          this.identities.set(client, admission.identity);
          done(null, true);
          return;
        }
        this.refused++;
        done(Object.assign(new Error(admission.reason), { returnCode: admission.returnCode }), false);
      },
      authorizePublish: (client, packet, done) => {
        const identity = client === null ? undefined : this.identities.get(client);
        const isAllowed = identity !== undefined && mayPublish(identity, packet.topic);
        if (isAllowed && (!packet.retain || this.retained.take(packet.topic, packet.payload.length))) {
          this.received++;
          done(null);
          return;
        }
        this.refused++;
        done(new Error("not authorised to publish here"));
      },
      authorizeSubscribe: (client, subscription, done) => {
        const identity = this.identities.get(client);
        const isAllowed = identity !== undefined && maySubscribe(identity, subscription.topic);
        if (isAllowed && this.filters.take(client, subscription.topic)) done(null, subscription);
        else {
          this.refused++;
          done(null, null);
        }
      },
    };
  }
}

let broker: Broker | null = null;

process.on("message", (message: ToBroker) => {
  if (message.type === "stop") process.exit(0);
  if (message.type === "report" && broker !== null)
    tell({ type: "report", report: broker.report(message.reset) });
  if (message.type !== "start") return;
  Broker.start(message.options).then(
    (started) => {
      broker = started;
      tell({ type: "ready", port: started.port });
    },
    (error: NodeJS.ErrnoException) =>
      tell({ type: "failed", code: error.code ?? "", message: error.message }),
  );
});
// The parent is gone: so are we.
process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent ends us when it has what it needs.
process.on("SIGINT", () => {});
