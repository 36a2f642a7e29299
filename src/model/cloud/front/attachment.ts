// INF-12: which gateway's session carries a device. The cloud knows what the gateways tell it: a partner that has taken over
// says so over its own session, and until then what is sent goes the old way.
import type { CloudState } from "../cloud-state.js";

/** Gateways whose devices a gateway serves, by number: its own and its partner's, those of neither, or of both. */
export const servedFrom = ({ plan, columns }: CloudState, gateway: number): number[] =>
  [gateway, plan.partnerOf[gateway]].filter((home) => home >= 0 && columns.servedBy[home] === gateway);

/** Registered devices that a session carries: an entity's own. */
export const presentBehind = (state: CloudState, entity: number): number => {
  const { plan, columns } = state;
  if (entity < plan.deviceCount) return columns.registered[entity];
  let devices = 0;
  for (const home of servedFrom(state, entity - plan.deviceCount)) devices += columns.attached[home];
  return devices;
};

/** Gateway number `gateway` says that it serves the devices at home at `home` from now on. */
export const attach = (state: CloudState, home: number, gateway: number): void => {
  const { plan, columns } = state;
  const isPresent = (number: number): number => columns.session[plan.deviceCount + number];
  columns.presentCount += columns.attached[home] * (isPresent(gateway) - isPresent(columns.servedBy[home]));
  columns.servedBy[home] = gateway;
};
