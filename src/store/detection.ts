// INF-8: what gateways found, held against the truth: by tenant and kind of finding the findings that something injected
// explains, and the injected faults that were found. The detectors never see these rows (src/detector).
import { ANOMALIES, SENSOR_FAULTS } from "../event/vocabulary.js";
import type { DetectionFigure } from "../result/detection.js";
import type { RunView } from "./open-run.js";
import { quote } from "./sql-text.js";
import { environmentError } from "./store-error.js";

/** A finding explains itself by what was wrong up to so long before: readings wait, and windows end. */
export const DETECTION_GRACE_MS = 15 * 60_000;

/** An outage of the device, whatever its cause: its gateway hears nothing. */
const OUTAGE = "outage";

/** The moment at which a fault of a sensor begins or ends: most do with a jump. */
const TURN = "turn";

/** What explains a finding although nobody asks for it to be found. */
const EXPLAINED: Readonly<Record<string, readonly string[]>> = {
  silence: [OUTAGE],
  spike: ["noise", "unit", TURN],
  drift: ["unit"],
};

/** Finding, what explains it, and whether that asks to be found: as it is called itself. */
const FITS = ANOMALIES.flatMap((anomaly) => [
  ...SENSOR_FAULTS.filter((fault) => fault === (anomaly as string)).map(
    (fault) => [anomaly, fault, true] as const,
  ),
  ...(EXPLAINED[anomaly] ?? []).map((what) => [anomaly, what, false] as const),
]);

const fits = FITS.map(([anomaly, what, isAsked]) => `(${quote(anomaly)}, ${quote(what)}, ${isAsked})`).join(
  ", ",
);

// Of a device the n-th begin of a kind of fault and its n-th end are one fault; one without an end lasts to the run's.
export const detectionView = `create view final.detection as
  with ends as (
    select coalesce(max(end_ms), (select max(at_ms) from log.events)) as end_ms from log.run
  ), turns as (
    select *, row_number() over (partition by device, fault, change order by at_ms, seq) as turn
    from usable.sensor_faults
  ), truths as (
    select s.run_id, s.tenant_id, s.device, s.fault as what, s.at_ms as from_ms, coalesce(e.at_ms, k.end_ms) as to_ms
    from turns s cross join ends k
      left join turns e on e.device = s.device and e.fault = s.fault and e.turn = s.turn and e.change = 'end'
    where s.change = 'start'
    union all
    select run_id, tenant_id, device, ${quote(TURN)}, at_ms, at_ms from usable.sensor_faults
    union all
    select run_id, tenant_id, entity_name, ${quote(OUTAGE)}, from_ms, to_ms from usable.outages where tier = 'device'
  ), fits(anomaly, what, is_asked) as (values ${fits}),
  found as (
    select run_id, tenant_id, device, anomaly, at_ms, row_number() over () as finding
    from usable.anomalies where change = 'found'
  ), pairs as (
    select f.finding, f.at_ms, t.device, t.what, t.from_ms, x.anomaly
    from found f join fits x on x.anomaly = f.anomaly join truths t on t.device = f.device and t.what = x.what
      and f.at_ms between t.from_ms and t.to_ms + ${DETECTION_GRACE_MS}
  ), findings as (
    select run_id, tenant_id, anomaly, count(*)::bigint as found,
      (count(*) filter (finding not in (select finding from pairs)))::bigint as false_alarms
    from found group by run_id, tenant_id, anomaly
  ), firsts as (
    select device, what, from_ms, anomaly, min(at_ms) as found_ms from pairs group by device, what, from_ms, anomaly
  ), asked as (
    select t.run_id, t.tenant_id, x.anomaly, count(*)::bigint as injected, count(p.found_ms)::bigint as hits,
      quantile_disc(p.found_ms - t.from_ms, 0.5)::bigint as median_ms
    from truths t join fits x on x.what = t.what and x.is_asked
      join usable.devices d on d.device = t.device and d.via = 'gateway'
      left join firsts p on p.device = t.device and p.what = t.what and p.from_ms = t.from_ms and p.anomaly = x.anomaly
    group by t.run_id, t.tenant_id, x.anomaly
  )
  select run_id, tenant_id, anomaly, coalesce(f.found, 0) as found, coalesce(a.injected, 0) as injected, coalesce(a.hits, 0) as hits,
    coalesce(a.injected - a.hits, 0) as misses, coalesce(f.false_alarms, 0) as false_alarms,
    1 - f.false_alarms / f.found::double as "precision", a.hits / a.injected::double as recall,
    a.median_ms as median_time_to_find_ms
  from findings f full join asked a using (run_id, tenant_id, anomaly)`;

/** The columns of the query below, in its order. */
const NAMES: readonly (keyof DetectionFigure)[] = [
  "tenant",
  "anomaly",
  "found",
  "falseAlarms",
  "injected",
  "hits",
  "misses",
  "precision",
  "recall",
  "medianTimeToFindMs",
];

const FIGURES = `
  select tenant_id, anomaly, found::double, false_alarms::double, injected::double, hits::double, misses::double,
    "precision", recall, median_time_to_find_ms::double
  from final.detection order by tenant_id, list_position([${ANOMALIES.map(quote).join(", ")}], anomaly)`;

/** How well a run's gateways found what was wrong: nothing where nothing was found or injected. */
export const loadDetection = async (run: RunView): Promise<DetectionFigure[]> => {
  try {
    await run.ready();
    const rows = await run.session.rows(FIGURES);
    return rows.map(
      (row) => Object.fromEntries(NAMES.map((name, at) => [name, row[at]])) as unknown as DetectionFigure,
    );
  } catch (cause) {
    throw environmentError(cause, "hold what gateways found against the truth");
  }
};
