// The broker front: who may open a session. A limit of accepted connects in each second of virtual time (a fixed
// window, the simplest reading of "connects per second"), certificates, presence. Refusals are answered, not ignored.
import { assert } from "../../../core/assert.js";
import { HOUR_MS } from "../../../core/duration.js";
import { ConnectAck } from "../../../event/downlinks.js";
import { letter } from "../../../event/letter.js";
import type { Mail } from "../../../event/message.js";
import { Connect, Disconnect } from "../../../event/uplinks.js";
import { Answer, REFUSALS } from "../../../event/vocabulary.js";
import type { CloudState } from "../cloud-state.js";
import { oneFewer, oneMore } from "../meter/clocked-count.js";
import { meterConnect } from "../meter/metering.js";
import { countRevoked } from "../registry/credential.js";
import { isRevoked } from "../registry/registry-columns.js";
import { isQuarantined, sessionChanged } from "./carrier.js";
import type { SecondCounter } from "./front-columns.js";
import { BrokerSession, SESSION_TABLE } from "./session-states.js";

const CONNACK_BYTES = 100;
const RATE = REFUSALS.indexOf("rate");
const QUARANTINE = REFUSALS.indexOf("quarantine");
const AUTH = REFUSALS.indexOf("auth");
/** A session's subscriptions outlive a lost connection this long (AWS IoT Core's persistent session by default). */
const SESSION_EXPIRY_MS = HOUR_MS;

/**
 * Counts one try within the present second; false when the second is full. A limit that is no whole number lets through what
 * it adds up to: 2.5 two and three by turns, 0.01 one in every hundredth second.
 */
export const takeInSecond = (counter: SecondCounter, nowMs: number, perSecond: number): boolean => {
  const second = Math.floor(nowMs / 1000);
  assert(second >= counter.second, "a second comes again");
  if (second !== counter.second) {
    counter.second = second;
    counter.count = 0;
  }
  const room = Math.floor((second + 1) * perSecond) - Math.floor(second * perSecond);
  if (counter.count >= room) return false;
  counter.count++;
  return true;
};

/** Opens a session; an older one of the same client is taken over. */
export const openSession = (state: CloudState, entity: number, dial: number, nowMs: number): void => {
  const { session, sessionDial } = state.front;
  sessionDial[entity] = dial;
  const isTakeover = session[entity] === BrokerSession.open;
  session[entity] = SESSION_TABLE.next(session[entity], isTakeover ? "taken-over" : "connected");
  if (isTakeover) return;
  sessionChanged(state, entity, 1);
  oneMore(state, state.meter.sessions, state.groupOf(entity), nowMs);
  state.count("broker.sessions", entity);
};

export const closeSession = (state: CloudState, entity: number, nowMs: number): void => {
  const { session, sessionEndedMs } = state.front;
  if (session[entity] === BrokerSession.closed) return;
  session[entity] = SESSION_TABLE.next(session[entity], "ends");
  sessionEndedMs[entity] = nowMs;
  sessionChanged(state, entity, -1);
  oneFewer(state, state.meter.sessions, state.groupOf(entity), nowMs);
  state.count("broker.sessions", entity, -1);
};

/** Judges one connect: the credential first, then the limit. Counts how it ended. */
export const takeConnect = (
  state: CloudState,
  entity: number,
  isCertValid: boolean,
  nowMs: number,
): number => {
  const { alert, front } = state;
  alert.window.attempts++;
  if (isRevoked(state, entity)) {
    countRevoked(state, entity, "connect", nowMs);
    return Answer.revoked;
  }
  if (isQuarantined(state, entity)) {
    state.count("connect.refused", entity, 1, QUARANTINE);
    return Answer.refusedAuth;
  }
  if (!isCertValid) {
    alert.window.authErrors++;
    state.count("auth.errors", entity);
    state.count("connect.refused", entity, 1, AUTH);
    return Answer.refusedAuth;
  }
  if (!takeInSecond(front.connects, nowMs, front.connectLimit.inForce)) {
    alert.window.refused++;
    state.count("connect.refused", entity, 1, RATE);
    return Answer.refusedRate;
  }
  state.count("connect.accepted", entity);
  state.peak("broker.connects.rate", front.connects.count);
  return Answer.ok;
};

/** True where the broker still holds the entity's session: nothing has to be subscribed again. */
const hasSession = ({ front }: CloudState, entity: number, nowMs: number): boolean =>
  front.session[entity] === BrokerSession.open || nowMs - front.sessionEndedMs[entity] <= SESSION_EXPIRY_MS;

/** A connect request. Returns true where a session was opened. */
export const onConnect = (state: CloudState, { inbox, row }: Mail, nowMs: number): boolean => {
  const entity = inbox.entity[row];
  const answer = takeConnect(state, entity, Connect.isCertValid(inbox)[row] === 1, nowMs);
  if (answer === Answer.ok) {
    if (entity < state.plan.deviceCount) {
      state.registry.version[entity] = Connect.version(inbox)[row];
      state.alert.window.reboots += Connect.reboots(inbox)[row];
    }
    meterConnect(state, entity, inbox.bytes[row], !hasSession(state, entity, nowMs));
    openSession(state, entity, Connect.dial(inbox)[row], nowMs);
  }
  state.send(letter(ConnectAck, { answer }, CONNACK_BYTES), entity, nowMs);
  return answer === Answer.ok;
};

/** The keep-alive of a lost session has run out, unless the client has opened a newer one since. */
export const onDisconnect = (state: CloudState, { inbox, row }: Mail, nowMs: number): void => {
  const entity = inbox.entity[row];
  if (state.front.sessionDial[entity] + 1 === Disconnect.dials(inbox)[row])
    closeSession(state, entity, nowMs);
};
