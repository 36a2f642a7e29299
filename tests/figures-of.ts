// What an event's row says, whatever its kind.
import type { EventDeclaration } from "../src/event/declare-event.js";
import type { EventColumns } from "../src/event/event.js";
import { eventOf } from "../src/event/events.js";
import { entityName } from "../src/event/naming.js";
import type { ScenarioRun } from "./run-scenario.js";

/** What a row says; an entity is a number that neighbours move, so by name. */
export const figuresOf = (run: ScenarioRun, events: EventColumns, row: number): (string | number)[] => {
  const of = eventOf(events.kind[row]) as EventDeclaration;
  return of.names.map((name) => {
    const value = of.columns[name](events)[row];
    return of.fields[name].is === "entity" ? entityName(run.naming, value) : value;
  });
};
