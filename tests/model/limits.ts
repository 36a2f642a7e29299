// The cloud's limits as its timeline makes them, without a fleet that does anything.
import { HostOutlets } from "../../src/engine/outlets.js";
import { appendEntry } from "../../src/fleet/agenda.js";
import { buildFleet } from "../../src/fleet/build.js";
import { FleetCloud } from "../../src/model/cloud/cloud.js";
import type { CloudColumns } from "../../src/model/cloud/cloud-state.js";
import type { Action } from "../../src/model/plan/agenda.js";
import type { Limits } from "../../src/spec/cloud.js";
import type { JournalEntry } from "../../src/spec/journal.js";
import type { Scenario } from "../../src/spec/scenario.js";

/** What is in force in a cloud. */
export const limitsIn = ({ front, registry, ingest }: CloudColumns): Limits => ({
  connectsPerSecond: front.connectLimit.inForce,
  provisionsPerSecond: registry.provisionLimit.inForce,
  ingestPerSecond: ingest.queue.limit.inForce,
});

/** Plays the cloud's ticks up to and at each moment (ms, ascending); what is in force there. `waiting` messages stand in its queue at first. */
export const limitsAt = (
  scenario: Scenario,
  momentsMs: readonly number[],
  { waiting = 0, journal = [] }: { waiting?: number; journal?: readonly JournalEntry[] } = {},
): { inForce: Limits; served: number }[] => {
  const plan = buildFleet(scenario);
  const cloud = new FleetCloud(plan, new HostOutlets(plan.layout));
  for (const entry of journal) cloud.append(appendEntry(plan, entry, 0) as Action);
  cloud.start();
  const columns = cloud.state() as CloudColumns;
  const { queue } = columns.ingest;
  queue.waiting = waiting * 1_000;
  return momentsMs.map((momentMs) => {
    while (cloud.nextTickMs() <= momentMs) cloud.onTick(cloud.nextTickMs());
    const inForce = limitsIn(columns);
    const sinceMs = momentMs - queue.atMs;
    const left = queue.waiting - sinceMs * inForce.ingestPerSecond;
    return { inForce, served: waiting - left / 1_000 };
  });
};
