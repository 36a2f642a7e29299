// Names for the numbers: which entity index is which device or gateway, which group belongs to whom. A plain object
// that travels with a run's results, so the store, the reports and the dashboard need no fleet plan.
import { CLOUD_ENTITY } from "./event.js";
import type { Dictionaries } from "./metric.js";

export interface GroupNaming {
  id: string;
  site: string;
  region: string;
  tenant: string;
  twin: string;
  via: "gateway" | "direct";
  transport: string;
  /** What kind of subscription pays for its traffic; null: none of its own. */
  billedAs: "sim" | "network-server" | null;
  /** Why that transport, candidate by candidate, where the twin left the choice open. */
  transportReasons?: { transport: string; fits: boolean; why: string }[];
  qos: 0 | 1;
  labels: Record<string, string>;
  /** Entities first..first+count-1. */
  first: number;
  count: number;
}

export interface GatewayNaming {
  id: string;
  site: string;
  region: string;
  twin: string;
  /** Entities first..first+count-1 (already offset by the device count). */
  first: number;
  count: number;
}

export interface Naming {
  deviceCount: number;
  gatewayCount: number;
  groups: GroupNaming[];
  gateways: GatewayNaming[];
  tenants: string[];
  /** Entries of the timeline by the id of their action, as events name them. */
  faults: Readonly<Record<number, string>>;
  /** Ids by index, as events name them. */
  rollouts: string[];
  alerts: string[];
  phases: string[];
  stops: string[];
  dictionaries: Dictionaries;
  resolutionMs: number;
  startsAt: string;
}

/** `north/parking-lora/0042`: the name of the `index`-th of a group's devices or gateways. */
export const memberName = ({ id, count }: { id: string; count: number }, index: number): string =>
  `${id}/${String(index).padStart(String(count - 1).length, "0")}`;

/** The device group an entity belongs to, or -1 for gateways and the cloud. */
export const groupOfEntity = (naming: Naming, entity: number): number => {
  if (entity >= naming.deviceCount) return -1;
  let low = 0;
  let high = naming.groups.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if (naming.groups[mid].first <= entity) low = mid;
    else high = mid - 1;
  }
  return low;
};

/** `north/parking-lora/0042`, `north/gw/07`, `cloud`. */
export const entityName = (naming: Naming, entity: number): string => {
  if (entity === CLOUD_ENTITY) return "cloud";
  const group = groupOfEntity(naming, entity);
  const owner =
    group >= 0
      ? naming.groups[group]
      : naming.gateways.find((gateway) => entity >= gateway.first && entity < gateway.first + gateway.count);
  if (owner === undefined) return `entity-${entity}`;
  return memberName(owner, entity - owner.first);
};

/** Tenant id of an entity; gateways and the cloud belong to the platform ("-"). */
export const tenantOfEntity = (naming: Naming, entity: number): string => {
  const group = groupOfEntity(naming, entity);
  return group < 0 ? "-" : naming.groups[group].tenant;
};
