// The messages that the cloud sends to devices and gateways.

import { downlink } from "./declare-message.js";
import { bytes, count, flag, index, optional, version } from "./field.js";
import { ANSWERS, COMMANDS } from "./vocabulary.js";

/** What a device may ask its shadow for. */
export const SHADOW_REQUESTS = ["get", "update"] as const;

const answer = index("what becomes of the request", ANSWERS);
const documentVersion = count("the version of the shadow document");

export const ConnectAck = downlink(32, "connectAck", {
  says: "whether a session is open now",
  way: "answer",
  party: "either",
  about: "party",
  packet: "CONNACK",
  afterRevocation: true,
  fields: { answer },
  endsJoin: true,
});

export const ProvisionAck = downlink(33, "provisionAck", {
  says: "whether the device has an identity now",
  way: "answer",
  party: "device",
  about: "party",
  packet: "PUBLISH",
  afterRevocation: false,
  fields: { answer },
  endsJoin: true,
});

export const ShadowAck = downlink(34, "shadowAck", {
  says: "the document, or an update that was taken",
  way: "answer",
  party: "device",
  about: "party",
  packet: "PUBLISH",
  afterRevocation: false,
  fields: { version: documentVersion, request: index("what it answers", SHADOW_REQUESTS) },
  body: "JSON {desired, timestamps} where the device has to look",
});

export const ShadowRejected = downlink(35, "shadowRejected", {
  says: "there is no document (404), or an update was not taken (400, 409, 413)",
  way: "answer",
  party: "device",
  about: "party",
  packet: "PUBLISH",
  afterRevocation: false,
  fields: { answer, version: documentVersion },
});

export const JobDocument = downlink(36, "jobDocument", {
  says: "the next job, or that there is none",
  way: "answer",
  party: "device",
  about: "party",
  packet: "PUBLISH",
  afterRevocation: false,
  fields: {
    answer,
    rollout: optional(index("of which rollout", "rollouts")),
    version: optional(version("what is to run")),
    imageBytes: bytes("what there is to fetch; 0: back to the other slot"),
  },
  body: "JSON {delta: {from}} where the file is a patch",
});

export const JobNotify = downlink(48, "jobNotify", {
  says: "there may be work, or a rollout is called off",
  way: "unasked",
  party: "device",
  about: "party",
  packet: "PUBLISH",
  afterRevocation: false,
  fields: { rollout: index("which rollout", "rollouts"), isCancelled: flag("it is called off") },
  subject: "rollout",
});

export const ShadowDelta = downlink(49, "shadowDelta", {
  says: "desired values that the device lacks",
  way: "unasked",
  party: "device",
  about: "party",
  packet: "PUBLISH",
  afterRevocation: false,
  fields: { version: documentVersion },
  body: "JSON {desired, timestamps}",
  subject: "version",
});

export const Command = downlink(50, "command", {
  says: "a signed command",
  way: "unasked",
  party: "device",
  about: "party",
  packet: "PUBLISH",
  afterRevocation: true,
  fields: {
    sequence: count("its number: a device obeys rising ones only"),
    command: index("what is to be done", COMMANDS),
  },
  body: "the signature",
  subject: "sequence",
});

export const Kick = downlink(51, "kick", {
  says: "the front ends the session of a revoked credential",
  way: "unasked",
  party: "device",
  about: "party",
  packet: "DISCONNECT",
  afterRevocation: true,
  fields: {},
});

export const DenyList = downlink(52, "denyList", {
  says: "devices that a gateway must not serve any more, with their orders to erase themselves",
  way: "unasked",
  party: "gateway",
  about: "named",
  packet: "PUBLISH",
  afterRevocation: false,
  fields: { devices: count("how many") },
  body: "JSON of [{device, sequence, signature}]",
});

export const Cut = downlink(53, "cut", {
  says: "the connection is gone: somebody else has taken the session over, the front has cut it for a quarantine, or (live) the wire broke",
  way: "wire",
  party: "either",
  about: "nobody",
  packet: "DISCONNECT",
  afterRevocation: true,
  fields: {},
});

export const DOWNLINKS = [
  ConnectAck,
  ProvisionAck,
  ShadowAck,
  ShadowRejected,
  JobDocument,
  JobNotify,
  ShadowDelta,
  Command,
  Kick,
  DenyList,
  Cut,
] as const;
export type DownlinkName = (typeof DOWNLINKS)[number]["name"];
