// What devices and gateways do with each kind of downlink. A kind without an entry is a type error.
import { ConnectAck, DOWNLINKS, type DownlinkName, ProvisionAck } from "../../event/downlinks.js";
import type { Mail } from "../../event/message.js";
import { handlersOf, isAfterRevocation } from "../../event/messages.js";
import { Answer, causeIndex } from "../../event/vocabulary.js";
import { onCommand } from "../agent/commands.js";
import { onShadowAck, onShadowDelta, onShadowRejected } from "../agent/shadow-client.js";
import { onJobDocument, onJobNotify } from "../agent/update-agent.js";
import { scheduleReport } from "../device/pace.js";
import { refreshOnline } from "../device/presence.js";
import { answered, askLater, askNext, Want } from "../device/requests.js";
import { onRevoked } from "../device/retire.js";
import { onDenyList, orderFor } from "../gateway/deny.js";
import { loseSession, onAccepted } from "../gateway/session.js";
import { acknowledge } from "../link/acknowledge.js";
import { onRefused } from "../session/dial.js";
import type { CellState } from "../state/cell-state.js";
import { changeLife } from "../state/life.js";
import { State } from "../state/lifecycle.js";
import { SessionState } from "../state/session-states.js";

type Handler = (cell: CellState, local: number, mail: Mail, nowMs: number) => void;

const SESSION_LOST = causeIndex("session-lost");

/** Passes on the order to erase itself that a device's gateway holds, if there is one and the device can hear it. */
export const passOrder = (cell: CellState, local: number, isAwake: boolean, nowMs: number): void => {
  if (cell.orders.size === 0 || !cell.isDevice(local)) return;
  const order = orderFor(cell, local, isAwake, nowMs);
  if (order !== null) hear(cell, local, order, nowMs);
};

/** A session is up; a gateway's devices can be told again what waited for them. */
const onSession = (cell: CellState, local: number, nowMs: number): void => {
  onAccepted(cell, local, nowMs);
  if (cell.isDevice(local) || cell.orders.size === 0) return;
  const k = cell.gatewayAt(local);
  for (const device of cell.attached[k]) passOrder(cell, device, false, nowMs);
};

const onConnectAck: Handler = (cell, local, { inbox, row }, nowMs) => {
  const answer = ConnectAck.answer(inbox)[row];
  if (answer === Answer.ok) onSession(cell, local, nowMs);
  else onRefused(cell, local, nowMs);
  if (answer === Answer.revoked) onRevoked(cell, local, nowMs);
};

/** LIF-2: the identity has come, or was refused. */
const onProvisionAck: Handler = (cell, device, { inbox, row }, nowMs) => {
  if (cell.dev.asking[device] !== Want.identity) return;
  if (ProvisionAck.answer(inbox)[row] !== Answer.ok) {
    askLater(cell, device, nowMs);
    return;
  }
  answered(cell, device, Want.identity);
  if (cell.dev.state[device] !== State.provisioning) return;
  changeLife(cell, device, "provisioned", nowMs);
  scheduleReport(cell, device, nowMs);
  refreshOnline(cell, device, 0, nowMs);
};

const onDocument: Handler = (cell, device, mail, nowMs) => {
  onJobDocument(cell, device, mail, nowMs);
  askNext(cell, device, nowMs);
};

/** Lost where the session was cut meanwhile; the next session brings it again, maybe a moment before its answer. */
const onList: Handler = (cell, local, { inbox, row }, nowMs) => {
  if (cell.sess.state[local] !== SessionState.up && cell.sess.state[local] !== SessionState.dialling) return;
  for (const device of onDenyList(cell, inbox.body.get(row), nowMs)) passOrder(cell, device, false, nowMs);
};

const onSessionEnd: Handler = (cell, local, _, nowMs) =>
  loseSession(cell, local, { cause: SESSION_LOST, isRetrying: true }, nowMs);

const TABLE: Readonly<Record<DownlinkName, Handler>> = {
  connectAck: onConnectAck,
  provisionAck: onProvisionAck,
  shadowAck: onShadowAck,
  shadowRejected: onShadowRejected,
  jobDocument: onDocument,
  jobNotify: onJobNotify,
  shadowDelta: onShadowDelta,
  command: onCommand,
  kick: onSessionEnd,
  denyList: onList,
  cut: onSessionEnd,
};
const HANDLERS = handlersOf(DOWNLINKS, TABLE);

/** A downlink has reached whom it is for. */
export const hear = (cell: CellState, local: number, mail: Mail, nowMs: number): void => {
  const kind = mail.inbox.kind[mail.row];
  // The session that carries a message is the one that acknowledges it: a gateway has done so for its devices.
  if (!cell.isDevice(local) || cell.gatewayOf[local] < 0) acknowledge(cell, local, kind, nowMs);
  if (cell.retired.size > 0 && cell.retired.has(local) && !isAfterRevocation(kind)) return;
  HANDLERS[kind](cell, local, mail, nowMs);
};
