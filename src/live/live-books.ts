// The end of a live run, before the books are closed as everywhere (src/engine/books.ts): what the wire lost is dropped
// with a cause, and what every thread left is brought together.
import type { Batcher } from "../engine/batcher.js";
import type { Books } from "../engine/books.js";
import type { World } from "../engine/world.js";
import { EventBlock } from "../event/event.js";
import { metricIndex } from "../event/metric.js";
import { causeIndex } from "../event/vocabulary.js";
import { WindowBlock } from "../event/window.js";
import type { CloudAudit } from "../model/actor.js";
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

/** What the threads counted at the end, as the books want it. */
export const takeStock = (ends: readonly ThreadEnd[]): Pick<Books, "audits" | "cloud" | "underWay"> => ({
  audits: ends.flatMap((each) => each.cells?.audits ?? []),
  cloud: ends.find((each) => each.cloud !== undefined)?.cloud?.audit as CloudAudit,
  underWay: ends.flatMap((each) => each.underWay),
});
