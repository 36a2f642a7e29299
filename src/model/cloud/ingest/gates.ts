// INF-13, INF-14: the gates of the ingest, in their order, and what they remember. Each looks at what arrives and lets it pass or says
// how it ended; what passes the last one is delivered. A policy of the cloud (a quota) is one gate more.
import { Events } from "../../../event/events.js";
import { type Cause, causeIndex, QUARANTINE_REASONS, ReadingFlag } from "../../../event/vocabulary.js";
import type { FleetPlan } from "../../plan/plan.js";
import { createSequenceWindow, isRepeat, type SequenceWindow } from "../../protocol/sequence-window.js";
import type { AlertColumns } from "../alert/alert-columns.js";
import type { CloudBase } from "../cloud-base.js";
import { isQuarantined } from "../front/carrier.js";
import type { FrontColumns } from "../front/front-columns.js";
import { meterTelemetry } from "../meter/metering.js";
import { createLimit } from "../rate-limit.js";
import { isRevoked, type RegistryColumns } from "../registry/registry-columns.js";
import type { Arrival } from "./arrival.js";
import { depthOf, enqueue, type Queue, settleQueue } from "./queue.js";

export interface IngestColumns {
  /** Reading numbers seen of each device, summary numbers of each gateway. */
  heardReadings: SequenceWindow;
  heardSummaries: SequenceWindow;
  queue: Queue;
  /** Readings of each device that could not be read here. */
  rejected: Map<number, number>;
  /** Rows of each device that were kept of its readings here. */
  recorded: Map<number, number>;
}

export const createIngest = ({ deviceCount, gatewayCount, scenario }: FleetPlan): IngestColumns => ({
  heardReadings: createSequenceWindow(deviceCount),
  heardSummaries: createSequenceWindow(gatewayCount),
  queue: { waiting: 0, atMs: 0, limit: createLimit(scenario.cloud.ingestPerSecond) },
  rejected: new Map(),
  recorded: new Map(),
});

/** The cloud, as far as the gates know it. */
export interface Gated extends CloudBase {
  readonly ingest: IngestColumns;
  readonly front: FrontColumns;
  readonly registry: RegistryColumns;
  readonly alert: AlertColumns;
}

/** How a message ends at a gate. */
export interface Ending {
  /** CAUSES index: what its readings are dropped for; -1: it is a repeat and stands for none. */
  readonly cause: number;
  /** It counts among the errors of the ingest. */
  readonly isError: boolean;
  /** A reading is written down where readings are kept, with these flags on top; -1: it is not. */
  readonly keptAs: number;
}

/** Null: it passes. Hot: once for each message. */
export type Gate = (cloud: Gated, arrival: Arrival, nowMs: number) => Ending | null;

const dropped = (cause: Cause, isError = true, keptAs = -1): Ending => ({
  cause: causeIndex(cause),
  isError,
  keptAs,
});
const REPEATED: Ending = { cause: -1, isError: false, keptAs: ReadingFlag.duplicate };
const REVOKED = dropped("revoked", false);
const SENDER_QUARANTINED = dropped("sender-quarantined");
const UNREADABLE = dropped("quarantined", true, 0);
const OVERFLOW = dropped("ingest-overflow");
const UNREADABLE_REASON = QUARANTINE_REASONS.indexOf("unreadable");

/** What the provider counts comes before all: a repeat costs, too. The front takes nothing from a revoked credential, so nothing is billed for it. */
const meter: Gate = (cloud, { entity, group, bytes }) => {
  if (!isRevoked(cloud, entity)) meterTelemetry(cloud, group, bytes);
  return null;
};

const repeat: Gate = ({ ingest }, { sender, number, flags, isSummary }) =>
  isRepeat(isSummary ? ingest.heardSummaries : ingest.heardReadings, sender, number, flags) ? REPEATED : null;

const revoked: Gate = (cloud, { entity }) => (isRevoked(cloud, entity) ? REVOKED : null);

/** What a quarantined sender had on its way. */
const quarantine: Gate = (cloud, { entity }) => (isQuarantined(cloud, entity) ? SENDER_QUARANTINED : null);

const corrupt: Gate = (cloud, { entity, flags, number }, nowMs) => {
  if ((flags & ReadingFlag.corrupt) === 0) return null;
  const { rejected } = cloud.ingest;
  cloud.emit(Events.quarantine, nowMs, { reason: UNREADABLE_REASON, readingSeq: number, device: entity });
  rejected.set(entity, (rejected.get(entity) ?? 0) + 1);
  return UNREADABLE;
};

const queue: Gate = (cloud, arrival, nowMs) => {
  const { queue: waiting } = cloud.ingest;
  settleQueue(waiting, nowMs);
  const depth = depthOf(waiting);
  if (depth >= cloud.plan.scenario.cloud.ingestQueueMax) return OVERFLOW;
  const { window } = cloud.alert;
  if (depth + 1 > window.queueMax) window.queueMax = depth + 1;
  cloud.peak("broker.queue.depth", depth + 1);
  arrival.waitMs = enqueue(waiting);
  return null;
};

export const GATES: readonly Gate[] = [meter, repeat, revoked, quarantine, corrupt, queue];
