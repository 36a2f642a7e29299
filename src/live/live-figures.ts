// What the wire did, as the flat record that goes into a live run's result and report: counts, PUBACK latency, and who
// was too slow (the overload guard).
import { createHistogram } from "node:perf_hooks";
import type { BrokerReport } from "./broker-messages.js";
import { type LagReport, LOOP_SLOW_MS, worstLag } from "./loop-lag.js";
import type { ThreadEnd } from "./thread-messages.js";
import type { WireAccount } from "./wire-ledger.js";
import { addCounts, noCounts } from "./wire-stats.js";

export interface LiveFiguresInput {
  runId: string;
  brokerName: string;
  speed: number;
  connections: number;
  ends: readonly ThreadEnd[];
  lost: WireAccount;
  broker: BrokerReport | null;
  /** Unix ms at which the clock started. */
  startedAtMs: number;
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000;

/** The part that fell behind first and worst, or "none". */
const bottleneckOf = (parts: Record<string, LagReport>): { name: string; atMs: number | null } => {
  const slow = Object.entries(parts).filter(([, lag]) => lag.firstSlowAtMs !== null);
  slow.sort(([, x], [, y]) => y.maxMs - x.maxMs);
  const first = slow.map(([, lag]) => lag.firstSlowAtMs!).sort((x, y) => x - y)[0];
  return { name: slow[0]?.[0] ?? "none", atMs: first ?? null };
};

export const liveFigures = (input: LiveFiguresInput): Record<string, number | string> => {
  const { ends, lost, broker, speed, startedAtMs } = input;
  const up = noCounts();
  const down = noCounts();
  const ackUs = createHistogram();
  for (const end of ends) {
    addCounts(end.cells === undefined ? down : up, end.counts);
    if (end.cells !== undefined && end.ackUs.count > 0)
      ackUs.add(end.ackUs as ReturnType<typeof createHistogram>);
  }
  const cells = ends.filter((end) => end.cells !== undefined);
  const cloud = ends.find((end) => end.cloud !== undefined);
  const parts: Record<string, LagReport> = { generator: worstLag(cells.map((end) => end.lag)) };
  if (broker !== null) parts.broker = broker.lag;
  if (cloud !== undefined) parts.cloud = cloud.lag;
  const { name: bottleneck, atMs } = bottleneckOf(parts);
  const figures: Record<string, number | string> = {
    runId: input.runId,
    broker: input.brokerName,
    speed,
    connectionsPlanned: input.connections,
    connectionsPeak: cells.reduce((sum, end) => sum + (end.cells?.connectionsPeak ?? 0), 0),
    connectionsOpened: up.opened,
    /** Until all sessions a fleet starts with were open. */
    openMs: round(Math.max(0, ...cells.map((end) => end.cells?.openMs ?? 0))),
    connectionsFailed: up.openFailed,
    connectionsLost: up.lost,
    uplinksPublished: up.published,
    uplinksAcknowledged: up.acked,
    uplinksReceived: cloud?.counts.received ?? 0,
    uplinksRepublished: up.republished,
    uplinksDuplicate: cloud?.cloud?.duplicates ?? 0,
    uplinksLost: lost.messages,
    readingsLost: lost.readings.reduce((sum, count) => sum + count, 0),
    downlinksPublished: down.published,
    downlinksReceived: up.received,
    wills: cloud?.cloud?.wills ?? 0,
    malformed: ends.reduce((sum, end) => sum + end.malformed, 0),
    strangersRefused: ends.reduce((sum, end) => sum + end.strangers, 0),
    abandoned: up.abandoned + down.abandoned,
    ackP50Ms: ackUs.count === 0 ? 0 : round(ackUs.percentile(50) / 1_000),
    ackP99Ms: ackUs.count === 0 ? 0 : round(ackUs.percentile(99) / 1_000),
    ackMaxMs: ackUs.count === 0 ? 0 : round(ackUs.max / 1_000),
    heldMs: Math.max(0, ...cells.map((end) => end.heldMs)),
    bottleneck,
    /** Virtual ms of the first time an event loop was more than LOOP_SLOW_MS late; -1 never. */
    slowedAtMs: atMs === null ? -1 : Math.max(0, Math.round((atMs - startedAtMs) * speed)),
    slowAboveMs: LOOP_SLOW_MS,
  };
  for (const [part, lag] of Object.entries(parts)) {
    figures[`${part}LagMaxMs`] = round(lag.maxMs);
    figures[`${part}BusyMax`] = round(lag.busyMax);
  }
  if (broker !== null) figures.brokerRefused = broker.refused;
  return figures;
};
