// INF-13, INF-14: the gates of the ingest, in their order. Each looks at what arrives and lets it pass or says how it ended; what
// passes the last one is delivered. A policy of the cloud (a quota) is one gate more.
import { Events } from "../../../event/events.js";
import { type Cause, causeIndex, QUARANTINE_REASONS, ReadingFlag } from "../../../event/vocabulary.js";
import { isRepeat } from "../../protocol/sequence-window.js";
import type { CloudState } from "../cloud-state.js";
import { isQuarantined } from "../front/carrier.js";
import { meterTelemetry } from "../meter/metering.js";
import { isRevoked } from "../registry/credential.js";
import type { Arrival } from "./arrival.js";
import { enqueue } from "./queue.js";

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
export type Gate = (state: CloudState, arrival: Arrival, nowMs: number) => Ending | null;

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
const meter: Gate = (state, { entity, group, bytes }) => {
  if (!isRevoked(state, entity)) meterTelemetry(state, group, bytes);
  return null;
};

const repeat: Gate = (_, { heard, sender, number, flags }) =>
  isRepeat(heard, sender, number, flags) ? REPEATED : null;

const revoked: Gate = (state, { entity }) => (isRevoked(state, entity) ? REVOKED : null);

/** What a quarantined sender had on its way. */
const quarantine: Gate = (state, { entity }) => (isQuarantined(state, entity) ? SENDER_QUARANTINED : null);

const corrupt: Gate = (state, { entity, flags, number }, nowMs) => {
  if ((flags & ReadingFlag.corrupt) === 0) return null;
  const { rejected } = state.ingest;
  state.emit(Events.quarantine, nowMs, { reason: UNREADABLE_REASON, readingSeq: number, device: entity });
  rejected.set(entity, (rejected.get(entity) ?? 0) + 1);
  return UNREADABLE;
};

const queue: Gate = (state, arrival, nowMs) => {
  arrival.waitMs = enqueue(state, nowMs);
  return arrival.waitMs < 0 ? OVERFLOW : null;
};

export const GATES: readonly Gate[] = [meter, repeat, revoked, quarantine, corrupt, queue];
