// One view of the usable zone for each kind of event row, with the columns a, b, c under the names event/event.ts gives
// them. Rows that failed a promotion check are left out.
import { CLOUD_ENTITY, EventKind } from "../event/event.js";
import type { Naming } from "../event/naming.js";
import {
  ANOMALIES,
  CAUSES,
  COMMAND_OUTCOMES,
  COMMANDS,
  CONFIG_OUTCOMES,
  GATEWAY_RULES_FROM,
  HEALTH_STATES,
  JOB_STATUSES,
  LIFECYCLE_STATES,
  QUARANTINE_REASONS,
  ROLLOUT_STATUSES,
  SENSOR_FAULTS,
  SHADOW_POLICIES,
  UPDATE_STATES,
} from "../event/vocabulary.js";
import { accepted } from "./accepted.js";
import { namedOrNumber, nameOf, nameOrNumber, timeOf } from "./sql-text.js";
import { entityNameSql, keys, kindNames } from "./zone-raw.js";

type Kind = keyof typeof EventKind;

/** Column c names the device: always, or where the row is the cloud's and not the device's own. */
const IN_C = "e.c";
const IN_C_OF_CLOUD = `(case e.entity when ${CLOUD_ENTITY} then e.c else e.entity end)` as const;

interface EventView {
  name: string;
  kinds: Kind[];
  /** What the entity's name is called here. */
  entity: "device" | "gateway" | "entity_name";
  /** The device that a row of the cloud's is about: the row has that one's name, place and tenant. */
  about?: typeof IN_C | typeof IN_C_OF_CLOUD;
  columns: string[];
}

const changeOf = (kind: Kind, when: string, otherwise: string): string =>
  `case e.kind when ${EventKind[kind]} then '${when}' else '${otherwise}' end`;

const eventViews = (naming: Naming): EventView[] => {
  const { dictionaries } = naming;
  const cause = (column: string) => nameOrNumber(CAUSES, column, "cause");
  const version = (column: string) => nameOrNumber(dictionaries.version, column, "version");
  const rollout = nameOrNumber(naming.rollouts, "e.a", "rollout");
  return [
    {
      name: "lifecycle",
      kinds: ["lifecycle"],
      entity: "device",
      columns: [
        `${nameOf(LIFECYCLE_STATES, "e.a")} as from_state`,
        `${nameOf(LIFECYCLE_STATES, "e.b")} as to_state`,
        `${cause("e.c")} as cause`,
      ],
    },
    {
      name: "presence",
      kinds: ["online", "offline"],
      entity: "entity_name",
      columns: [
        "o.tier",
        `${changeOf("online", "online", "offline")} as change`,
        `case e.kind when ${EventKind.offline} then ${cause("e.a")} end as cause`,
        `case e.kind when ${EventKind.online} then e.a::bigint end as attempts`,
        `case e.kind when ${EventKind.online} then e.b::bigint end as downtime_ms`,
      ],
    },
    {
      name: "reboots",
      kinds: ["reboot"],
      entity: "device",
      columns: [
        `${nameOrNumber(dictionaries.rebootCause, "e.a", "cause")} as cause`,
        `${version("e.b")} as version`,
        "e.c::bigint as boot_count",
      ],
    },
    { name: "bricked", kinds: ["bricked"], entity: "device", columns: [`${cause("e.a")} as cause`] },
    {
      name: "battery",
      kinds: ["battery"],
      entity: "device",
      columns: [
        "e.a::bigint as charge_ppm",
        "e.b = 1 as switched_off",
        "case e.b when 0 then 'brown-out' when 1 then 'off' when 2 then 'back' when 3 then 'forecast' when 4 then 'steep' else 'steady' end as what",
        "case when e.b in (0, 2) then e.c::bigint end as terminal_mv",
        "case when e.b in (4, 5) then e.c::bigint end as mean_ua",
        // Made at half-time: compare it with at_ms where the device went off.
        "case when e.b in (1, 3) and e.c >= 0 then e.c::bigint end as forecast_ms",
      ],
    },
    {
      name: "health",
      kinds: ["health"],
      entity: "device",
      columns: [
        `${nameOf(HEALTH_STATES, "e.a")} as from_health`,
        `${nameOf(HEALTH_STATES, "e.b")} as to_health`,
      ],
    },
    {
      name: "update_steps",
      kinds: ["updateStep"],
      entity: "device",
      columns: [
        `${rollout} as rollout`,
        `${nameOf(UPDATE_STATES, "e.b")} as step`,
        `${version("e.c")} as version`,
        "e.note as detail",
      ],
    },
    {
      name: "refused_blocks",
      kinds: ["chunkRefused"],
      entity: "device",
      columns: [
        `${rollout} as rollout`,
        "e.b::bigint as file_offset",
        "e.c::bigint as times",
        "e.note as reason",
      ],
    },
    {
      name: "rollout_events",
      kinds: ["rollout"],
      entity: "entity_name",
      columns: [
        `${rollout} as rollout`,
        `${nameOf(ROLLOUT_STATUSES, "e.b")} as status`,
        "e.c::bigint as stage",
        "e.note as reason",
      ],
    },
    {
      name: "job_outcomes",
      kinds: ["jobOutcome"],
      entity: "device",
      about: IN_C,
      columns: [
        `${rollout} as rollout`,
        `${nameOf(JOB_STATUSES, "e.b")} as status`,
        "e.note as reason",
        // OUTCOME_REASONS: the word before the colon.
        "split_part(e.note, ':', 1) as cause",
      ],
    },
    {
      name: "shadow_conflicts",
      kinds: ["shadowConflict"],
      entity: "device",
      columns: [
        `${nameOf(SHADOW_POLICIES, "e.a")} as policy`,
        `${nameOf(["cloud", "device", "open"], "e.b")} as winner`,
        "e.c::bigint as shadow_version",
        "e.note as detail",
      ],
    },
    {
      name: "shadows",
      kinds: ["shadow"],
      entity: "device",
      about: IN_C_OF_CLOUD,
      columns: [
        "e.a::bigint as shadow_version",
        "case e.b when 1 then 'desired' else 'reported' end as side",
        "split_part(e.note, ': ', 1) as changed_by",
        "substr(e.note, strpos(e.note, ': ') + 2) as changes",
      ],
    },
    {
      name: "config_outcomes",
      kinds: ["configOutcome"],
      entity: "device",
      columns: [
        `${nameOf(CONFIG_OUTCOMES, "e.a")} as outcome`,
        "e.b::bigint as shadow_version",
        "e.c::bigint as took_ms",
        "e.note as detail",
      ],
    },
    {
      name: "shadow_refusals",
      kinds: ["shadowRejected"],
      entity: "device",
      about: IN_C,
      columns: ["e.a::integer as code", "e.b::bigint as shadow_version", "e.note as detail"],
    },
    {
      name: "commands",
      kinds: ["command"],
      entity: "device",
      columns: [
        "e.a::bigint as command_seq",
        `${nameOrNumber(COMMANDS, "e.b", "command")} as command`,
        `${nameOrNumber(COMMAND_OUTCOMES, "e.c", "outcome")} as outcome`,
        "e.c::bigint as outcome_code",
        // What the device answered, JSON: usable.commands where command = 'diagnostics' and detail->>'batteryPercent' < 20.
        "e.note as detail",
      ],
    },
    {
      name: "actuations",
      kinds: ["actuation"],
      entity: "device",
      columns: [
        "e.note as action",
        "e.c = 1 as is_on",
        `case when e.a >= ${GATEWAY_RULES_FROM} then 'gateway' else 'device' end as ruled_by`,
        `(e.a::bigint % ${GATEWAY_RULES_FROM}) as rule`,
        "e.b::bigint as latency_ms",
      ],
    },
    {
      name: "faults",
      kinds: ["faultStart", "faultEnd"],
      entity: "entity_name",
      columns: [
        `${namedOrNumber(naming.faults, "e.a", "fault")} as fault`,
        `${changeOf("faultStart", "start", "end")} as change`,
        "e.b::bigint as devices",
      ],
    },
    {
      name: "alerts",
      kinds: ["alertRaised", "alertCleared"],
      entity: "entity_name",
      columns: [
        `${nameOrNumber(naming.alerts, "e.a", "alert")} as alert`,
        `${changeOf("alertRaised", "raised", "cleared")} as change`,
        "e.b as measured",
        "e.c as threshold",
        "e.note as severity",
      ],
    },
    {
      name: "anomalies",
      kinds: ["anomaly", "anomalyCleared"],
      entity: "device",
      columns: [
        `${nameOf(ANOMALIES, "e.a")} as anomaly`,
        `${changeOf("anomaly", "found", "cleared")} as change`,
        "e.b as measured",
      ],
    },
    // Ground truth: what a scenario did to a sensor, for whoever judges what was found (usable.anomalies).
    {
      name: "sensor_faults",
      kinds: ["sensorTruth"],
      entity: "device",
      columns: [
        `${nameOf(SENSOR_FAULTS, "e.a")} as fault`,
        "case e.b when 1 then 'start' else 'end' end as change",
      ],
    },
    {
      name: "recorded_outages",
      kinds: ["recordedOutage"],
      entity: "device",
      columns: [
        "e.note as name",
        "case e.a when 1 then 'start' else 'end' end as change",
        "case e.a when 0 then e.b::bigint end as lasted_ms",
      ],
    },
    {
      name: "gateway_queues",
      kinds: ["gatewayQueue"],
      entity: "gateway",
      columns: ["e.b::bigint as since_ms", "e.a::bigint as peak", "e.c::bigint as waiting"],
    },
    {
      name: "failures",
      kinds: ["failure"],
      entity: "device",
      columns: ["case e.a when 0 then 'watchdog' else 'visit' end as mended_by", "e.b::bigint as takes_ms"],
    },
    {
      name: "quarantine",
      kinds: ["quarantine"],
      entity: "device",
      about: IN_C_OF_CLOUD,
      columns: [
        "e.a::bigint as reason_code",
        `${nameOrNumber(QUARANTINE_REASONS, "e.a", "reason")} as reason`,
        "e.b::bigint as reading_seq",
        "e.note as detail",
      ],
    },
    {
      name: "erased",
      kinds: ["erased"],
      entity: "entity_name",
      columns: [`${nameOf(kindNames(), "e.a")} as kind`],
    },
    { name: "audit", kinds: ["audit"], entity: "entity_name", columns: ["e.note as entry"] },
    {
      name: "phases",
      kinds: ["phase"],
      entity: "entity_name",
      columns: [`${nameOrNumber(naming.phases, "e.a", "phase")} as phase`],
    },
    {
      name: "stops",
      kinds: ["stopped"],
      entity: "entity_name",
      columns: [`${nameOrNumber(naming.stops, "e.a", "stop")} as stop`, "e.b as measured"],
    },
  ];
};

const eventView = (startsAt: string, { name, kinds, entity, about, columns }: EventView): string => {
  const whose =
    about === undefined
      ? "o.owner = e.owner"
      : `o.tier = 'device' and ${about} between o.first and o.first + o.count - 1`;
  return `create view usable.${name} as
   select ${about === undefined ? keys("e") : keys("o")}, e.at_ms, ${timeOf(startsAt, "e.at_ms")} as at_time, e.seq,
     ${entityNameSql("o", about === undefined ? "e.entity" : `${about}::integer`)} as ${entity},
     o.id as group_id, o.site, o.region,
     ${columns.join(",\n     ")}
   from ${accepted("events", "e")} join log.owners o on ${whose}
   where e.kind in (${kinds.map((kind) => EventKind[kind]).join(", ")})`;
};

/** Statements that make all event views. */
export const eventZone = (naming: Naming): string[] =>
  eventViews(naming).map((view) => eventView(naming.startsAt, view));
