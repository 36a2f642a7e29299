// The raw zone: every row as it was received, decoded only so far that a person can read it (kind and entity names).

import { Events, eventKindNames } from "../event/events.js";
import type { Naming } from "../event/naming.js";
import { PAYLOAD } from "./event-sql.js";
import { nameOrNumber, timeOf } from "./sql-text.js";

/** Name of an entity: its owner's id and its number, padded as in event/naming. */
export const entityNameSql = (owner: string, entity: string): string =>
  `case ${owner}.width when 0 then ${owner}.id when -1 then ${owner}.id || '-' || ${entity}
     else ${owner}.id || '/' || lpad((${entity} - ${owner}.first)::varchar, ${owner}.width, '0') end`;

export const keys = (table: string): string =>
  `${table}.run_id::varchar as run_id, ${table}.tenant_id::varchar as tenant_id`;

export const rawZone = ({ resolutionMs, startsAt }: Naming): string[] => [
  "create schema raw",
  `create view raw.events as
   select ${keys("e")}, e.at_ms, ${timeOf(startsAt, "e.at_ms")} as at_time, e.entity, ${entityNameSql("o", "e.entity")} as entity_name,
     ${nameOrNumber(eventKindNames(), "e.kind", "kind")} as kind, e.seq, ${PAYLOAD.map((name) => `e.${name}`).join(", ")},
     e.note, o.site, o.region
   from log.events e join log.owners o on o.owner = e.owner where e.kind <> ${Events.reading.kind}`,
  `create view raw.windows as
   select ${keys("w")}, w.start_ms as at_ms, ${timeOf(startsAt, "w.start_ms")} as at_time, w.gateway as entity, ${entityNameSql("g", "w.gateway")} as entity_name,
     w.closed_ms, w.owner as group_index, w.late = 1 as late, w.readings, w.alarms, w.duplicates, w.mean, w.min, w.max,
     w.stddev, w.bytes_in, w.bytes_out,
     o.site, o.region
   from log.windows w join log.owners g on g.owner = w.gateway_owner join log.owners o on o.owner = w.owner`,
  `create view raw.metrics as
   select ${keys("m")}, m.bucket * ${resolutionMs}::bigint as at_ms, ${timeOf(startsAt, `m.bucket * ${resolutionMs}`)} as at_time, m.bucket, m.series, s.metric, m.value,
     o.site, o.region
   from log.metrics m join log.series s on s.series = m.series join log.owners o on o.owner = s.owner`,
];
