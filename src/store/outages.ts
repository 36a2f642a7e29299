// Outages of devices and gateways, from the loss of a session to its return, out of the presence events; and how much of
// each fell into the time its device was in service, which is all that counts as downtime.
import { Events } from "../event/events.js";
import { CAUSES, endIndex, LIFECYCLE_STATES } from "../event/vocabulary.js";
import { accepted } from "./accepted.js";
import { fieldSql } from "./event-sql.js";
import { nameOrNumber, timeOf } from "./sql-text.js";
import { entityNameSql, keys } from "./zone-raw.js";

const IN_SERVICE = ["active", "degraded"].map((state) =>
  LIFECYCLE_STATES.indexOf(state as (typeof LIFECYCLE_STATES)[number]),
);

const { lifecycle, online, offline, recordedOutage } = Events;
const TO_STATE = fieldSql(lifecycle, "toState");

// An outage runs from a session's loss to the next session, the entity's retirement, or the end of the run. What never
// came online has none: it is counted in the availability (expected time) instead.
export const outagesView = (startsAt: string): string => `create view usable.outages as
  with gone as (
    select e.entity, min(e.at_ms) as gone_ms from ${accepted("events", "e")}
    where e.kind = ${lifecycle.kind} and ${TO_STATE} = ${LIFECYCLE_STATES.indexOf("decommissioned")} group by e.entity
  ), steps as (
    select e.run_id, e.tenant_id, e.entity, e.owner, e.at_ms, e.seq, e.kind, ${fieldSql(offline, "cause")} as cause,
      lag(e.kind) over (partition by e.entity order by e.at_ms, e.seq) as kind_before
    from ${accepted("events", "e")} where e.kind in (${online.kind}, ${offline.kind})
  ), changes as (
    select *, lead(at_ms) over (partition by entity order by at_ms, seq) as next_ms
    from steps where kind_before is distinct from kind
  ), lives as (
    select e.entity, ${TO_STATE} as state, e.at_ms as from_ms, lead(e.at_ms) over (partition by e.entity order by e.at_ms, e.seq) as to_ms
    from ${accepted("events", "e")} where e.kind = ${lifecycle.kind}
  ), clock as (
    select coalesce(max(end_ms), (select max(at_ms) from log.events)) as end_ms from log.run
  ), recorded as (
    select e.entity, e.at_ms, string_agg(distinct e.note, ', ' order by e.note) as name
    from ${accepted("events", "e")} where e.kind = ${recordedOutage.kind} and ${fieldSql(recordedOutage, "change")} = ${endIndex("start")} group by all
  ), spans as (
    select c.*, g.gone_ms, least(coalesce(c.next_ms, k.end_ms), coalesce(g.gone_ms, k.end_ms), k.end_ms) as to_ms
    from changes c cross join clock k left join gone g on g.entity = c.entity where c.kind = ${offline.kind}
  ), excused as (
    select s.entity, s.at_ms, sum(least(s.to_ms, coalesce(l.to_ms, s.to_ms)) - greatest(s.at_ms, l.from_ms)) as ms
    from spans s join lives l on l.entity = s.entity and l.state not in (${IN_SERVICE.join(", ")})
      and l.from_ms < s.to_ms and coalesce(l.to_ms, s.to_ms) > s.at_ms
    group by s.entity, s.at_ms
  )
  select ${keys("s")}, ${entityNameSql("o", "s.entity")} as entity_name, s.entity, o.tier, o.id as group_id, o.site, o.region,
    s.at_ms as from_ms, ${timeOf(startsAt, "s.at_ms")} as from_time, s.to_ms, s.to_ms - s.at_ms as duration_ms,
    (s.to_ms - s.at_ms - coalesce(x.ms, 0))::bigint as in_service_ms, ${nameOrNumber(CAUSES, "s.cause", "cause")} as cause, r.name as recorded_name,
    case when s.to_ms = s.next_ms then 'online' when s.to_ms = s.gone_ms then 'decommissioned' else 'run end' end as ended_by
  from spans s join log.owners o on o.owner = s.owner
    left join recorded r on r.entity = s.entity and r.at_ms = s.at_ms
    left join excused x on x.entity = s.entity and x.at_ms = s.at_ms
  where s.to_ms > s.at_ms`;
