// LIF-8 in the store: what a decommissioned device had measured, or was set to, is erased when the run is finished: its
// row becomes a tombstone that says when, whose and of which kind, and nothing more (usable.erased). What shows that it was
// there and left, stays: lifecycle, presence, boots, updates, health, commands without their answers, audit.
// Windows and metrics are sums over groups and gateways; no device can be read from them.
import { CLOUD_ENTITY, EventKind } from "../event/event.js";
import { LIFECYCLE_STATES } from "../event/vocabulary.js";
import type { Session } from "./session.js";

/** Rows that hold a device's data. */
const DATA = [
  EventKind.shadow,
  EventKind.shadowConflict,
  EventKind.anomaly,
  EventKind.anomalyCleared,
  EventKind.quarantine,
  EventKind.sensorTruth,
  EventKind.actuation,
];

const GONE = `select entity from log.events
  where kind = ${EventKind.lifecycle} and b = ${LIFECYCLE_STATES.indexOf("decommissioned")}`;

const TOMBSTONE = `kind = ${EventKind.erased}, a = kind, b = 0, c = 0, note = null`;

/** Their own rows, and the settings the cloud wrote down for them (column c names the device). */
const STATEMENTS = [
  `update log.events set ${TOMBSTONE} where kind in (${DATA.join(", ")}) and entity in (${GONE})`,
  `update log.events set ${TOMBSTONE}
   where kind = ${EventKind.shadow} and entity = ${CLOUD_ENTITY} and c in (${GONE})`,
  `update log.events set ${TOMBSTONE} where kind = ${EventKind.reading} and c in (${GONE})`,
  `update log.events set note = null
   where kind = ${EventKind.command} and note is not null and entity in (${GONE})`,
];

/** Erases the data of every device that was decommissioned. Doing it again changes nothing. */
export const eraseDecommissioned = async (session: Session): Promise<void> => {
  for (const statement of STATEMENTS) await session.execute(statement);
};
