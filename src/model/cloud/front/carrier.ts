// INF-12: which session carries an entity's messages, and what the front makes of it. The cloud knows what the gateways tell it:
// a partner that has taken over says so over its own session, and until then what is sent goes the old way.
import { assert } from "../../../core/assert.js";
import type { FleetPlan } from "../../plan/plan.js";
import type { RegistryColumns } from "../registry/registry-columns.js";
import type { FrontColumns } from "./front-columns.js";
import { BrokerSession } from "./session-states.js";

/** The cloud, as far as presence goes. */
interface Cloud {
  readonly plan: FleetPlan;
  readonly front: FrontColumns;
  readonly registry: RegistryColumns;
}

/** The session an entity's messages travel on: its own, or its gateway's. */
export const carrierOf = ({ plan, front }: Cloud, entity: number): number => {
  if (entity >= plan.deviceCount) return entity;
  const home = plan.homeOf[entity];
  return home < 0 ? entity : plan.deviceCount + front.servedBy[home];
};

/** True where the front refuses whoever carries the entity's messages. */
export const isQuarantined = (state: Cloud, entity: number): boolean => {
  const { quarantined } = state.front;
  return quarantined.size > 0 && quarantined.has(carrierOf(state, entity));
};

export const isPresent = (state: Cloud, entity: number): boolean =>
  state.front.session[carrierOf(state, entity)] === BrokerSession.open;

/** Gateways whose devices a gateway serves, by number: its own and its partner's, those of neither, or of both. */
export const servedFrom = ({ plan, front }: Cloud, gateway: number): number[] =>
  [gateway, plan.partnerOf[gateway]].filter((home) => home >= 0 && front.servedBy[home] === gateway);

/** Registered devices that a session carries: an entity's own. */
const presentBehind = (state: Cloud, entity: number): number => {
  const { plan, registry } = state;
  if (entity < plan.deviceCount) return registry.registered[entity];
  let devices = 0;
  for (const home of servedFrom(state, entity - plan.deviceCount)) devices += registry.attached[home];
  return devices;
};

/** So many more registered devices, or fewer, are present from now on. */
export const changePresent = ({ front, registry }: Cloud, by: number): void => {
  front.presentCount += by;
  assert(front.presentCount >= 0, "fewer devices present than none");
  assert(front.presentCount <= registry.registeredCount, "more devices present than registered");
};

/** An entity's session has opened (1) or ended (-1): so have those of whom it carries. */
export const sessionChanged = (state: Cloud, entity: number, by: 1 | -1): void =>
  changePresent(state, by * presentBehind(state, entity));

/** Gateway number `gateway` says that it serves the devices at home at `home` from now on. */
export const attach = (state: Cloud, home: number, gateway: number): void => {
  const { plan, front, registry } = state;
  const isOpen = (number: number): number => front.session[plan.deviceCount + number];
  const before = front.servedBy[home];
  front.servedBy[home] = gateway;
  changePresent(state, registry.attached[home] * (isOpen(gateway) - isOpen(before)));
};
