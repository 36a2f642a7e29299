// What a live run can be asked for beyond what every run can.
import type { RunOptions } from "../engine/run-options.js";

export interface LiveOptions extends RunOptions {
  /** Virtual ms per wall ms; 1 unless told. */
  speed?: number;
  /** An external broker (mqtt:// or mqtts://, with user:password where needed) instead of the embedded one. */
  brokerUrl?: string;
  /** Port of the embedded broker; 0, the default, is a free one. */
  brokerPort?: number;
  /** Ends the run after this much wall time, ms. */
  forMs?: number;
  /** Told once everybody is connected and the clock starts: where the traffic can be seen. */
  onLive?: (live: { brokerUrl: string; runId: string; brokerPid: number | null }) => void;
  /** Module with `createWorld`; the shipped fleet unless told. */
  modelUrl?: string;
}
