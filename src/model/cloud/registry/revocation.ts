// LIF-8, cloud side: the registry ends a device's membership for good. Its credential is revoked, its shadow, its commands
// and its place in rollouts are gone, it counts no longer for presence, alerts and quotas. It is told by a signed, numbered
// order: over its own session, which ends when it confirms or after a grace; or through its gateway, which also gets it on
// the list of those it must not serve. Also plays somebody who tries a device's credential again.

import { assert } from "../../../core/assert.js";
import { Command, Cut, DenyList, Kick } from "../../../event/downlinks.js";
import { Events } from "../../../event/events.js";
import { letter } from "../../../event/letter.js";
import { Answer, COMMANDS } from "../../../event/vocabulary.js";
import { signCommand } from "../../protocol/command-signature.js";
import type { DeniedDevice } from "../../protocol/erasure-order.js";
import { keyPair } from "../../protocol/run-keys.js";
import type { CloudState } from "../cloud-state.js";
import { takeNumber } from "../command/command-number.js";
import { removeWaiting } from "../command/waiting-commands.js";
import { changePresent, isPresent, servedFrom } from "../front/carrier.js";
import { closeSession, takeConnect } from "../front/front.js";
import { BrokerSession } from "../front/session-states.js";
import { oneFewer } from "../meter/clocked-count.js";
import { meterShadow } from "../meter/metering.js";
import { withdraw } from "../rollout/withdraw.js";
import { deviceName } from "./credential.js";
import { isRevoked } from "./registry-columns.js";

const DECOMMISSION = COMMANDS.indexOf("decommission");
const ORDER_BYTES = 220;
/** The order's text on a gateway's list. */
const LISTED_BYTES = 160;
/** A list longer than this goes out in parts. */
const LISTED_MAX = 256;
/** A session is held open this long for the order to be confirmed. */
const GRACE_MS = 30_000;

const unregister = (state: CloudState, device: number, nowMs: number): void => {
  const { plan, registry } = state;
  if (registry.registered[device] === 0) return;
  if (isPresent(state, device)) changePresent(state, -1);
  registry.registered[device] = 0;
  registry.registeredCount--;
  assert(registry.registeredCount >= 0, "fewer devices registered than none");
  oneFewer(state, state.meter.devices, plan.groupOf[device], nowMs);
  const gateway = plan.homeOf[device];
  if (gateway < 0) return;
  registry.attached[gateway]--;
  assert(registry.attached[gateway] >= 0, "fewer devices attached than none");
};

/** Sends gateway number `gateway` the list of those it must not serve. */
const sendDenyList = (state: CloudState, gateway: number, nowMs: number): void => {
  const { plan, registry } = state;
  const devices = servedFrom(state, gateway)
    .flatMap((home) => registry.revokedBehind.get(home) ?? [])
    .filter((device) => registry.revoked.get(device)?.erasedMs === -1);
  for (let from = 0; from < devices.length; from += LISTED_MAX) {
    const part = devices.slice(from, from + LISTED_MAX).flatMap((device): DeniedDevice[] => {
      const revocation = registry.revoked.get(device);
      if (revocation === undefined) return [];
      return [{ device, sequence: revocation.sequence, signature: revocation.signature }];
    });
    const bytes = part.length * LISTED_BYTES;
    const entity = plan.deviceCount + gateway;
    state.send(letter(DenyList, { devices: part.length }, bytes, JSON.stringify(part)), entity, nowMs);
  }
};

/** A gateway that has a session again is told whom it must not serve. */
export const remindGateway = (state: CloudState, entity: number, nowMs: number): void => {
  const gateway = entity - state.plan.deviceCount;
  if (gateway < 0) return;
  const { revokedBehind } = state.registry;
  if (servedFrom(state, gateway).some((home) => revokedBehind.has(home))) sendDenyList(state, gateway, nowMs);
};

/** Ends one device's membership. Returns false where that has been done before. */
const revoke = (state: CloudState, device: number, nowMs: number): boolean => {
  const { plan, registry } = state;
  if (registry.revoked.has(device)) return false;
  const sequence = takeNumber(state, device);
  const { privateKey } = keyPair(plan.runKey, "commands");
  const signature = signCommand(privateKey, { sequence, device, kind: DECOMMISSION });
  unregister(state, device, nowMs);
  registry.revoked.set(device, { sequence, signature, atMs: nowMs, erasedMs: -1 });
  state.shadow.documents.delete(device);
  withdraw(state, device, nowMs);
  // UpdateCertificate REVOKED, DetachThingPrincipal, DeleteThing.
  for (let call = 0; call < 3; call++) meterShadow(state, device, 1);
  const gateway = plan.homeOf[device];
  if (gateway >= 0) {
    const listed = registry.revokedBehind.get(gateway) ?? [];
    listed.push(device);
    registry.revokedBehind.set(gateway, listed);
  } else if (state.front.session[device] === BrokerSession.open) {
    const order = letter(Command, { sequence, command: DECOMMISSION }, ORDER_BYTES, signature);
    state.send(order, device, nowMs);
    registry.closing.push({ device, atMs: nowMs + GRACE_MS });
  }
  return true;
};

/** Decommissions `devices`; those that were before stay as they are. At control ticks only. */
export const decommission = (state: CloudState, reason: string, devices: Int32Array, nowMs: number): void => {
  const { plan } = state;
  const gateways = new Set<number>();
  let count = 0;
  for (const device of devices) {
    if (!revoke(state, device, nowMs)) continue;
    count++;
    const home = plan.homeOf[device];
    if (home >= 0) gateways.add(state.front.servedBy[home]);
  }
  for (const command of state.command.underWay.values())
    if (isRevoked(state, command.device)) removeWaiting(state, command);
  for (const gateway of [...gateways].sort((x, y) => x - y))
    if (state.front.session[plan.deviceCount + gateway] === BrokerSession.open)
      sendDenyList(state, gateway, nowMs);
  const before = devices.length - count;
  const note =
    `decommissioned ${count} devices, credentials revoked` +
    (reason === "" ? "" : `: ${reason}`) +
    (before === 0 ? "" : `; ${before} had been before`);
  state.emit(Events.audit, nowMs, { note });
};

/** When a session's grace ends next; they stand in order. */
export const nextClosingMs = (state: CloudState): number => state.registry.closing[0]?.atMs ?? Infinity;

/** Ends the sessions whose grace is over. At control ticks. */
export const endSessions = (state: CloudState, nowMs: number): void => {
  const { registry } = state;
  const due = registry.closing.filter(({ atMs }) => atMs <= nowMs);
  registry.closing = registry.closing.slice(due.length);
  for (const { device } of due) {
    if (state.front.session[device] === BrokerSession.closed) continue;
    closeSession(state, device, nowMs);
    state.send(letter(Kick, {}, 0), device, nowMs);
  }
};

/** A device has confirmed that it erased itself. */
export const confirmErasure = (state: CloudState, device: number, sequence: number, nowMs: number): void => {
  const revocation = state.registry.revoked.get(device);
  if (revocation === undefined || revocation.sequence !== sequence || revocation.erasedMs >= 0) return;
  revocation.erasedMs = nowMs;
  closeSession(state, device, nowMs);
  state.emit(Events.audit, nowMs, { note: `${deviceName(state, device)} confirms its erasure` });
};

/**
 * credential.reuse: somebody with a copy of each device's credential connects once. A revoked one is refused. One that is
 * good gets in: the device's own session is taken over [MQTT-3.1.4-2], until it dials again; the stranger only looks.
 */
export const reuseCredentials = (state: CloudState, devices: Int32Array, nowMs: number): void => {
  for (const device of devices) {
    state.count("connect.attempts", device);
    const isKnown = state.registry.registered[device] === 1;
    if (takeConnect(state, device, isKnown, nowMs) !== Answer.ok) continue;
    const name = deviceName(state, device);
    state.emit(Events.audit, nowMs, { note: `a stranger got in with the credential of ${name}` });
    if (state.plan.homeOf[device] >= 0 || state.front.session[device] === BrokerSession.closed) continue;
    closeSession(state, device, nowMs);
    state.send(letter(Cut, {}, 0), device, nowMs);
  }
};
