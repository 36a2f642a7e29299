// LIF-8 in the store: what a decommissioned device had measured, or was set to, is erased when the run is finished: its
// row becomes a tombstone that says when, whose and of which kind, and nothing more (usable.erased). What shows that it was
// there and left, stays: lifecycle, presence, boots, updates, health, commands without their answers, audit. Each kind of event
// says which it is (whenErased). Windows and metrics are sums over groups and gateways; no device can be read from them.
import { columnOf, type EventDeclaration, type WhenErased } from "../event/declare-event.js";
import { EVENT_KINDS, Events } from "../event/events.js";
import { LIFECYCLE_STATES } from "../event/vocabulary.js";
import { fieldSql, PAYLOAD } from "./event-sql.js";
import type { Session } from "./session.js";

const GONE = `select e.entity from log.events e where e.kind = ${Events.lifecycle.kind}
  and ${fieldSql(Events.lifecycle, "toState")} = ${LIFECYCLE_STATES.indexOf("decommissioned")}`;

const [KIND, ...OTHERS] = PAYLOAD;

const BECOMES: Readonly<Record<Exclude<WhenErased, "stays">, string>> = {
  goes: `kind = ${Events.erased.kind}, ${KIND} = kind, ${OTHERS.map((column) => `${column} = 0`).join(", ")}, note = null`,
  "text goes": "note = null",
};

/** The column that says whose a row is. */
const whoseColumn = (of: EventDeclaration): string =>
  of.about === "entity" ? "entity" : columnOf(of, of.about);

const eraseRows = (what: keyof typeof BECOMES): string[] => {
  const kindsBy = new Map<string, number[]>();
  for (const [, of] of EVENT_KINDS) {
    if (of.whenErased !== what) continue;
    const column = whoseColumn(of);
    kindsBy.set(column, [...(kindsBy.get(column) ?? []), of.kind]);
  }
  return [...kindsBy].map(
    ([column, kinds]) =>
      `update log.events set ${BECOMES[what]} where kind in (${kinds.join(", ")}) and ${column} in (${GONE})`,
  );
};

/** Erases the data of every device that was decommissioned. Doing it again changes nothing. */
export const eraseDecommissioned = async (session: Session): Promise<void> => {
  for (const statement of [...eraseRows("goes"), ...eraseRows("text goes")]) await session.execute(statement);
};
