// What the ingest remembers: numbers it has heard, its queue, what it kept and what it could not read.
import type { FleetPlan } from "../../plan/plan.js";
import { createSequenceWindow, type SequenceWindow } from "../../protocol/sequence-window.js";
import { createLimit, type Limit } from "../limit.js";

export interface IngestColumns {
  /** Reading numbers seen of each device, summary numbers of each gateway. */
  heardReadings: SequenceWindow;
  heardSummaries: SequenceWindow;
  /** What waits in the queue, in thousandths of a message, as of when. */
  queue: { waiting: number; atMs: number };
  queueLimit: Limit;
  /** Readings of each device that could not be read here. */
  rejected: Map<number, number>;
  /** Rows of each device that were kept of its readings here. */
  recorded: Map<number, number>;
}

export const createIngest = ({ deviceCount, gatewayCount, scenario }: FleetPlan): IngestColumns => ({
  heardReadings: createSequenceWindow(deviceCount),
  heardSummaries: createSequenceWindow(gatewayCount),
  queue: { waiting: 0, atMs: 0 },
  queueLimit: createLimit(scenario.cloud.ingestPerSecond),
  rejected: new Map(),
  recorded: new Map(),
});
