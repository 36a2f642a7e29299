// The cloud a fleet talks to: limits, what it meters, what it watches.
import type { Severity } from "../event/vocabulary.js";

/** What a fault or an operator can change while the run goes on. The ingest counts messages, readings and summaries alike. */
export const LIMITS = ["connectsPerSecond", "provisionsPerSecond", "ingestPerSecond"] as const;
export type Limits = Record<(typeof LIMITS)[number], number>;

export interface CloudSpec extends Limits {
  profile: string;
  /** Bound of the ingest's queue. */
  ingestQueueMax: number;
  processingMs: number;
  /** Bought units (Azure IoT Hub): limits and bill go with them. 1 elsewhere. */
  units: number;
  /** Most messages a day that the units hold, or null. Nothing is refused for it: the bill warns (cost/cost-warnings.ts). */
  messagesPerDay: number | null;
  metering: MeteringRules;
  /** What the broker makes of a client's keep-alive, ms: anything outside becomes the nearer end. */
  keepalive: { minMs: number; maxMs: number };
}

/** What a provider counts as messages. */
export interface MeteringRules {
  /** A message is counted once for each started step of this many bytes. */
  stepBytes: number;
  /** CONNECT and SUBSCRIBE are messages. */
  connects: boolean;
  /** A device's PUBACK is a message. */
  acknowledgements: boolean;
}

export interface AlertRule {
  id: string;
  metric: "offline-share" | "auth-errors" | "connect-refusals" | "ingest-queue" | "reboot-rate";
  /** In the metric's unit (alert-metrics.ts). */
  threshold: number;
  forMs: number;
  severity: Severity;
  /** Nobody wrote it. */
  isDefault: boolean;
}
