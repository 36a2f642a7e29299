// What happens in a run and when: faults, configurations, commands, phases.
import type { SourcePosition } from "./position.js";
import type { ShadowPatch, ShadowSection } from "./shadow.js";
import type { Target } from "./target.js";

export type FaultKind =
  | "backhaul.outage"
  | "power.outage"
  | "device.offline"
  | "broker.limit"
  | "cloud.outage"
  | "cert.expiry"
  | "payload.corrupt"
  | "sensor.stuck"
  | "sensor.drift"
  | "sensor.spike"
  | "sensor.noise"
  | "sensor.silence"
  | "sensor.unit"
  | "clock.jump"
  | "command.replay"
  | "command.forge"
  | "credential.reuse"
  | "link.loss";

export type TimelineAction =
  | {
      do: "fault";
      fault: FaultKind;
      /** Kind-specific numbers, e.g. connectsPerSecond, lossPpm, sharePpm, restoreSpreadMs. */
      params: Record<string, number>;
    }
  | { do: "config"; how: "set"; desired: ShadowPatch | null }
  | { do: "config"; how: "rollback" }
  | { do: "config"; how: "delete" }
  | { do: "local"; set: ShadowSection }
  | { do: "command"; command: string }
  /** LIF-8: the registry ends the devices' credentials; they erase themselves. */
  | { do: "decommission"; reason: string };

export interface TimelineEntry {
  id: string;
  atMs: number;
  /** Null: until the end of the run, then reverted. */
  forMs: number | null;
  action: TimelineAction;
  target: Target;
  position: SourcePosition;
}

export interface Phase {
  name: string;
  startMs: number;
  endMs: number;
}
