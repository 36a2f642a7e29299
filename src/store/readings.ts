// Readings that were kept one by one (`record` in a scenario; alarms always, unless it says otherwise): raw as received,
// repeats and unreadable ones too; usable those that are neither. Where a summary carries a reading, its gateway has
// received it; else the cloud.
import { CLOUD_ENTITY } from "../event/event.js";
import { Events } from "../event/events.js";
import type { Naming } from "../event/naming.js";
import { ReadingFlag } from "../event/vocabulary.js";
import { accepted } from "./accepted.js";
import { fieldSql } from "./event-sql.js";
import { timeOf } from "./sql-text.js";
import { entityNameSql, keys } from "./zone-raw.js";

const { reading } = Events;
const SENSED_MS = `${fieldSql(reading, "sensedMs")}::bigint`;
const DEVICE = fieldSql(reading, "device");

const has = (flag: number): string => `(${fieldSql(reading, "flags")}::bigint & ${flag}) <> 0`;

const QUALITY = `case when ${has(ReadingFlag.duplicate)} then 'repeat'
  when ${has(ReadingFlag.corrupt)} then 'unreadable' else 'good' end`;

const readingsView = (zone: "raw" | "usable", { startsAt }: Naming): string =>
  `create view ${zone}.readings as
   select ${keys("o")}, e.at_ms, ${timeOf(startsAt, "e.at_ms")} as at_time,
     ${SENSED_MS} as sensed_ms, ${timeOf(startsAt, SENSED_MS)} as sensed_time,
     ${entityNameSql("o", `${DEVICE}::integer`)} as device, ${fieldSql(reading, "readingSeq")}::bigint as reading_seq,
     o.id as group_id, o.site, o.region,
     case when ${has(ReadingFlag.corrupt)} then null else ${fieldSql(reading, "value")} end as value, ${has(ReadingFlag.alarm)} as is_alarm,
     ${has(ReadingFlag.buffered)} as waited, ${QUALITY} as quality,
     case e.entity when ${CLOUD_ENTITY} then 'cloud' else 'gateway' end as received_by
   from ${zone === "raw" ? "log.events e" : accepted("events", "e")}
     join log.owners o on o.tier = 'device' and ${DEVICE} between o.first and o.first + o.count - 1
   where e.kind = ${reading.kind}`;

export const readingViews = (naming: Naming): string[] => [
  readingsView("raw", naming),
  readingsView("usable", naming),
];
