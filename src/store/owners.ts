// Who an entity belongs to: one row per device group, gateway group, the cloud, and what is shared. Rows of the log carry
// the owner's number, so names, tenant, site and region are a join with a small table and never text per row.
import { CLOUD_ENTITY } from "../event/event.js";
import type { Naming } from "../event/naming.js";

/** Tenant of what belongs to no tenant. */
export const PLATFORM = "-";

export interface Owner {
  tier: "device" | "gateway" | "cloud" | "shared" | "unknown";
  id: string;
  site: string;
  region: string;
  tenant: string;
  twin: string;
  via: string;
  transport: string;
  qos: number | null;
  labels: Record<string, string>;
  /** Entities first..first+count-1. */
  first: number;
  count: number;
  /** Digits of the entity's number in its name; 0: the name is the id alone; -1: the id and the global entity index. */
  width: number;
}

const widthOf = (count: number): number => String(count - 1).length;

const lone = (tier: Owner["tier"], id: string, first: number): Owner => ({
  tier,
  id,
  site: PLATFORM,
  region: PLATFORM,
  tenant: PLATFORM,
  twin: PLATFORM,
  via: PLATFORM,
  transport: PLATFORM,
  qos: null,
  labels: {},
  first,
  count: 1,
  width: 0,
});

export class Owners {
  /** Device groups first, in the order of the naming: a metric's group number is its owner's number. */
  readonly rows: Owner[];
  readonly tenants: string[];
  /** Code into {@link tenants} by owner. */
  readonly tenantCodes: Uint16Array;
  private readonly byEntity: Int32Array;
  private readonly cloud: number;
  private readonly unknown: number;

  constructor(naming: Naming) {
    const groups = naming.groups.map(
      (group): Owner => ({ ...group, tier: "device", width: widthOf(group.count) }),
    );
    const gateways = naming.gateways.map(
      (gateway): Owner => ({
        ...lone("gateway", gateway.id, gateway.first),
        site: gateway.site,
        region: gateway.region,
        twin: gateway.twin,
        count: gateway.count,
        width: widthOf(gateway.count),
      }),
    );
    this.rows = [
      ...groups,
      lone("shared", PLATFORM, -1),
      ...gateways,
      lone("cloud", "cloud", CLOUD_ENTITY),
      { ...lone("unknown", "entity", 0), width: -1 },
    ];
    this.unknown = this.rows.length - 1;
    this.cloud = this.unknown - 1;
    this.tenants = [...new Set([PLATFORM, ...naming.tenants, ...groups.map((group) => group.tenant)])];
    this.tenantCodes = Uint16Array.from(this.rows, (owner) => this.tenants.indexOf(owner.tenant));
    this.byEntity = new Int32Array(naming.deviceCount + naming.gatewayCount).fill(this.unknown);
    this.rows.forEach((owner, index) => {
      if (owner.tier === "device" || owner.tier === "gateway")
        this.byEntity.fill(index, owner.first, owner.first + owner.count);
    });
  }

  /** Owner number of a global entity index. */
  of(entity: number): number {
    if (entity >= 0 && entity < this.byEntity.length) return this.byEntity[entity];
    return entity === CLOUD_ENTITY ? this.cloud : this.unknown;
  }
}
