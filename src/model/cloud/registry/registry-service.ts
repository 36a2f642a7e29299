// The registry as a service: identities, and sessions of revoked ones that end when their grace is over.
import type { CloudService } from "../service.js";
import { onProvision, register } from "./registry.js";
import { endSessions, nextClosingMs } from "./revocation.js";

export const REGISTRY = {
  name: "registry",
  uplinks: { provision: onProvision },
  ticks: { nextTickMs: nextClosingMs, quietUntilMs: nextClosingMs, onTick: endSessions },
  /** It knows what a fleet leaves the factory with; one that starts in service is registered. */
  start: (state) => {
    const { plan, registry } = state;
    for (let device = 0; device < plan.deviceCount; device++) {
      const { twin } = plan.groups[plan.groupOf[device]];
      registry.version[device] = plan.versions.indexOf(twin.firmware.version);
    }
    if (plan.scenario.start.state !== "active") return;
    for (let device = 0; device < plan.deviceCount; device++) register(state, device, 0);
  },
} satisfies CloudService;
