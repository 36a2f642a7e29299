// The turning points of a run, in order and by name: phases, faults, alerts, rollout steps, stops. For the timeline of a
// report; what happens per device is in the usable zone.
import type { TurningPoint } from "../result/moment.js";
import { OpenRun, type RunView } from "./open-run.js";
import { environmentError } from "./store-error.js";

/** A recording with more begins and ends than a timeline can show is left to the tables. */
const RECORDED_MAX = 400;

// A recorded outage writes a row of each device it takes down: one turning point.
const TURNING_POINTS = `
  select at_ms::double, kind, id, change, devices::double, stage::double, measured, threshold, coalesce(note, '') from (
    select at_ms, seq, 0 as rank, 'phase' as kind, phase as id, 'begin' as change, null::bigint as devices,
      null::bigint as stage, null::double as measured, null::double as threshold, null::varchar as note
    from usable.phases
    union all
    select at_ms, seq, 1, 'fault', fault, change, devices, null, null, null, null from usable.faults
    union all
    select at_ms, min(seq), 1, 'fault', name, change, count(*)::bigint, null, null, null, 'recorded outage'
    from usable.recorded_outages
    where (select count(*) from usable.recorded_outages) <= ${RECORDED_MAX} group by at_ms, name, change
    union all
    select at_ms, seq, 2, 'rollout', rollout, status, null, stage, null, null, reason from usable.rollout_events
    union all
    select at_ms, seq, 3, 'alert', alert, change, null, null, measured, threshold, severity from usable.alerts
    union all
    select at_ms, seq, 4, 'stop', stop, 'stopped', null, null, measured, null, null from usable.stops)
  order by at_ms, rank, seq, id, change`;

const readTurningPoints = async ({ session }: RunView): Promise<TurningPoint[]> => {
  const rows = await session.rows(TURNING_POINTS);
  return rows.map(
    ([atMs, kind, id, change, devices, stage, measured, threshold, note]) =>
      ({ atMs, kind, id, change, devices, stage, measured, threshold, note }) as TurningPoint,
  );
};

/** The turning points of a run, by (time, kind, sequence): of the folder `dir`, or of a run that is open. */
export const loadTurningPoints = async (from: string | RunView): Promise<TurningPoint[]> => {
  const run = typeof from === "string" ? await OpenRun.open(from) : from;
  try {
    await run.ready();
    return await readTurningPoints(run);
  } catch (cause) {
    throw environmentError(cause, "read the timeline");
  } finally {
    if (run !== from) (run as OpenRun).close();
  }
};
