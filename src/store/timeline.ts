// What happened to a run as a whole, in order: phases, faults, recorded outages by their names, alerts, rollouts, stops.
// What happens to single devices is in the other views of the usable zone.
import { timeOf } from "./sql-text.js";

/** A recorded outage writes a row of each device it takes down: one moment. */
export const timelineView = (startsAt: string): string => `create view usable.timeline as
  select run_id, tenant_id, at_ms, ${timeOf(startsAt, "at_ms")} as at_time, what, name, change, devices, measured, threshold,
    detail
  from (
    select run_id, tenant_id, at_ms, 0 as rank, seq, 'phase' as what, phase as name, 'begin' as change,
      null::bigint as devices, null::double as measured, null::double as threshold, null::varchar as detail
    from usable.phases
    union all
    select run_id, tenant_id, at_ms, 1, seq, 'fault', fault, change, devices, null, null, null from usable.faults
    union all
    select run_id, tenant_id, at_ms, 1, min(seq), 'recorded outage', name, change, count(*)::bigint, null, null, null
    from usable.recorded_outages group by run_id, tenant_id, at_ms, name, change
    union all
    select run_id, tenant_id, at_ms, 2, seq, 'rollout', rollout, status, null, stage::double, null, reason
    from usable.rollout_events
    union all
    select run_id, tenant_id, at_ms, 3, seq, 'alert', alert, change, null, measured, threshold, severity from usable.alerts
    union all
    select run_id, tenant_id, at_ms, 4, seq, 'stop', stop, 'stopped', null, measured, null, null from usable.stops)
  order by at_ms, rank, seq, name, change`;
