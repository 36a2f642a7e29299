// The tables and views of a run's database, in the order in which they build on one another.
import type { Naming } from "../event/naming.js";
import { logTables } from "./log-tables.js";
import { readingViews } from "./readings.js";
import type { Session } from "./session.js";
import { finalZone } from "./zone-final.js";
import { rawZone } from "./zone-raw.js";
import { usableZone } from "./zone-usable.js";

export const layOut = async (
  session: Session,
  naming: Naming,
  tenants: readonly string[],
  runId: string,
): Promise<void> => {
  const statements = [
    ...logTables(runId, tenants),
    ...rawZone(naming),
    ...usableZone(naming),
    ...readingViews(naming),
    ...finalZone(),
  ];
  for (const sql of statements) await session.execute(sql);
};
