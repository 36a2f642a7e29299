// The broker front as a service: sessions begin and end, a gateway says whose devices it serves.
import type { Mail } from "../../../event/message.js";
import { Attach } from "../../../event/uplinks.js";
import type { CloudState } from "../cloud-state.js";
import { remindGateway } from "../registry/revocation.js";
import type { CloudService } from "../service.js";
import { attach, carrierOf } from "./carrier.js";
import { onConnect, onDisconnect, openSession } from "./front.js";

const onAttach = (state: CloudState, { inbox, row }: Mail, nowMs: number): void => {
  const { deviceCount } = state.plan;
  attach(state, Attach.home(inbox)[row] - deviceCount, inbox.entity[row] - deviceCount);
  remindGateway(state, inbox.entity[row], nowMs);
};

export const FRONT = {
  name: "front",
  uplinks: {
    connect: (state, mail, nowMs) => {
      if (onConnect(state, mail, nowMs)) remindGateway(state, mail.inbox.entity[mail.row], nowMs);
    },
    disconnect: onDisconnect,
    attach: onAttach,
  },
  /** A fleet that starts in service has its sessions. */
  start: (state) => {
    const { plan } = state;
    if (plan.scenario.start.state !== "active") return;
    for (let entity = 0; entity < plan.entityCount; entity++)
      if (carrierOf(state, entity) === entity) openSession(state, entity, -1, 0);
  },
} satisfies CloudService;
