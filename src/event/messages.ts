// All kinds of messages, and what their declarations say of a message of which only the kind is known.

import { type AnyMessage, KINDS_MAX, type MessageSpec } from "./declare-message.js";
import { DOWNLINKS } from "./downlinks.js";
import { UPLINKS } from "./uplinks.js";

export const MESSAGES: readonly AnyMessage[] = [...UPLINKS, ...DOWNLINKS];

/** A value for each kind, by its code; undefined where there is no such kind. */
export const byKind = <Value>(of: (message: AnyMessage) => Value): Value[] => {
  const values = new Array<Value>(KINDS_MAX);
  for (const message of MESSAGES) values[message.kind] = of(message);
  return values;
};

const DECLARED = byKind((message) => message);

/** The declaration of a kind that is known to be one. */
export const messageOf = (kind: number): AnyMessage => DECLARED[kind];

/** For each code whether its declaration says so. */
const flagged = (holds: (spec: MessageSpec) => boolean): ((kind: number) => boolean) => {
  const flags = Uint8Array.from(byKind(({ spec }) => Number(holds(spec))));
  return (kind) => flags[kind] === 1;
};

/** True for uplinks whose sender waits for an answer. */
export const isRequest = flagged(({ way }) => way === "request");
/** True for what runs from a cell to the cloud. */
export const isUplink = flagged(({ way }) => way === "data" || way === "request");
/** True for what devices and what gateways send or are sent. */
export const isOfDevices = flagged(({ party }) => party !== "gateway");
export const isOfGateways = flagged(({ party }) => party !== "device");
/** True for what is a PUBLISH; the others are packets of the service (CONNACK, DISCONNECT). */
export const isPublish = flagged(({ packet }) => packet === "PUBLISH");
/** True for uplinks that are metered as one message each, whatever becomes of them. */
export const isMeteredOnArrival = flagged(({ metered }) => metered === "message");
/** True for what the cloud starts by itself: it waits for a device that sleeps. */
export const isUnasked = flagged(({ way }) => way === "unasked");
/** True for the answer to a request that a device in service has sent. */
export const isServiceAnswer = flagged(({ way, endsJoin = false }) => way === "answer" && !endsJoin);
/** True for what is still taken notice of once a credential was revoked. */
export const isAfterRevocation = flagged(({ afterRevocation }) => afterRevocation);

/** Handlers by code, from a table by name: a kind without one is a type error. */
export const handlersOf = <Name extends string, Handler>(
  messages: readonly { kind: number; name: Name }[],
  table: Readonly<Record<Name, Handler>>,
): readonly Handler[] => {
  const handlers = new Array<Handler>(KINDS_MAX);
  for (const { kind, name } of messages) handlers[kind] = table[name];
  return handlers;
};
