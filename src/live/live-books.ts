// The end of a live run: closes the ledgers (contract A3). What the wire lost is dropped with a cause, what waits in an
// inbox is in flight, and the invariants of the virtual driver hold here too.
import type { Batcher } from "../engine/batcher.js";
import { checkInvariants } from "../engine/invariants.js";
import { totalOf } from "../engine/snapshot.js";
import type { World } from "../engine/world.js";
import { EventBlock } from "../event/event.js";
import { MessageKind } from "../event/message.js";
import { metricIndex } from "../event/metric.js";
import { causeIndex } from "../event/vocabulary.js";
import { WindowBlock } from "../event/window.js";
import type { CloudAudit } from "../model/actor.js";
import type { RunEnd, RunResult } from "../result/run.js";
import type { ThreadEnd } from "./thread-messages.js";
import { addAccount, emptyAccount, type WireAccount } from "./wire-ledger.js";

/** Everything the cells put on the wire and the cloud's side never got. */
export const lostOnTheWire = (world: World, ends: readonly ThreadEnd[]): WireAccount => {
  const lost = emptyAccount(world.groupSizes.length);
  for (const end of ends) addAccount(lost, end.account, end.cells === undefined ? -1 : 1);
  return lost;
};

/** Counts lost readings as dropped (session-lost), in the run's last bucket. */
export const bookLost = (batcher: Batcher, world: World, lost: WireAccount, endMs: number): void => {
  const dropped = metricIndex("messages.dropped");
  const cause = causeIndex("session-lost");
  const groups = [...lost.readings.keys()].filter((group) => lost.readings[group] > 0);
  batcher.add({
    events: new EventBlock(1).take(),
    windows: new WindowBlock().take(),
    windowsAtMs: new Float64Array(0),
    metrics: {
      count: groups.length,
      bucket: new Int32Array(groups.length).fill(Math.max(0, Math.ceil(endMs / world.resolutionMs) - 1)),
      series: Int32Array.from(groups, (group) => world.layout.series(dropped, group, cause)),
      value: Float64Array.from(groups, (group) => lost.readings[group]),
    },
  });
};

export interface BooksInput {
  world: World;
  batcher: Batcher;
  ends: readonly ThreadEnd[];
  lost: WireAccount;
  end: RunEnd;
  endMs: number;
  strict: boolean;
}

/** The run's result; every row must have been handed to the batcher. */
export const closeBooks = ({
  world,
  batcher,
  ends,
  lost,
  end,
  endMs,
  strict,
}: BooksInput): Omit<RunResult, "live"> => {
  const cells = ends.flatMap((each) => (each.cells === undefined ? [] : [each.cells]));
  const audits = cells.flatMap((each) => each.audits);
  const cloudAudit = ends.find((each) => each.cloud !== undefined)?.cloud?.audit as CloudAudit;
  const inFlight = world.groupSizes.map((_, group) =>
    audits.reduce((sum, audit) => sum + audit.inFlight[group], cloudAudit.inFlight[group]),
  );
  let connectsInFlight = lost.connects;
  for (const block of ends.flatMap((each) => each.underWay)) {
    for (let row = 0; row < block.count; row++) {
      if (block.kind[row] === MessageKind.connect) connectsInFlight++;
      const { group, count } = world.inFlightOf(block, row);
      if (count > 0) inFlight[group] += count;
    }
  }
  const series = strict ? batcher.series : null;
  return {
    digest: batcher.digest.hex(),
    end,
    endMs,
    invariants: checkInvariants(
      {
        world,
        totals: batcher.totals,
        inFlight,
        connectsInFlight,
        audits,
        rollouts: cloudAudit.rollouts,
        series,
      },
      endMs,
    ),
    inFlight,
    rollouts: batcher.complete(cloudAudit.rollouts),
    unreverted: [...new Set(audits.flatMap((audit) => audit.unreverted))].sort(),
    cells: world.cellCount,
    workers: cells.length,
    deviceSteps: totalOf(world.layout, batcher.totals, "device.steps"),
  };
};
