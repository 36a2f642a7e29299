// LIF-2: the registry. A device that asks for an identity gets one, as fast as the provisioning quota allows.
import { ProvisionAck } from "../../../event/downlinks.js";
import { letter } from "../../../event/letter.js";
import type { Mail } from "../../../event/message.js";
import { Provision } from "../../../event/uplinks.js";
import { Answer, REFUSALS } from "../../../event/vocabulary.js";
import type { CloudState } from "../cloud-state.js";
import { changePresent, isPresent, isQuarantined } from "../front/carrier.js";
import { takeInSecond } from "../front/front.js";
import { oneMore } from "../meter/clocked-count.js";
import { meterMessage, meterShadow } from "../meter/metering.js";
import { countRevoked } from "./credential.js";
import { isRevoked } from "./registry-columns.js";

const ANSWER_BYTES = 2_000;
const QUARANTINE = REFUSALS.indexOf("quarantine");
const RATE = REFUSALS.indexOf("rate");

/** Enters a device into the registry. */
export const register = (state: CloudState, device: number, nowMs: number): void => {
  const { plan, registry } = state;
  if (registry.registered[device] === 1 || isRevoked(state, device)) return;
  registry.registered[device] = 1;
  registry.registeredCount++;
  oneMore(state, state.meter.devices, plan.groupOf[device], nowMs);
  const gateway = plan.homeOf[device];
  if (gateway >= 0) registry.attached[gateway]++;
  if (isPresent(state, device)) changePresent(state, 1);
};

/** A provisioning request. */
export const onProvision = (state: CloudState, { inbox, row }: Mail, nowMs: number): void => {
  const device = inbox.entity[row];
  if (isRevoked(state, device)) {
    countRevoked(state, device, "provisioning", nowMs);
    state.send(letter(ProvisionAck, { answer: Answer.revoked }, ANSWER_BYTES), device, nowMs);
    return;
  }
  if (isQuarantined(state, device)) {
    state.count("provision.refused", device, 1, QUARANTINE);
    state.send(letter(ProvisionAck, { answer: Answer.refusedAuth }, ANSWER_BYTES), device, nowMs);
    return;
  }
  meterMessage(state, device, inbox.bytes[row]);
  const isAccepted = takeInSecond(state.registry.provisions, nowMs, state.registry.provisionLimit.inForce);
  if (isAccepted) {
    state.count("provision.accepted", device);
    state.registry.version[device] = Provision.version(inbox)[row];
    register(state, device, nowMs);
    // CreateThing, AttachPolicy, AttachThingPrincipal.
    for (let call = 0; call < 3; call++) meterShadow(state, device, 1);
  } else state.count("provision.refused", device, 1, RATE);
  const answer = isAccepted ? Answer.ok : Answer.refusedRate;
  state.send(letter(ProvisionAck, { answer }, ANSWER_BYTES), device, nowMs);
};
