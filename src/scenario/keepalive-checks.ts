// Keep-alives that the simulated broker does not take as they are: its clients believe in one silence, it in another.
import { formatDuration } from "../core/duration.js";
import type { CloudSpec } from "../spec/cloud.js";
import { TRANSPORTS } from "../transport/kinds.js";
import type { Context } from "./context.js";
import type { Fleet } from "./fleet.js";
import { itemNamed, spanAt } from "./tree.js";

/** Warns of device groups and gateways whose sessions the broker ends before their client thinks of a ping. */
export const checkKeepalives = (context: Context, fleet: Fleet, { profile, keepalive }: CloudSpec): void => {
  const told = new Set<string>();
  const tell = (site: string, id: string, keepaliveMs: number): void => {
    const { minMs, maxMs } = keepalive;
    if (keepaliveMs < maxMs * 1.5 || told.has(id)) return;
    told.add(id);
    const tree = itemNamed(context.root, "sites", site);
    context.problems.warning(
      spanAt(tree, []),
      "SCN055",
      `the keep-alive of ${id} is ${formatDuration(keepaliveMs)}; ${profile} takes ${formatDuration(minMs)} to ${formatDuration(maxMs)} and closes a session after ${formatDuration(maxMs * 1.5)} of silence`,
      `write keepalive: ${formatDuration(maxMs)}, or expect lost sessions`,
    );
  };
  for (const { id, site, twin, via } of fleet.devices) {
    const { radio, keepaliveMs } = fleet.deviceTwins[twin];
    if (via === "direct" && TRANSPORTS[radio.transport].holdsSession) tell(site, id, keepaliveMs);
  }
  for (const { id, site, twin } of fleet.gateways) tell(site, id, fleet.gatewayTwins[twin].keepaliveMs);
};
