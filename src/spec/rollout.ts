// OTA-1, OTA-2: staged rollouts and the rules that stop them.
import type { OutcomeReason } from "../event/vocabulary.js";
import type { SourcePosition } from "./position.js";
import type { Target } from "./target.js";

export type AbortAction = "CANCEL" | "ROLLBACK" | "PAUSE";

/** AWS IoT Jobs: a share of the executions has failed. */
export interface FailureRule {
  kind: "failures";
  failureType: "FAILED" | "REJECTED" | "TIMED_OUT" | "ALL";
  /** Only failures for one of these reasons; none: for any. */
  reasons: OutcomeReason[];
  thresholdPpm: number;
  minExecuted: number;
  action: AbortAction;
}

/** What the canary's devices are compared in; units in scenario/gates.ts. */
export type GateFigure = "reboots" | "connects" | "energy" | "rejected" | "value";

/** canary.figure above (or below) factor * baseline.figure + plus, over a sliding window. */
export interface GateRule {
  kind: "gate";
  text: string;
  figure: GateFigure;
  isAbove: boolean;
  factor: number;
  plus: number;
  windowMs: number;
  /** Devices on the new version that have to be heard of first. */
  minExecuted: number;
  action: AbortAction;
}

export type AbortRule = FailureRule | GateRule;

export interface RolloutSpec {
  id: string;
  atMs: number;
  version: string;
  target: Target;
  stages: { sharePpm: number; soakMs: number }[];
  rate: { basePerMinute: number; incrementFactor: number; everyNotified: number; maximumPerMinute: number };
  abort: AbortRule[];
  timeoutMs: number;
  /** Devices restart spread over this time after installing; 0 at once. */
  restartJitterMs: number;
  position: SourcePosition;
}
