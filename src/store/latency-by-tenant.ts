// How old delivered readings were, by tenant and transport. The metric counts them in buckets 1/128 wide; a quantile is the
// end of the bucket that holds it, and never beyond the oldest reading there was.

const QUANTILES = [0.5, 0.95, 0.99];

const quantile = (share: number): string =>
  `least(min(bound_ms) filter (so_far >= ${share} * readings), max(longest_ms)) as p${share * 100}_ms`;

export const latencyByTenant = `create view final.latency_by_tenant as
  with rows_of as (
    select m.run_id, m.tenant_id, g.transport, m.metric, m.sub, m.value
    from usable.metrics m left join usable.groups g on g.group_id = m.group_id
    where m.metric in ('messages.latency', 'messages.latency.max')
  ), counts as (
    select run_id, tenant_id, transport, sub::bigint as bound_ms, sum(value)::bigint as readings
    from rows_of where metric = 'messages.latency' group by all
  ), longest as (
    select run_id, tenant_id, transport, max(value) as longest_ms
    from rows_of where metric = 'messages.latency.max' group by all
  ), sums as (
    select run_id, tenant_id, transport, bound_ms,
      sum(readings) over (partition by run_id, tenant_id, transport order by bound_ms) as so_far,
      sum(readings) over (partition by run_id, tenant_id, transport) as readings
    from counts
  )
  select s.run_id, s.tenant_id, s.transport, max(readings)::bigint as readings,
    ${QUANTILES.map(quantile).join(", ")}, max(longest_ms) as longest_ms
  from sums s join longest l on l.run_id = s.run_id and l.tenant_id = s.tenant_id
    and l.transport is not distinct from s.transport
  group by s.run_id, s.tenant_id, s.transport`;
