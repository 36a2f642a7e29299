// Availability of single devices: how long each was in service, how much of that online, how often it failed and how long
// that took to mend. Out of its lifecycle and presence rows; what it did between deployments (in its box, in maintenance,
// retired) counts neither way.
import { Events } from "../event/events.js";
import { LIFECYCLE_STATES } from "../event/vocabulary.js";
import { accepted } from "./accepted.js";
import { fieldSql } from "./event-sql.js";

const state = (name: (typeof LIFECYCLE_STATES)[number]): number => LIFECYCLE_STATES.indexOf(name);
const { lifecycle, online, offline } = Events;

// The whole fleet starts in service, or in its boxes: then a device without a row is still unprovisioned, and its group's
// gauge says that there are such.
export const deviceAvailability = `create view final.device_availability as
  with changes as (
    select e.entity, e.at_ms, e.seq, case when e.kind = ${lifecycle.kind} then ${fieldSql(lifecycle, "fromState")}::integer end as left_state,
      case when e.kind = ${lifecycle.kind} then ${fieldSql(lifecycle, "toState")}::integer end as state,
      case e.kind when ${online.kind} then 1 when ${offline.kind} then 0 end as is_online
    from ${accepted("events", "e")} join log.owners o on o.owner = e.owner and o.tier = 'device'
    where e.kind in (${lifecycle.kind}, ${online.kind}, ${offline.kind})
  ), boxed as (
    select o.id as group_id, sum(m.value) > 0 as is_boxed
    from log.metrics m join log.series s on s.series = m.series join log.owners o on o.owner = s.owner
    where s.metric = 'device.state' and s.sub = 'unprovisioned' group by o.id
  ), firsts as (
    select entity, arg_min(left_state, (at_ms, seq)) filter (left_state is not null) as left_state
    from changes group by entity
  ), starts as (
    select d.entity, coalesce(f.left_state, case when b.is_boxed then ${state("unprovisioned")} else ${state("active")} end) as state
    from usable.devices d left join firsts f on f.entity = d.entity left join boxed b on b.group_id = d.group_id
  ), clock as (
    select coalesce(max(end_ms), (select max(at_ms) from log.events)) as end_ms from log.run
  ), points as (
    select entity, 0::bigint as at_ms, -1 as seq, state, (state <> ${state("unprovisioned")})::integer as is_online from starts
    union all
    select entity, at_ms, seq, state, is_online from changes
  ), spans as (
    select p.entity, p.at_ms, p.seq,
      last_value(p.state ignore nulls) over so_far in (${state("active")}, ${state("degraded")}) as in_service,
      last_value(p.is_online ignore nulls) over so_far = 1 as is_online,
      coalesce(lead(p.at_ms) over (partition by p.entity order by p.at_ms, p.seq), k.end_ms) - p.at_ms as ms
    from points p cross join clock k
    window so_far as (partition by p.entity order by p.at_ms, p.seq)
  ), marked as (
    select *, in_service and not is_online as is_down from spans where ms > 0
  ), stretches as (
    select *, is_down and not coalesce(lag(is_down) over (partition by entity order by at_ms, seq), false) as begins,
      is_down and lead(is_down) over (partition by entity order by at_ms, seq) is not null
        and not lead(is_down) over (partition by entity order by at_ms, seq) as ends
    from marked
  ), mended as (
    select *, is_down and min(case when ends then at_ms end) over (partition by entity order by at_ms, seq
      rows between current row and unbounded following) is not null as is_mended
    from stretches
  )
  select d.run_id, d.tenant_id, d.device, d.group_id, d.site, d.region,
    coalesce(m.in_service_ms, 0) as in_service_ms, coalesce(m.online_ms, 0) as online_ms,
    m.online_ms / nullif(m.in_service_ms, 0)::double as availability,
    coalesce(m.outages, 0) as outages, m.mttr_ms, m.mtbf_ms
  from usable.devices d left join (
    select entity, coalesce(sum(ms) filter (in_service), 0)::bigint as in_service_ms,
      coalesce(sum(ms) filter (in_service and is_online), 0)::bigint as online_ms,
      count(*) filter (begins) as outages,
      (sum(ms) filter (is_mended) / nullif(count(*) filter (ends), 0))::bigint as mttr_ms,
      (sum(ms) filter (in_service and is_online) / nullif(count(*) filter (begins), 0))::bigint as mtbf_ms
    from mended group by entity) m on m.entity = d.entity`;
