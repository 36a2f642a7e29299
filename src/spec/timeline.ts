// What happens in a run and when: faults, configurations, commands, phases.
import type { FaultKind } from "../fault/faults.js";
import type { SourcePosition } from "./position.js";
import type { ShadowPatch, ShadowSection } from "./shadow.js";
import type { Target } from "./target.js";

export type TimelineAction =
  | {
      do: "fault";
      fault: FaultKind;
      /** The kind's own figures, e.g. lossPpm, restoreSpreadMs. */
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
