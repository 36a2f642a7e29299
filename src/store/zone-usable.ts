// The usable zone: rows that passed the promotion checks, with every code turned into its name and every row enriched
// with who and where. Dimensions (devices, gateways, groups, tenants) are generated from the owners, not stored.
import type { Naming } from "../event/naming.js";
import { accepted } from "./accepted.js";
import { eventZone } from "./event-views.js";
import { outagesView } from "./outages.js";
import { timeOf } from "./sql-text.js";
import { timelineView } from "./timeline.js";
import { entityNameSql, keys } from "./zone-raw.js";

const members = (tier: string, name: string, more: string): string =>
  `create view usable.${name}s as
   select run_id, tenant_id, first + member as entity,
     id || '/' || lpad(member::varchar, width, '0') as ${name}, id as group_id, site, region, twin${more}
   from (select *, unnest(range(count))::integer as member from log.owners where tier = '${tier}')`;

const dimensions: string[] = [
  members("device", "device", ", via, transport, qos"),
  members("gateway", "gateway", ""),
  `create view usable.groups as
   select run_id, tenant_id, id as group_id, site, region, twin, via, transport, qos, labels,
     first as first_entity, count as devices
   from log.owners where tier = 'device'`,
  `create view usable.tenants as
   select t.run_id, t.tenant_id, coalesce(sum(o.count), 0)::bigint as devices
   from (select distinct run_id::varchar as run_id, unnest(enum_range(null::log.tenant_ids))::varchar as tenant_id
         from log.run) t
     left join log.owners o on o.tenant_id = t.tenant_id and o.tier = 'device'
   group by all`,
  `create view usable.runs as
   select r.run_id, t.tenant_id, r.scenario, r.starts_at, r.finished, r.end_ms, r.digest
   from log.run r cross join usable.tenants t`,
];

const measurements = ({ resolutionMs, startsAt }: Naming): string[] => [
  `create view usable.fog_windows as
   select ${keys("w")}, w.start_ms, ${timeOf(startsAt, "w.start_ms")} as start_time, w.closed_ms, ${entityNameSql("g", "w.gateway")} as gateway, o.id as group_id, o.site,
     o.region, w.late = 1 as late, w.readings, w.alarms, w.duplicates, w.mean, w.min, w.max, w.stddev, w.bytes_in, w.bytes_out
   from ${accepted("windows", "w")} join log.owners g on g.owner = w.gateway_owner join log.owners o on o.owner = w.owner`,
  `create view usable.metrics as
   select ${keys("m")}, m.bucket * ${resolutionMs}::bigint as bucket_ms, ${timeOf(startsAt, `m.bucket * ${resolutionMs}`)} as bucket_time, s.metric, s.kind, s.unit,
     o.id as group_id, o.site, o.region, s.sub, m.value
   from ${accepted("metrics", "m")} join log.series s on s.series = m.series join log.owners o on o.owner = s.owner`,
  // Gauges are written as changes; this is how high they stand after each.
  `create view usable.gauges as
   select run_id, tenant_id, bucket_ms, bucket_time, metric, unit, group_id, site, region, sub,
     (sum(value) over (partition by metric, tenant_id, group_id, sub order by bucket_ms
                       rows between unbounded preceding and current row))::bigint as level
   from (select * exclude (value), sum(value)::bigint as value from usable.metrics where kind = 'gauge' group by all)`,
];

const rejected = `create view usable.rejected as
  select r.run_id, r.tenant_id, r.source, r."row", r.reason from log.rejected r`;

export const usableZone = (naming: Naming): string[] => [
  "create schema usable",
  ...dimensions,
  ...eventZone(naming),
  ...measurements(naming),
  outagesView(naming.startsAt),
  timelineView(naming.startsAt),
  rejected,
];
