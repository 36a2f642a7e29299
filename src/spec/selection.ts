// Which groups a target can match, known from the file alone. The fleet draws the entities; this says beforehand
// whether there are any. Tenants, versions and labels are things of devices: a target that names them has no gateways.
import type { Feels } from "../fault/fault.js";
import type { DeviceGroupSpec, GatewayGroupSpec } from "./fleet.js";
import type { Target } from "./target.js";
import type { DeviceTwin, EdgeSelector } from "./twin.js";

export type Selector = Omit<Target, "position">;

/** `parking-*` and `*` match as in a shell: a star stands for any run of characters. */
export const globMatches = (glob: string, text: string): boolean => {
  const [head, ...rest] = glob.split("*");
  if (rest.length === 0) return glob === text;
  if (!text.startsWith(head)) return false;
  let at = head.length;
  const tail = rest.pop() as string;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - tail.length >= at && text.endsWith(tail);
};

const allows = (list: readonly string[], value: string): boolean => list.length === 0 || list.includes(value);

const placeMatches = (
  target: Selector,
  group: DeviceGroupSpec | GatewayGroupSpec,
  twinName: string,
): boolean =>
  allows(target.sites, group.site) &&
  allows(target.regions, group.region) &&
  allows(target.groups, group.id) &&
  (target.twins.length === 0 || target.twins.some((glob) => globMatches(glob, twinName)));

/** How many of a group's entities `ids` leaves: all without ids. */
const idCount = (target: Selector, group: { id: string; count: number }): number =>
  target.ids.length === 0
    ? group.count
    : new Set(target.ids.filter((id) => entityNumber(id, group) !== undefined)).size;

/** The number within its group that an entity's name (`north/parking-lora/0042`) gives, or undefined. */
export const entityNumber = (id: string, group: { id: string; count: number }): number | undefined => {
  if (!id.startsWith(`${group.id}/`)) return undefined;
  const digits = id.slice(group.id.length + 1);
  const width = String(group.count - 1).length;
  return /^\d+$/.test(digits) && digits.length === width && Number(digits) < group.count
    ? Number(digits)
    : undefined;
};

/** Whether a group's devices can feel what is done to them at all. */
const canFeel = (feels: Feels, { via }: DeviceGroupSpec, twin: DeviceTwin): boolean => {
  switch (feels) {
    case "any":
      return true;
    case "session":
      return via === "direct";
    case "mains":
      return twin.power.source === "mains";
    case "clock":
      return twin.shadow.some(({ policy }) => policy === "latest");
  }
};

export const deviceGroupMatches = (target: Selector, group: DeviceGroupSpec, twin: DeviceTwin): boolean =>
  target.kind !== "gateways" &&
  canFeel(target.feels, group, twin) &&
  placeMatches(target, group, twin.name) &&
  allows(target.tenants, group.tenant) &&
  allows(target.versions, twin.firmware.version) &&
  Object.entries(target.labels).every(([key, value]) => group.labels[key] === value);

/** Gateways live from the mains and have sessions; nothing of theirs goes by a clock. */
export const gatewayGroupMatches = (target: Selector, group: GatewayGroupSpec, twinName: string): boolean =>
  target.kind !== "devices" &&
  target.feels !== "clock" &&
  target.tenants.length + target.versions.length + Object.keys(target.labels).length === 0 &&
  placeMatches(target, group, twinName);

/** How many devices and gateways match, before percent and count. */
export const countMatching = (
  target: Selector,
  fleet: {
    devices: readonly DeviceGroupSpec[];
    gateways: readonly GatewayGroupSpec[];
    deviceTwins: Readonly<Record<string, DeviceTwin>>;
    gatewayTwins: Readonly<Record<string, { name: string }>>;
  },
): { devices: number; gateways: number } => ({
  devices: fleet.devices
    .filter((group) => deviceGroupMatches(target, group, fleet.deviceTwins[group.twin]))
    .reduce((sum, group) => sum + idCount(target, group), 0),
  gateways: fleet.gateways
    .filter((group) => gatewayGroupMatches(target, group, fleet.gatewayTwins[group.twin].name))
    .reduce((sum, group) => sum + idCount(target, group), 0),
});

/** True for a device group that an edge selector means, wherever it stands. */
export const edgeMatches = (
  { twin, group }: EdgeSelector,
  candidate: { id: string; twinName: string },
): boolean => (twin === null ? candidate.id === group : candidate.twinName === twin);
