// Where the rows of two runs of one fleet part: the first event that only one of them has, or the first bucket with another
// figure, whichever is known to be earlier. Actions are compared by their names, as each run numbers its own.
import { join } from "node:path";
import { columnOf } from "../event/declare-event.js";
import { EVENT_KINDS, eventKindName } from "../event/events.js";
import { entityName, type Naming } from "../event/naming.js";
import { isAction, PAYLOAD } from "./event-sql.js";
import { RUN_FILE, unreadable } from "./open-run.js";
import { QUERY_MEMORY_MAX_MB } from "./query-limits.js";
import { Session } from "./session.js";
import { namedOrNumber, quote } from "./sql-text.js";
import { environmentError } from "./store-error.js";

export interface Parting {
  atMs: number;
  /** In words. */
  what: string;
  /** Which of both has it; null where both have, and differ. */
  aloneIn: Side | null;
}

const SIDES = ["one", "other"] as const;
type Side = (typeof SIDES)[number];

/** Payload columns as both runs understand them. */
const payloadSql = ({ faults }: Naming): string =>
  PAYLOAD.map((column) => {
    const kinds = EVENT_KINDS.filter(([, of]) =>
      of.names.some((name) => isAction(of.fields[name]) && columnOf(of, name) === column),
    ).map(([, { kind }]) => kind);
    if (kinds.length === 0) return column;
    const named = namedOrNumber(faults, column, "fault");
    return `case when kind in (${kinds.join(", ")}) then ${named} else ${column}::varchar end`;
  }).join(", ");

/** Rows that one side has more of than the other, with that side's name. */
const eitherAlone = (rowsOf: (side: Side) => string): string =>
  SIDES.map((side, at) => {
    const rest = SIDES[1 - at];
    return `select '${side}' as side, * from (${rowsOf(side)} except all ${rowsOf(rest)})`;
  }).join(" union all ");

const firstEvent = async (
  session: Session,
  namings: Readonly<Record<Side, Naming>>,
  fromMs: number,
): Promise<Parting | null> => {
  const rowsOf = (side: Side): string =>
    `(select at_ms, entity, seq, kind, ${payloadSql(namings[side])}, note from ${side}.log.events where at_ms >= ${fromMs})`;
  const [row] = await session.rows(
    `select side, at_ms::double, entity, kind from (${eitherAlone(rowsOf)}) order by at_ms, entity, seq, side limit 1`,
  );
  if (row === undefined) return null;
  const [side, atMs, entity, kind] = row;
  const who = entityName(namings.one, Number(entity));
  return {
    atMs: Number(atMs),
    what: `${eventKindName(Number(kind))} of ${who}`,
    aloneIn: side as Side,
  };
};

/** Figures are known by the bucket: from its beginning on. */
const firstFigure = async (
  session: Session,
  { resolutionMs }: Naming,
  fromMs: number,
): Promise<Parting | null> => {
  const bucket = Math.floor(fromMs / resolutionMs);
  const rowsOf = (side: Side): string =>
    `(select bucket, series, value from ${side}.log.metrics where bucket >= ${bucket})`;
  const [row] = await session.rows(
    `select bucket::double, metric from (${eitherAlone(rowsOf)}) join
       (select series, metric from one.log.series union select series, metric from other.log.series) using (series)
     order by bucket, series limit 1`,
  );
  if (row === undefined) return null;
  const [first, metric] = row;
  return {
    atMs: Math.max(fromMs, Number(first) * resolutionMs),
    what: String(metric),
    aloneIn: null,
  };
};

/** The first difference from `fromMs` on between the finished runs in two folders, or null. */
export const firstDifference = async (
  one: string,
  other: string,
  fromMs: number,
): Promise<Parting | null> => {
  const session = await Session.open(":memory:", { memory_limit: `${QUERY_MEMORY_MAX_MB}MB` });
  try {
    for (const [at, dir] of [one, other].entries()) {
      const path = join(dir, RUN_FILE);
      await session.execute(`attach ${quote(path)} as ${SIDES[at]} (read_only)`).catch((cause) => {
        throw unreadable(cause, path);
      });
    }
    await session.execute("set enable_external_access = false");
    const namings = { one: await namingIn(session, "one"), other: await namingIn(session, "other") };
    const event = await firstEvent(session, namings, fromMs);
    const figure = await firstFigure(session, namings.one, fromMs);
    if (event === null || figure === null) return event ?? figure;
    return event.atMs < figure.atMs + namings.one.resolutionMs ? event : figure;
  } catch (cause) {
    throw environmentError(cause, "compare the rows of two runs");
  } finally {
    session.close();
  }
};

const namingIn = async (session: Session, side: Side): Promise<Naming> => {
  const [[naming]] = await session.rows(`select naming from ${side}.log.run`);
  return JSON.parse(String(naming)) as Naming;
};
