// LIF-2: the registry. A device that asks for an identity gets one, as fast as the provisioning quota allows.
import { assert } from "../../../core/assert.js";
import { ProvisionAck } from "../../../event/downlinks.js";
import { letter } from "../../../event/letter.js";
import type { Mail } from "../../../event/message.js";
import { Provision } from "../../../event/uplinks.js";
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
  const gateway = plan.homeOf[device];
  if (gateway >= 0) columns.attached[gateway]++;
  if (state.isPresent(device)) columns.presentCount++;
  assert(columns.presentCount <= columns.registeredCount, "more devices present than registered");
};

/** A provisioning request. */
export const onProvision = (state: CloudState, { inbox, row }: Mail, nowMs: number): void => {
  const { columns } = state;
  const device = inbox.entity[row];
  if (isRevoked(state, device)) {
    countRevoked(state, device, "provisioning", nowMs);
    state.send(letter(ProvisionAck, { answer: Answer.revoked }, ANSWER_BYTES), device, nowMs);
    return;
  }
  if (state.isQuarantined(device)) {
    state.count("provision.refused", device, 1, QUARANTINE);
    state.send(letter(ProvisionAck, { answer: Answer.refusedAuth }, ANSWER_BYTES), device, nowMs);
    return;
  }
  meterMessage(state, device, inbox.bytes[row]);
  const isAccepted = takeInSecond(columns.provisions, nowMs, columns.limits.inForce.provisionsPerSecond);
  if (isAccepted) {
    state.count("provision.accepted", device);
    columns.version[device] = Provision.version(inbox)[row];
    register(state, device, nowMs);
    // CreateThing, AttachPolicy, AttachThingPrincipal.
    for (let call = 0; call < 3; call++) meterShadow(state, device, 1);
  } else state.count("provision.refused", device, 1, RATE);
  const answer = isAccepted ? Answer.ok : Answer.refusedRate;
  state.send(letter(ProvisionAck, { answer }, ANSWER_BYTES), device, nowMs);
};
