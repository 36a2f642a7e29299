// The end of a run, for both drivers: what every host counted from its state is set against what the rows say, and the
// result is drawn from them (contract A3).
import type { MessageColumns } from "../event/message.js";
import type { SeriesStore } from "../event/series.js";
import { Connect } from "../event/uplinks.js";
import type { CellAudit, CloudAudit } from "../model/actor.js";
import type { RunEnd, RunOutcome, RunResult } from "../result/run.js";
import type { Batcher } from "./batcher.js";
import { checkInvariants } from "./invariants.js";
import { DIGEST_END } from "./outlets.js";
import { totalOf } from "./snapshot.js";
import type { World } from "./world.js";

export interface Books {
  world: World;
  /** Every row and every host's digest has been handed to it. */
  batcher: Batcher;
  audits: readonly CellAudit[];
  cloud: CloudAudit;
  /** Uplinks that the cloud had not taken in when the run ended. */
  underWay: readonly MessageColumns[];
  /** Connect requests that the wire lost. */
  connectsLost: number;
  end: RunEnd;
  endMs: number;
  /** What was put on the agenda on the way. */
  journal: string[];
  /** For the strict invariants; null: only the usual ones. */
  series: SeriesStore | null;
}

/** Readings not yet delivered, by device group, and connect requests not yet answered. */
const stillUnderWay = ({ world, audits, cloud, underWay, connectsLost }: Books) => {
  const inFlight = world.groupSizes.map((_, group) =>
    audits.reduce((sum, audit) => sum + audit.inFlight[group], cloud.inFlight[group]),
  );
  let connectsInFlight = connectsLost;
  for (const block of underWay) {
    for (let row = 0; row < block.count; row++) {
      if (block.kind[row] === Connect.kind) connectsInFlight++;
      const { group, count } = world.inFlightOf(block, row);
      if (count > 0) inFlight[group] += count;
    }
  }
  return { inFlight, connectsInFlight };
};

/** Closes the digest and the ledgers. */
export const closeBooks = (books: Books): RunOutcome & Pick<RunResult, "deviceSteps"> => {
  const { world, batcher, audits, cloud, end, endMs, journal, series } = books;
  const { totals, digest } = batcher;
  digest.add(DIGEST_END, 0, endMs, 0, 0);
  const { inFlight, connectsInFlight } = stillUnderWay(books);
  const { rollouts } = cloud;
  const unreverted = [...new Set([...audits, cloud].flatMap((audit) => audit.unreverted))].sort();
  const accounts = { world, totals, inFlight, connectsInFlight, audits, unreverted, rollouts, series };
  return {
    digest: digest.hex(),
    end,
    endMs,
    invariants: checkInvariants(accounts, endMs),
    inFlight,
    rollouts: batcher.complete(rollouts),
    unreverted,
    cells: world.cellCount,
    journal,
    deviceSteps: totalOf(world.layout, totals, "device.steps"),
  };
};
