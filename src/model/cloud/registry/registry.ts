// LIF-2: the registry. A device that asks for an identity gets one, as fast as the provisioning quota allows.
import { type MessageColumns, MessageKind } from "../../../event/message.js";
import { Answer, REFUSALS } from "../../../event/vocabulary.js";
import type { CloudState } from "../cloud-state.js";
import { takeInSecond } from "../front/front.js";
import { changeCount } from "../meter/clocked-count.js";
import { meterMessage, meterShadow } from "../meter/metering.js";
import { countRevoked, isRevoked } from "./credential.js";

const ANSWER_BYTES = 2_000;
const QUARANTINE = REFUSALS.indexOf("quarantine");
const RATE = REFUSALS.indexOf("rate");

/** Enters a device into the registry. */
export const register = (state: CloudState, device: number, nowMs: number): void => {
  const { columns, plan } = state;
  if (columns.registered[device] === 1 || isRevoked(state, device)) return;
  columns.registered[device] = 1;
  columns.registeredCount++;
  changeCount(state, columns.registeredTime, "meter.device.time", plan.groupOf[device], 1, nowMs);
  const gateway = plan.gatewayOf[device];
  if (gateway >= 0) columns.attached[gateway]++;
  if (state.isPresent(device)) columns.presentCount++;
};

/** A provisioning request. */
export const onProvision = (state: CloudState, inbox: MessageColumns, row: number, nowMs: number): void => {
  const { columns } = state;
  const device = inbox.entity[row];
  if (isRevoked(state, device)) {
    countRevoked(state, device, "provisioning", nowMs);
    state.send(MessageKind.provisionAck, device, nowMs, Answer.revoked, 0, 0, 0, ANSWER_BYTES);
    return;
  }
  if (state.isQuarantined(device)) {
    state.count("provision.refused", device, 1, QUARANTINE);
    state.send(MessageKind.provisionAck, device, nowMs, Answer.refusedAuth, 0, 0, 0, ANSWER_BYTES);
    return;
  }
  meterMessage(state, device, inbox.bytes[row]);
  const isAccepted = takeInSecond(columns.provisions, nowMs, columns.limits.inForce.provisionsPerSecond);
  if (isAccepted) {
    state.count("provision.accepted", device);
    columns.version[device] = inbox.a[row];
    register(state, device, nowMs);
    // CreateThing, AttachPolicy, AttachThingPrincipal.
    for (let call = 0; call < 3; call++) meterShadow(state, device, 1);
  } else state.count("provision.refused", device, 1, RATE);
  state.send(
    MessageKind.provisionAck,
    device,
    nowMs,
    isAccepted ? Answer.ok : Answer.refusedRate,
    0,
    0,
    0,
    ANSWER_BYTES,
  );
};
