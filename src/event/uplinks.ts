// The messages that devices and gateways send to the cloud.

import { uplink } from "./declare-message.js";
import { bits, count, entity, flag, index, ms, number, optional, version } from "./field.js";
import { CAUSES, COMMAND_OUTCOMES, JOB_STATUSES, READING_FLAGS, REBOOT_CAUSES } from "./vocabulary.js";

const sentMs = ms("when it was sent");

export const Reading = uplink(1, "reading", {
  says: "one reading, sent by a device itself or passed through by its gateway",
  way: "data",
  party: "device",
  about: "party",
  packet: "PUBLISH",
  afterRevocation: true,
  metered: "service",
  fields: {
    value: number("what the sensor shows, in the unit of its twin"),
    sensedMs: ms("when it was sensed, by virtual time"),
    number: count(
      "its number among the readings of the device; alarms have numbers of their own, from 1,000,000,000",
    ),
    flags: bits("what is said of it", READING_FLAGS),
  },
});

export const Summary = uplink(2, "summary", {
  says: "one summary of a group's window at a gateway: it stands for many readings",
  way: "data",
  party: "gateway",
  about: "group",
  packet: "PUBLISH",
  afterRevocation: false,
  metered: "service",
  fields: {
    readings: count(
      "how many readings it stands for; alarms of its window have gone ahead and are not among them",
    ),
    oldestMs: ms("when the oldest of them was sensed"),
    newestMs: ms("when the newest was"),
    id: count("its number among the summaries of the gateway"),
    group: count("the device group, by index"),
    isRepeat: flag("it was sent before the session broke, and goes again in case that one was lost"),
  },
  body: "JSON of the statistics",
});

export const JobStatus = uplink(3, "jobStatus", {
  says: "how a device's part of a rollout ended",
  way: "data",
  party: "device",
  about: "party",
  packet: "PUBLISH",
  afterRevocation: false,
  metered: "message",
  fields: {
    rollout: index("of which rollout", "rollouts"),
    status: index("how it ended", JOB_STATUSES),
    version: version("what the device runs now"),
  },
  body: "the reason",
  subject: "rollout",
});

export const Disconnect = uplink(4, "disconnect", {
  says: "a session ends, by a goodbye or because the broker misses its keep-alive (the will)",
  way: "data",
  party: "either",
  about: "party",
  packet: "DISCONNECT",
  afterRevocation: true,
  metered: "free",
  fields: {
    cause: index("why", CAUSES),
    dials: count(
      "how often its sender had dialled: it is the session of the latest dial, 0 the one a fleet starts with",
    ),
  },
});

export const CommandAck = uplink(5, "commandAck", {
  says: "how a command went",
  way: "data",
  party: "device",
  about: "party",
  packet: "PUBLISH",
  afterRevocation: true,
  metered: "message",
  fields: {
    sequence: count("the command's number"),
    outcome: index("how it ended", COMMAND_OUTCOMES),
    tookMs: ms("what the device needed for it"),
  },
  body: "JSON of what was asked for",
  subject: "sequence",
});

export const Vitals = uplink(6, "vitals", {
  says: "totals of a device, for the gates of rollouts",
  way: "data",
  party: "device",
  about: "party",
  packet: "PUBLISH",
  afterRevocation: false,
  metered: "message",
  fields: {
    version: version("what it runs"),
    boots: count("boots so far"),
    dials: count("dials so far; 0 behind a gateway"),
    energyMj: count("energy drained so far, mJ"),
    rejected: count("readings that its gateway could not read"),
    value: number("its latest reading"),
  },
  subject: "version",
});

export const Connect = uplink(16, "connect", {
  says: "asks for a session",
  way: "request",
  party: "either",
  about: "party",
  packet: "CONNECT",
  afterRevocation: true,
  metered: "service",
  fields: {
    version: optional(version("what a device runs")),
    reboots: count("reboots since the cloud heard of them last"),
    isCertValid: flag("its certificate is in date"),
    rebootCause: optional(index("why a device rebooted last", REBOOT_CAUSES)),
    dial: count("its number among the sender's dials, from 0"),
  },
});

export const Provision = uplink(17, "provision", {
  says: "asks for an identity",
  way: "request",
  party: "device",
  about: "party",
  packet: "PUBLISH",
  afterRevocation: true,
  metered: "service",
  fields: { version: version("what the device runs"), sentMs },
});

export const ShadowGet = uplink(18, "shadowGet", {
  says: "asks for the shadow document",
  way: "request",
  party: "device",
  about: "party",
  packet: "PUBLISH",
  afterRevocation: false,
  metered: "service",
  fields: { seen: optional(count("the latest version of the document that the device has seen")), sentMs },
});

export const ShadowUpdate = uplink(19, "shadowUpdate", {
  says: "reports properties",
  way: "request",
  party: "device",
  about: "party",
  packet: "PUBLISH",
  afterRevocation: false,
  metered: "service",
  fields: {
    expected: optional(count("the version of the document that it is about: another one is a conflict")),
    sentMs,
  },
  body: "JSON {state: {reported, desired?}}",
});

export const JobNext = uplink(20, "jobNext", {
  says: "asks for the next job",
  way: "request",
  party: "device",
  about: "party",
  packet: "PUBLISH",
  afterRevocation: false,
  metered: "message",
  fields: { version: version("what the device runs"), sentMs },
});

export const Attach = uplink(21, "attach", {
  says: "a gateway serves the devices of another one, or its own again; answered by the list of those it must not serve, where there is one",
  way: "request",
  party: "gateway",
  about: "nobody",
  packet: "PUBLISH",
  afterRevocation: false,
  metered: "message",
  fields: { home: entity("the gateway whose devices they are") },
});

export const UPLINKS = [
  Reading,
  Summary,
  JobStatus,
  Disconnect,
  CommandAck,
  Vitals,
  Connect,
  Provision,
  ShadowGet,
  ShadowUpdate,
  JobNext,
  Attach,
] as const;
export type UplinkName = (typeof UPLINKS)[number]["name"];
