// The cloud's one connection: decodes the run's uplinks into columns, drops what came twice, turns wills into
// disconnects, and publishes the cloud's answers to whoever carries them.
import { CLOUD_ENTITY } from "../event/event.js";
import { type Envelope, envelopeAt, pushLetter, valuesOf } from "../event/letter.js";
import { MessageBlock, type MessageColumns } from "../event/message.js";
import { isUplink } from "../event/messages.js";
import { entityName, type Naming } from "../event/naming.js";
import { Connect, Disconnect } from "../event/uplinks.js";
import type { FleetPlan } from "../model/plan/plan.js";
import type { BrokerAddress } from "./broker-address.js";
import { decodeMessage, encodeMessage } from "./codec.js";
import { WILL_SEQ, willOf } from "./fleet-sessions.js";
import { type DownCause, LeanClient } from "./lean-client.js";
import { isPartyTo } from "./parties.js";
import { RecentSeqs } from "./recent-seqs.js";
import { sealed, unsealed } from "./seal.js";
import { clientIdOf, directionFilter, entityLookup, topicOf } from "./topics.js";
import type { WireMessage } from "./wire-message.js";
import type { WireStats } from "./wire-stats.js";

const KEEPALIVE_S = 30;
/** One connection answers a whole fleet: its windows are wide. */
const INFLIGHT_MAX = 4_096;
const QUEUE_MAX = 200_000;

export interface CloudLinkOptions {
  broker: BrokerAddress;
  runId: string;
  sealKey: string;
  plan: FleetPlan;
  naming: Naming;
  stats: WireStats;
  nowMs: () => number;
  onUp: () => void;
  onDown: (cause: DownCause) => void;
}

export class CloudLink {
  malformed = 0;
  /** Payloads without a seal of this run. */
  strangers = 0;
  duplicates = 0;
  wills = 0;
  /** Uplinks handed on so far, wills not among them. */
  accepted = 0;
  private readonly client: LeanClient;
  private readonly arrived = new MessageBlock(1_024);
  private readonly lookup: (name: string) => number;
  private readonly recent = new RecentSeqs();
  /** Dial number of each entity's latest connect; -1 for the session a fleet starts with. */
  private readonly dials: Int32Array;
  /** Entities that have said goodbye themselves: their will says nothing new. */
  private readonly farewelled = new Set<number>();

  constructor(private readonly options: CloudLinkOptions) {
    const { broker, runId, stats, naming } = options;
    this.lookup = entityLookup(naming);
    this.dials = new Int32Array(options.plan.entityCount).fill(-1);
    const events = {
      onUp: options.onUp,
      onDown: options.onDown,
      onMessage: (_topic: string, payload: Buffer) => this.receive(payload),
    };
    this.client = new LeanClient(
      broker,
      {
        clientId: clientIdOf(runId, entityName(naming, CLOUD_ENTITY)),
        keepaliveS: KEEPALIVE_S,
        filters: [directionFilter(runId, "up")],
        // At QoS 1 a broker keeps a window and a bounded queue for this one connection (mosquitto: 20 and 1,000) and
        // drops what exceeds them: 13 % at 5,000 msg/s. At QoS 0 it only waits for the socket: none.
        filterQos: 0,
        inflightMax: INFLIGHT_MAX,
        queueMax: QUEUE_MAX,
      },
      events,
      stats,
    );
  }

  connect(): void {
    this.client.connect();
  }

  /** Uplinks since the last take; null when there are none. */
  takeArrived(): MessageColumns | null {
    return this.arrived.count > 0 ? this.arrived.take() : null;
  }

  /** Publishes the cloud's downlinks. */
  send(outbox: MessageColumns): void {
    for (let row = 0; row < outbox.count; row++) {
      if (!this.client.publish(this.encode(outbox, row))) this.options.stats.counts.abandoned++;
    }
  }

  get isQuiet(): boolean {
    return this.client.backlog === 0;
  }

  get isDown(): boolean {
    return this.client.isDown;
  }

  tick(): void {
    this.client.tick(performance.now());
  }

  close(): void {
    this.client.end();
  }

  cut(): void {
    this.client.cut();
  }

  private encode(outbox: MessageColumns, row: number): WireMessage {
    const { naming, runId } = this.options;
    const entity = outbox.entity[row];
    const name = entityName(naming, entity);
    const via = outbox.via[row];
    const carrier = via < 0 ? null : entityName(naming, via);
    return {
      topic: topicOf(runId, "down", name, carrier),
      payload: sealed(encodeMessage(envelopeAt(outbox, row), name), this.options.sealKey),
      qos: 1,
    };
  }

  private receive(payload: Buffer): void {
    const ours = unsealed(payload.toString(), this.options.sealKey);
    if (ours === null) {
      this.strangers++;
      return;
    }
    const { plan } = this.options;
    const decoded = decodeMessage(ours);
    const entity = decoded.ok ? this.lookup(decoded.device) : -1;
    const isOurs =
      decoded.ok && isUplink(decoded.message.kind) && isPartyTo(plan, entity, decoded.message.kind);
    if (!isOurs) {
      this.malformed++;
      return;
    }
    const { message } = decoded;
    if (message.seq === WILL_SEQ) this.takeWill(entity);
    else if (this.recent.isNew(entity, message.seq)) this.accept({ ...message, entity });
    else this.duplicates++;
  }

  /** A will was written when its connection was opened; it speaks of now and of the latest session. */
  private takeWill(entity: number): void {
    if (this.farewelled.has(entity)) return;
    this.wills++;
    this.farewelled.add(entity);
    pushLetter(this.arrived, { ...willOf(entity, this.dials[entity] + 1), atMs: this.options.nowMs() });
  }

  private accept(message: Envelope): void {
    const { entity } = message;
    this.accepted++;
    const connect = valuesOf(Connect, message);
    if (connect !== undefined) {
      this.farewelled.delete(entity);
      this.dials[entity] = connect.dial;
    }
    if (message.kind === Disconnect.kind) this.farewelled.add(entity);
    pushLetter(this.arrived, message);
  }
}
