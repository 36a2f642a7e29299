// All connections of one thread's cells: sends what cells put out, gathers what the broker brings, and speaks for the
// wire where it fails. A gateway's connection carries the messages of its attached devices (topics.ts).
import { ConnectAck, Cut, Kick } from "../event/downlinks.js";
import { type Envelope, envelopeAt, type Letter, letter, pushLetter, valuesOf } from "../event/letter.js";
import { MessageBlock, type MessageColumns } from "../event/message.js";
import { isUplink } from "../event/messages.js";
import { entityName, type Naming } from "../event/naming.js";
import { Connect, Disconnect, Reading } from "../event/uplinks.js";
import { Answer, causeIndex } from "../event/vocabulary.js";
import type { FleetPlan } from "../model/plan/plan.js";
import type { BrokerAddress } from "./broker-address.js";
import { decodeMessage, encodeMessage } from "./codec.js";
import { ConnectGate } from "./connect-gate.js";
import { isPartyTo } from "./parties.js";
import { sealed, unsealed } from "./seal.js";
import { Session, type SessionContext } from "./session.js";
import { clientIdOf, entityLookup, ownDownFilters, topicOf } from "./topics.js";
import type { WireMessage } from "./wire-message.js";
import type { WireStats } from "./wire-stats.js";

/** Sequence number of a will: it is written at connect time, when nobody knows how far the device will have counted. */
export const WILL_SEQ = -1;
const SESSION_LOST = causeIndex("session-lost");
/** Downlinks the wire itself speaks: after all of the cloud's at one instant. */
const WIRE_SEQ_FIRST = 0x40000000;
/** On a fast clock a twin's keepalive would become a storm of pings; it never sinks below this. */
const KEEPALIVE_MIN_S = 10;
/** Keepalive is a 16-bit number of seconds [MQTT-3.1.2.10]. */
const KEEPALIVE_MAX_S = 65_535;

/**
 * What the broker tells the cloud when a connection vanishes: the disconnect of its session. `session` counts the entity's
 * dials, its own included; 0 is the session a fleet starts with.
 */
export const willOf = (entity: number, session: number): Envelope => ({
  ...letter(Disconnect, { cause: SESSION_LOST, dials: session }, 0),
  atMs: 0,
  entity,
  seq: WILL_SEQ,
});

export interface FleetSessionsOptions {
  broker: BrokerAddress;
  runId: string;
  sealKey: string;
  plan: FleetPlan;
  naming: Naming;
  speed: number;
  stats: WireStats;
  nowMs: () => number;
}

export class FleetSessions {
  /** Payloads and topics that were none of ours. */
  malformed = 0;
  /** Payloads without a seal of this run. */
  strangers = 0;
  private readonly sessions = new Map<number, Session>();
  private readonly context: SessionContext;
  private readonly lookup: (name: string) => number;
  private readonly arrived = new MessageBlock();
  private wireSeq = WIRE_SEQ_FIRST;

  constructor(private readonly options: FleetSessionsOptions) {
    const { broker, stats, naming } = options;
    this.lookup = entityLookup(naming);
    this.context = {
      broker,
      stats,
      gate: new ConnectGate(),
      unsent: new Set(),
      onDownlink: (_topic, payload) => this.receive(payload),
      tell: (entity, what) => this.tell(entity, what),
    };
  }

  /** Opens the connections of a fleet whose sessions are up at the start; resolves when none is on its way any more. */
  async openAll(entities: readonly number[]): Promise<void> {
    const sessions = entities.map((entity) => this.create(entity));
    sessions.forEach((session, at) => {
      session.openSilently(this.willOf(entities[at], 0));
    });
    let waiting = sessions;
    while (waiting.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      this.tick();
      waiting = waiting.filter((session) => session.isOnItsWay);
    }
  }

  /** Sends a cell's uplinks, in order. */
  send(outbox: MessageColumns): void {
    for (let row = 0; row < outbox.count; row++) this.sendRow(outbox, row);
  }

  /** Downlinks since the last take, of the cloud and of the wire itself; null when there are none. */
  takeArrived(): MessageColumns | null {
    return this.arrived.count > 0 ? this.arrived.take() : null;
  }

  /** Messages that wait for a connection or for room in its window. */
  get pendingCount(): number {
    let count = 0;
    for (const session of this.context.unsent) count += session.pendingCount;
    return count;
  }

  flush(): void {
    for (const session of this.context.unsent) session.flush();
  }

  /** Keepalives and timeouts; about once a second. */
  tick(): void {
    const nowMs = performance.now();
    for (const session of this.sessions.values()) session.tick(nowMs);
  }

  /** Everything sent is acknowledged. */
  get isQuiet(): boolean {
    for (const session of this.sessions.values()) if (!session.isQuiet) return false;
    return true;
  }

  get openCount(): number {
    let open = 0;
    for (const session of this.sessions.values()) if (!session.isClosed) open++;
    return open;
  }

  /** Goodbye to all; resolves when every connection is closed, or after `limitMs` with the rest cut. */
  async closeAll(limitMs: number): Promise<void> {
    const untilMs = performance.now() + limitMs;
    for (const session of this.sessions.values()) session.close(null, false);
    while (this.openCount > 0 && performance.now() < untilMs)
      await new Promise((resolve) => setTimeout(resolve, 10));
    this.abortAll();
  }

  /** Drops every connection at once. */
  abortAll(): void {
    for (const session of this.sessions.values()) session.abort();
  }

  private sendRow(outbox: MessageColumns, row: number): void {
    const { naming, runId } = this.options;
    const entity = outbox.entity[row];
    const isOwn = outbox.via[row] < 0;
    const carrier = isOwn ? entity : outbox.via[row];
    const name = entityName(naming, entity);
    const kind = outbox.kind[row];
    const message: WireMessage = {
      topic: topicOf(runId, "up", name, isOwn ? null : entityName(naming, carrier)),
      payload: sealed(encodeMessage(envelopeAt(outbox, row), name), this.options.sealKey),
      qos: this.qosOf(entity, kind),
    };
    const session = this.sessions.get(carrier) ?? this.create(carrier);
    if (kind === Connect.kind && isOwn)
      session.open(message, this.willOf(entity, Connect.dial(outbox)[row] + 1));
    else if (kind === Disconnect.kind && isOwn)
      session.close(message, Disconnect.cause(outbox)[row] === SESSION_LOST);
    else session.send(message);
  }

  /** Readings go with their group's QoS; everything else must arrive. */
  private qosOf(entity: number, kind: number): 0 | 1 {
    const { plan } = this.options;
    if (kind !== Reading.kind || entity >= plan.deviceCount) return 1;
    return plan.groups[plan.groupOf[entity]].twin.reporting.qos;
  }

  /** The last will of the session that begins now. */
  private willOf(entity: number, session: number): WireMessage {
    const { naming, runId } = this.options;
    const name = entityName(naming, entity);
    return {
      topic: topicOf(runId, "up", name, null),
      payload: sealed(encodeMessage(willOf(entity, session), name), this.options.sealKey),
      qos: 1,
    };
  }

  private create(entity: number): Session {
    const { plan, naming, runId, speed } = this.options;
    const name = entityName(naming, entity);
    const isGateway = entity >= plan.deviceCount;
    const twin = isGateway
      ? plan.gatewayGroups[plan.gatewayGroupOf[entity - plan.deviceCount]].twin
      : plan.groups[plan.groupOf[entity]].twin;
    const wallS = Math.round(twin.keepaliveMs / 1_000 / speed);
    const session = new Session(this.context, {
      entity,
      clientId: clientIdOf(runId, name),
      keepaliveS: Math.min(KEEPALIVE_MAX_S, Math.max(KEEPALIVE_MIN_S, wallS)),
      filters: ownDownFilters(runId, name, isGateway),
    });
    this.sessions.set(entity, session);
    return session;
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
      decoded.ok && !isUplink(decoded.message.kind) && isPartyTo(plan, entity, decoded.message.kind);
    if (!isOurs) {
      this.malformed++;
      return;
    }
    const { message } = decoded;
    pushLetter(this.arrived, { ...message, entity });
    // The front hung up: so does the wire. After a refusal the device dials anew.
    const answer = valuesOf(ConnectAck, message)?.answer ?? Answer.ok;
    if (message.kind === Kick.kind || message.kind === Cut.kind || answer !== Answer.ok)
      this.sessions.get(entity)?.close(null, false);
  }

  /** The wire speaks for itself. */
  private tell(entity: number, what: Letter): void {
    pushLetter(this.arrived, { ...what, atMs: this.options.nowMs(), entity, seq: this.wireSeq++ });
  }
}
