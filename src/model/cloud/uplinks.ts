// Which service takes each kind of uplink. A kind without one is a type error.
import type { Mail } from "../../event/message.js";
import { handlersOf, isAfterRevocation } from "../../event/messages.js";
import { Attach, UPLINKS, type UplinkName } from "../../event/uplinks.js";
import type { CloudState } from "./cloud-state.js";
import { onCommandAck } from "./command/dispatcher.js";
import { attach } from "./front/attachment.js";
import { onConnect, onDisconnect } from "./front/front.js";
import { onReading, onSummary } from "./ingest/ingest.js";
import { meterMessage } from "./meter/metering.js";
import { isRevoked } from "./registry/credential.js";
import { onProvision } from "./registry/registry.js";
import { remindGateway } from "./registry/revocation.js";
import { onVitals } from "./rollout/gates.js";
import { onJobNext, onJobStatus } from "./rollout/job-service.js";
import { onShadowGet, onShadowUpdate } from "./shadow/shadow-service.js";

type Handler = (state: CloudState, mail: Mail, nowMs: number) => void;

const onAttach: Handler = (state, { inbox, row }, nowMs) => {
  const { deviceCount } = state.plan;
  meterMessage(state, inbox.entity[row], inbox.bytes[row]);
  attach(state, Attach.home(inbox)[row] - deviceCount, inbox.entity[row] - deviceCount);
  remindGateway(state, inbox.entity[row], nowMs);
};

const TABLE: Readonly<Record<UplinkName, Handler>> = {
  reading: onReading,
  summary: onSummary,
  jobStatus: onJobStatus,
  disconnect: onDisconnect,
  commandAck: onCommandAck,
  vitals: onVitals,
  connect: (state, mail, nowMs) => {
    if (onConnect(state, mail, nowMs)) remindGateway(state, mail.inbox.entity[mail.row], nowMs);
  },
  attach: onAttach,
  provision: onProvision,
  shadowGet: onShadowGet,
  shadowUpdate: onShadowUpdate,
  jobNext: onJobNext,
};
const HANDLERS = handlersOf(UPLINKS, TABLE);

/** Hands an arrival on. Of what a revoked device still sends, attempts are refused, readings and acknowledgements accounted for. */
export const take = (state: CloudState, mail: Mail, nowMs: number): void => {
  const { inbox, row } = mail;
  const kind = inbox.kind[row];
  if (isRevoked(state, inbox.entity[row]) && !isAfterRevocation(kind)) return;
  HANDLERS[kind](state, mail, nowMs);
};
