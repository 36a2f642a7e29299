// The checks a row must pass on its way from raw to usable. Rows that fail stay in raw and are listed in
// usable.rejected with the reason; final.promotion_checks says how many rows each check saw and turned away.
import { EventKind } from "../event/event.js";
import {
  ANOMALIES,
  CONFIG_OUTCOMES,
  HEALTH_STATES,
  JOB_STATUSES,
  LIFECYCLE_STATES,
  ReadingFlag,
  ROLLOUT_STATUSES,
  SHADOW_POLICIES,
  UPDATE_STATES,
} from "../event/vocabulary.js";
import type { FinalTables } from "./final-tables.js";
import type { Session } from "./session.js";

interface Check {
  source: "events" | "windows" | "metrics";
  name: string;
  /** True for a row that must not pass. */
  bad: string;
  /** The row is sound, what it tells of was not: a reading may be unreadable, or come twice. */
  isReceived?: true;
}

const outside = (kind: keyof typeof EventKind, column: string, names: readonly string[]): string =>
  `(kind = ${EventKind[kind]} and coalesce(${column} not between 0 and ${names.length - 1}, true))`;

const readingHas = (flag: number): string => `(kind = ${EventKind.reading} and (b::bigint & ${flag}) <> 0)`;

const KNOWN_KINDS = Object.values(EventKind).join(", ");

const checks = (endMs: number): Check[] => [
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
    bad: [
      outside("lifecycle", "a", LIFECYCLE_STATES),
      outside("lifecycle", "b", LIFECYCLE_STATES),
      outside("health", "b", HEALTH_STATES),
      outside("updateStep", "b", UPDATE_STATES),
      outside("rollout", "b", ROLLOUT_STATUSES),
      outside("jobOutcome", "b", JOB_STATUSES),
      outside("shadowConflict", "a", SHADOW_POLICIES),
      outside("configOutcome", "a", CONFIG_OUTCOMES),
      outside("anomaly", "a", ANOMALIES),
    ].join(" or "),
  },
  {
    source: "events",
    name: "readable reading",
    bad: readingHas(ReadingFlag.corrupt),
    isReceived: true,
  },
  {
    source: "events",
    name: "first of its reading",
    bad: readingHas(ReadingFlag.duplicate),
    isReceived: true,
  },
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

/** Checks that say something about the world and nothing about the rows. */
export const RECEIVED_CHECKS: readonly string[] = checks(0)
  .filter(({ isReceived }) => isReceived)
  .map(({ name }) => name);

/** The same row twice: the first stays. A gateway closes one window of a group at a time, and one set of late readings. */
const DUPLICATES: { source: Check["source"]; columns: string }[] = [
  { source: "events", columns: "at_ms, entity, seq, kind, a, b, c" },
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
  tables: FinalTables,
  eventsAreUnique: boolean,
): Promise<void> => {
  await session.execute("delete from log.rejected");
  await session.execute("delete from final.promotion_checks");
  const all = checks(tables.endMs);
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
