// How old delivered readings were, by tenant and transport. The metric counts them in buckets; a quantile is the upper bound
// of the bucket that holds it.

const QUANTILES = [0.5, 0.95, 0.99];

const quantile = (share: number): string =>
  `min(bound_ms) filter (so_far >= ${share} * readings) as p${share * 100}_ms`;

export const latencyByTenant = `create view final.latency_by_tenant as
  with counts as (
    select m.run_id, m.tenant_id, g.transport, m.sub::bigint as bound_ms, sum(m.value)::bigint as readings
    from usable.metrics m left join usable.groups g on g.group_id = m.group_id
    where m.metric = 'messages.latency' group by all
  ), sums as (
    select run_id, tenant_id, transport, bound_ms,
      sum(readings) over (partition by run_id, tenant_id, transport order by bound_ms) as so_far,
      sum(readings) over (partition by run_id, tenant_id, transport) as readings
    from counts
  )
  select run_id, tenant_id, transport, max(readings)::bigint as readings,
    ${QUANTILES.map(quantile).join(", ")}, max(bound_ms) as longest_ms
  from sums group by run_id, tenant_id, transport`;
