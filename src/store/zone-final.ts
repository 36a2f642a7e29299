// The final zone: key figures. Those that follow from events and metrics are SQL views; the rest are tables that
// finish() fills (final-tables.ts). Amounts per tenant; shares are 0..1; NULL where there was no data.
import { detectionView } from "./detection.js";
import { deviceAvailability } from "./device-availability.js";
import { FINAL_TABLES } from "./final-tables.js";
import { latencyByTenant } from "./latency-by-tenant.js";

const WHERE = "run_id, tenant_id, group_id, site, region";

const total = (metric: string): string => `(sum(value) filter (metric = '${metric}'))::bigint`;
const count = (metric: string): string => `coalesce(${total(metric)}, 0)`;

const availability = (view: string, by: string): string =>
  `create view final.${view} as
   select *, online_ms / nullif(expected_ms, 0)::double as availability from (
     select ${by}, ${count("device.online.time")} as online_ms, ${count("device.expected.time")} as expected_ms
     from usable.metrics where metric in ('device.online.time', 'device.expected.time') group by ${by})`;

const FOG = ["messages.in", "messages.out", "bytes.in", "bytes.out"];

const views: string[] = [
  `create view final.device_downtime as
   select d.run_id, d.tenant_id, d.device, d.group_id, d.site, d.region,
     coalesce(o.downtime_ms, 0)::bigint as downtime_ms, coalesce(o.outages, 0)::bigint as outages
   from usable.devices d left join (
     select entity, sum(in_service_ms) as downtime_ms, count(*) as outages
     from usable.outages where tier = 'device' and in_service_ms > 0 group by entity) o on o.entity = d.entity`,
  deviceAvailability,
  `create view final.outages_by_cause as
   select run_id, tenant_id, tier, site, region, cause, count(*)::bigint as outages,
     count(distinct entity)::bigint as entities, sum(duration_ms)::bigint as down_ms,
     (avg(duration_ms))::bigint as mean_ms, max(duration_ms)::bigint as longest_ms,
     (count(*) filter (ended_by = 'run end'))::bigint as still_open
   from usable.outages group by run_id, tenant_id, tier, site, region, cause`,
  latencyByTenant,
  detectionView,
  availability("availability", "run_id, tenant_id"),
  availability("group_availability", WHERE),
  `create view final.message_ledger as
   select *, produced - delivered - dropped - in_flight as unaccounted from (
     select c.*, f.in_flight from (
       select ${WHERE}, ${count("messages.produced")} as produced, ${count("messages.delivered")} as delivered,
         ${count("messages.dropped")} as dropped, ${count("messages.duplicates")} as duplicates,
         ${count("messages.suppressed")} as suppressed
       from usable.metrics where metric like 'messages.%' group by ${WHERE}) c
     left join (select f.in_flight, o.id as group_id, o.tenant_id from log.in_flight f
                join log.owners o on o.owner = f.owner) f
       on f.group_id = c.group_id and f.tenant_id = c.tenant_id)`,
  `create view final.message_drops as
   select ${WHERE}, sub as cause, sum(value)::bigint as messages
   from usable.metrics where metric = 'messages.dropped' group by ${WHERE}, sub`,
  `create view final.fog_reduction as
   select *, 1 - messages_out / nullif(messages_in, 0)::double as message_reduction,
     1 - bytes_out / nullif(bytes_in, 0)::double as byte_reduction
   from (select ${WHERE}, ${FOG.map((name) => `${count(`fog.${name}`)} as ${name.replace(".", "_")}`).join(", ")}
         from usable.metrics where metric in (${FOG.map((name) => `'fog.${name}'`).join(", ")}) group by ${WHERE})`,
  // The last word on each device counts; the version is the one that was rolled out.
  `create view final.rollout_outcomes as
   select l.run_id, l.tenant_id, l.rollout, r.version, l.status, count(*) as devices from (
     select run_id, tenant_id, rollout, device, arg_max(status, (at_ms, seq)) as status
     from usable.job_outcomes group by run_id, tenant_id, rollout, device) l
   left join final.rollout r on r.run_id = l.run_id and r.rollout = l.rollout
   group by all`,
  // Every end an execution had, by its reason: grouped, what a thousand outcomes say.
  `create view final.rollout_reasons as
   select run_id, tenant_id, rollout, status, cause as reason, count(*) as devices
   from usable.job_outcomes group by all`,
  `create view final.version_distribution as
   select ${WHERE}, sub as version, sum(value)::bigint as devices
   from usable.metrics where metric = 'device.version' group by ${WHERE}, sub having sum(value) <> 0`,
];

export const finalZone = (): string[] => [
  "create schema final",
  ...FINAL_TABLES.map(
    ({ name, columns }) => `create table final.${name} (run_id varchar, tenant_id varchar, ${columns})`,
  ),
  `create table final.promotion_checks (run_id varchar, tenant_id varchar, zone varchar, source varchar,
    check_name varchar, "rows" bigint, rejected bigint, ok boolean)`,
  ...views,
];
