// The checks a row must pass on its way from raw to usable. Rows that fail stay in raw and are listed in
// usable.rejected with the reason; final.promotion_checks says how many rows each check saw and turned away.

import { columnOf } from "../event/declare-event.js";
import { EVENT_KINDS, Events } from "../event/events.js";
import type { Field } from "../event/field.js";
import type { Naming } from "../event/naming.js";
import { ReadingFlag } from "../event/vocabulary.js";
import { anyField, isAction, namesOf, PAYLOAD } from "./event-sql.js";
import type { FinalTables } from "./final-tables.js";
import type { Session } from "./session.js";

interface Check {
  source: "events" | "windows" | "metrics";
  name: string;
  /** True for a row that must not pass. */
  bad: string;
}

const readingHas = (flag: number): string =>
  `(kind = ${Events.reading.kind} and (${columnOf(Events.reading, "flags")}::bigint & ${flag}) <> 0)`;

const KNOWN_KINDS = EVENT_KINDS.map(([, { kind }]) => kind).join(", ");

/** Whether a code is one of its vocabulary's, a number one that its type allows. */
const outside =
  (naming: Naming) =>
  (field: Field, column: string): string | null => {
    const { length } = namesOf(field, naming);
    if (isAction(field)) return `${column} < 0`;
    if (field.is === "index") return `${column} not between 0 and ${length - 1}`;
    return field.is === "bits" ? `${column} not between 0 and ${(1 << length) - 1}` : null;
  };

const isNoFlag = ({ is }: Field, column: string): string | null =>
  is === "flag" ? `${column} not in (0, 1)` : null;

const isNegative = ({ is }: Field, column: string): string | null =>
  is === "count" || is === "ms" || is === "bytes" ? `${column} < 0` : null;

const isUnknown =
  ({ deviceCount }: Naming) =>
  ({ is }: Field, column: string): string | null =>
    is === "entity" ? `${column} not between 0 and ${deviceCount - 1}` : null;

/** They say something about the world and nothing about the rows: a reading may be unreadable, or come twice. */
const RECEIVED: readonly Check[] = [
  {
    source: "events",
    name: "readable reading",
    bad: readingHas(ReadingFlag.corrupt),
  },
  {
    source: "events",
    name: "first of its reading",
    bad: readingHas(ReadingFlag.duplicate),
  },
];

const eventChecks = (naming: Naming, endMs: number): Check[] => [
  { source: "events", name: "known kind", bad: `kind not in (${KNOWN_KINDS})` },
  {
    source: "events",
    name: "known entity",
    bad: "owner in (select owner from log.owners where tier = 'unknown')",
  },
  { source: "events", name: "time within the run", bad: `at_ms < 0 or at_ms > ${endMs}` },
  {
    source: "events",
    name: "codes within their vocabulary",
    bad: anyField(outside(naming)),
  },
  { source: "events", name: "flags 0 or 1", bad: anyField(isNoFlag) },
  { source: "events", name: "figures not negative", bad: anyField(isNegative) },
  { source: "events", name: "known device", bad: anyField(isUnknown(naming)) },
];

const OTHER_CHECKS: readonly Check[] = [
  {
    source: "windows",
    name: "known gateway",
    bad: "gateway_owner in (select owner from log.owners where tier <> 'gateway')",
  },
  {
    source: "windows",
    name: "counts not negative",
    bad: "least(readings, alarms, duplicates, bytes_in, bytes_out) < 0 or alarms > readings",
  },
  { source: "windows", name: "minimum not above maximum", bad: "min > max" },
  {
    source: "metrics",
    name: "counters not negative",
    bad: "value < 0 and series in (select series from log.series where kind <> 'gauge')",
  },
];

export const RECEIVED_CHECKS: readonly string[] = RECEIVED.map(({ name }) => name);

/** The same row twice: the first stays. A gateway closes one window of a group at a time, and one set of late readings. */
const DUPLICATES: { source: Check["source"]; columns: string }[] = [
  { source: "events", columns: ["at_ms", "entity", "seq", "kind", ...PAYLOAD].join(", ") },
  { source: "windows", columns: "closed_ms, gateway, owner, late" },
];

const NO_DUPLICATES = "not a duplicate";

const rejectBad = ({ source, name, bad }: Check): string =>
  `insert into log.rejected select run_id::varchar, tenant_id::varchar, '${source}', rowid, '${name}'
   from log.${source} where (${bad})
     and rowid not in (select "row" from log.rejected where source = '${source}') order by rowid`;

const rejectDuplicates = ({ source, columns }: (typeof DUPLICATES)[number]): string =>
  `insert into log.rejected
   with twins as (select ${columns}, min(rowid) as first from log.${source} group by all having count(*) > 1)
   select run_id::varchar, tenant_id::varchar, '${source}', l.rowid, '${NO_DUPLICATES}'
   from log.${source} l join twins t
     on ${columns
       .split(", ")
       .map((column) => `l.${column} is not distinct from t.${column}`)
       .join(" and ")}
   where l.rowid <> t.first and l.rowid not in (select "row" from log.rejected where source = '${source}')
   order by l.rowid`;

const SOURCES = ["events", "windows", "metrics"] as const;

/** One row for each check and tenant that has rows of its source. */
const tally = (names: readonly { source: string; name: string }[]): string =>
  `insert into final.promotion_checks
   with counts as (${SOURCES.map(
     (source) =>
       `select '${source}' as source, run_id::varchar as run_id, tenant_id::varchar as tenant_id, count(*) as "rows"
        from log.${source} group by all`,
   ).join(" union all ")}),
   checks(position, source, name) as (values ${names
     .map(({ source, name }, position) => `(${position}, '${source}', '${name}')`)
     .join(", ")}),
   turned as (select tenant_id, source, reason, count(*) as rejected from log.rejected group by all)
   select n.run_id, n.tenant_id, 'usable', c.source, c.name, n."rows", coalesce(r.rejected, 0),
     coalesce(r.rejected, 0) = 0
   from checks c join counts n on n.source = c.source
   left join turned r on r.source = c.source and r.reason = c.name and r.tenant_id = n.tenant_id
   order by c.position, n.tenant_id`;

/** Figures of the final zone that cannot be true; they turn no row away but are reported as failed. */
const AVAILABILITY_CHECK = `insert into final.promotion_checks
  select run_id, tenant_id, 'final', 'availability', 'availability between 0 and 1', count(*),
    count(*) filter (bad), not bool_or(bad)
  from (select *, availability not between 0 and 1 as bad from final.availability)
  group by run_id, tenant_id order by tenant_id`;

const LEDGER_CHECK = `insert into final.promotion_checks
  select run_id, '-', 'final', 'message_ledger', 'every message accounted for', sum(produced),
    abs(sum(unaccounted)), sum(unaccounted) = 0
  from (select * replace (produced - delivered - dropped - coalesce(in_flight, 0) as unaccounted)
        from final.message_ledger)
  group by run_id`;

/**
 * Runs every check over the whole log; what an earlier call found is forgotten first. `eventsAreUnique` says that the
 * order in which events came rules out that one came twice (saves grouping them all: 2 s for 4 M rows).
 */
export const promote = async (
  session: Session,
  naming: Naming,
  tables: FinalTables,
  eventsAreUnique: boolean,
): Promise<void> => {
  await session.execute("delete from log.rejected");
  await session.execute("delete from final.promotion_checks");
  const all = [...eventChecks(naming, tables.endMs), ...RECEIVED, ...OTHER_CHECKS];
  for (const check of all) await session.execute(rejectBad(check));
  for (const duplicates of DUPLICATES)
    if (duplicates.source !== "events" || !eventsAreUnique)
      await session.execute(rejectDuplicates(duplicates));
  await session.execute(
    tally([...all, ...DUPLICATES.map(({ source }) => ({ source, name: NO_DUPLICATES }))]),
  );
  await session.execute(AVAILABILITY_CHECK);
  if (tables.inFlight !== undefined) await session.execute(LEDGER_CHECK);
};
