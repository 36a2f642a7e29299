// FleetRoster -> Naming: the names that results are read by.
import type { Naming } from "../event/naming.js";
import { Agenda } from "../model/plan/agenda.js";
import type { FleetPlan, FleetRoster } from "../model/plan/plan.js";
import { alertName } from "../spec/alert-metrics.js";
import type { JournalEntry } from "../spec/journal.js";
import type { Scenario } from "../spec/scenario.js";
import { TRANSPORTS } from "../transport/kinds.js";
import { compileAgenda, nobody, noteEntry } from "./agenda.js";
import { rosterOf } from "./roster.js";

/** What names are made of. */
type Named = FleetRoster & Pick<FleetPlan, "agenda">;

/** The names of a fleet's entities, groups and vocabularies, as one plain object. */
export const namingOf = (plan: Named): Naming => {
  const { scenario } = plan;
  return {
    deviceCount: plan.deviceCount,
    gatewayCount: plan.gatewayCount,
    groups: plan.groups.map(({ id, site, region, tenant, twin, via, labels, first, count }) => ({
      id,
      site,
      region,
      tenant: scenario.tenants[tenant].id,
      twin: twin.name,
      via,
      transport: twin.radio.transport,
      billedAs: TRANSPORTS[twin.radio.transport].billedAs,
      ...(twin.radio.choice === null ? {} : { transportReasons: twin.radio.choice.reasons }),
      qos: twin.reporting.qos,
      labels,
      first,
      count,
    })),
    gateways: plan.gatewayGroups.map(({ id, site, region, twin, first, count }) => ({
      id,
      site,
      region,
      twin: twin.name,
      first: plan.deviceCount + first,
      count,
    })),
    tenants: scenario.tenants.map((tenant) => tenant.id),
    faults: plan.agenda.names,
    rollouts: scenario.rollouts.map((rollout) => rollout.id),
    alerts: scenario.alerts.map(alertName),
    phases: scenario.phases.map((phase) => phase.name),
    stops: scenario.stops.map((stop) => stop.id),
    dictionaries: plan.layout.dictionaries,
    resolutionMs: scenario.resolutionMs,
    startsAt: scenario.startsAt,
  };
};

/** The same before a fleet is built, where names are all that is needed; with those of what its journal brings. */
export const namesIn = (scenario: Scenario, journal: readonly JournalEntry[] = []): Naming => {
  const roster = rosterOf(scenario);
  const agenda = compileAgenda({ ...roster, agenda: new Agenda([]) }, nobody);
  for (const entry of journal) noteEntry({ ...roster, agenda }, entry);
  return namingOf({ ...roster, agenda });
};
