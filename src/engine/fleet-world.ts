// The shipped world: a scenario's fleet with the full models. Threads load this module by its URL and build the same
// plan from the same scenario.
import type { SeriesStore } from "../event/series.js";
import { appendEntry } from "../fleet/agenda.js";
import { buildFleet } from "../fleet/build.js";
import { namingOf } from "../fleet/naming.js";
import { FleetCell } from "../model/cell/fleet-cell.js";
import { FleetCloud } from "../model/cloud/cloud.js";
import { readingsOf } from "../model/cloud/ingest/arrival.js";
import { runFacts } from "../sla/facts.js";
import { compileStop } from "../sla/stop.js";
import { stopLookMs } from "../sla/stop-looks.js";
import type { Scenario } from "../spec/scenario.js";
import { BlastRadius } from "./blast-radius.js";
import type { World, WorldOptions } from "./world.js";

export const createWorld = (
  scenario: Scenario,
  { cellDevices, plan = buildFleet(scenario, cellDevices) }: WorldOptions,
): World => {
  return {
    cellCount: plan.cells.length,
    entityCount: plan.entityCount,
    gatewayCount: plan.gatewayCount,
    cellOf: plan.cellOf,
    localOf: plan.localOf,
    groupSizes: plan.groups.map((group) => group.count),
    layout: plan.layout,
    agenda: plan.agenda,
    append: (entry, playedMs) => appendEntry(plan, entry, playedMs),
    resolutionMs: scenario.resolutionMs,
    durationMs: scenario.durationMs,
    createCell: (index, outlets, timers) => new FleetCell(plan, index, outlets, timers),
    createCloud: (outlets) => new FleetCloud(plan, outlets),
    inFlightOf: (block, row) => readingsOf(plan, block, row),
    blastRadius: () => new BlastRadius(plan),
    stopLookMs: stopLookMs(
      scenario.stops.map(({ when }) => when),
      scenario.phases,
      scenario.durationMs,
    ),
    stopChecks: () => {
      const naming = namingOf(plan);
      const factsOf = (series: SeriesStore) => runFacts({ series, naming, rollouts: [], monthly: null });
      return scenario.stops.map((stop) => compileStop(stop.when, naming, scenario.phases, factsOf));
    },
  };
};
