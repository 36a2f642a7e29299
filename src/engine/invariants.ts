// The ledgers of a run (contract A3): what was produced went somewhere, what was drained had a consumer, every device is
// in one state, what was broken was mended. A broken one is a bug of ours, named with its figures.
import { type MetricName, metricIndex } from "../event/metric.js";
import type { SeriesStore } from "../event/series.js";
import { LIFECYCLE_STATES } from "../event/vocabulary.js";
import type { CellAudit } from "../model/actor.js";
import type { RolloutResult } from "../result/rollout.js";
import type { InvariantResult } from "../result/run.js";
import { groupTotalOf, totalOf } from "./snapshot.js";
import type { World } from "./world.js";

export interface Accounts {
  world: World;
  totals: Float64Array;
  /** Readings under way at the end, by group. */
  inFlight: readonly number[];
  /** Session requests that never reached the cloud. */
  connectsInFlight: number;
  audits: readonly CellAudit[];
  /** Where marks of faults are left. */
  unreverted: readonly string[];
  rollouts: readonly RolloutResult[];
  /** For the strict ones. */
  series: SeriesStore | null;
}

/** The result for a list of findings: fine when there are none, else the first few. */
const verdict = (name: string, fine: string, findings: readonly string[]): InvariantResult => {
  if (findings.length === 0) return { name, ok: true, detail: fine };
  const more = findings.length > 3 ? ` and ${findings.length - 3} more` : "";
  return { name, ok: false, detail: findings.slice(0, 3).join("; ") + more };
};

const groupsOf = (world: World): number[] => world.groupSizes.map((_, group) => group);

const messageLedger = ({ world, totals, inFlight }: Accounts): InvariantResult => {
  const sum = (name: MetricName, group: number) => groupTotalOf(world.layout, totals, name, group);
  let produced = 0;
  const findings = groupsOf(world).flatMap((group) => {
    const made = sum("messages.produced", group);
    const delivered = sum("messages.delivered", group);
    const dropped = sum("messages.dropped", group);
    produced += made;
    return made === delivered + dropped + inFlight[group]
      ? []
      : [
          `group ${group}: ${made} produced, ${delivered} delivered + ${dropped} dropped + ${inFlight[group]} in flight`,
        ];
  });
  return verdict("message-ledger", `${produced} readings accounted for`, findings);
};

/** Totals beyond 2^53 nJ (9 MJ: some hundred batteries drained) are no longer whole: there they agree to this share. */
const ENERGY_TOLERANCE = 1e-9;

const isSameEnergy = (x: number, y: number): boolean =>
  x === y || (x > Number.MAX_SAFE_INTEGER && Math.abs(x - y) <= ENERGY_TOLERANCE * x);

const energyLedger = ({ world, totals, audits }: Accounts): InvariantResult => {
  let all = 0;
  const findings = groupsOf(world).flatMap((group) => {
    const booked = groupTotalOf(world.layout, totals, "energy.drained", group);
    const drained = audits.reduce((sum, audit) => sum + audit.drainedNJ[group], 0);
    all += booked;
    return isSameEnergy(booked, drained)
      ? []
      : [`group ${group}: batteries lost ${drained} nJ, consumers took ${booked} nJ`];
  });
  return verdict("energy-ledger", `${all} nJ accounted for`, findings);
};

const oneStateEach = ({ world, totals, audits }: Accounts): InvariantResult => {
  const states = LIFECYCLE_STATES.length;
  const metric = metricIndex("device.state");
  const findings: string[] = [];
  for (const group of groupsOf(world)) {
    let devices = 0;
    for (let state = 0; state < states; state++) {
      const held = audits.reduce((sum, audit) => sum + audit.states[group * states + state], 0);
      const gauge = totals[world.layout.series(metric, group, state)];
      devices += held;
      if (held !== gauge)
        findings.push(`group ${group}: ${held} devices ${LIFECYCLE_STATES[state]}, the gauge says ${gauge}`);
    }
    if (devices !== world.groupSizes[group])
      findings.push(`group ${group}: ${devices} devices in a state, of ${world.groupSizes[group]}`);
  }
  return verdict("one-state-each", "every device is in exactly one lifecycle state", findings);
};

const faultsReverted = ({ unreverted }: Accounts): InvariantResult =>
  verdict("faults-reverted", "nothing is left marked", unreverted);

const connectsAnswered = ({ world, totals, connectsInFlight }: Accounts): InvariantResult => {
  const total = (name: MetricName) => totalOf(world.layout, totals, name);
  const attempts = total("connect.attempts");
  const answered = total("connect.accepted") + total("connect.refused");
  const open = attempts - answered;
  const fine = open === connectsInFlight;
  return {
    name: "connects-answered",
    ok: fine,
    detail: `${attempts} attempts, ${answered} answered, ${connectsInFlight} under way`,
  };
};

/** Strict: a gauge is a count of things, so at no bucket's end it is negative. */
const gaugesNeverNegative = (world: World, series: SeriesStore): InvariantResult => {
  const findings: string[] = [];
  for (const id of series.ids()) {
    const { metric, group, subName } = world.layout.describe(id);
    if (metric.kind !== "gauge") continue;
    const { buckets, values } = series.get(id);
    let level = 0;
    const at = values.findIndex((change) => (level += change) < 0);
    if (at >= 0)
      findings.push(
        `${metric.name} group ${group} ${subName}: ${level} at ${(buckets[at] + 1) * world.resolutionMs} ms`,
      );
  }
  return verdict("gauges-never-negative", "no gauge was ever below zero", findings);
};

/** Strict: at every bucket's end the states of a group add up to its devices. */
const statesAddUp = (world: World, series: SeriesStore): InvariantResult => {
  const metric = metricIndex("device.state");
  const findings: string[] = [];
  for (const group of groupsOf(world)) {
    const changes = new Map<number, number>();
    for (let state = 0; state < LIFECYCLE_STATES.length; state++) {
      const { buckets, values } = series.get(world.layout.series(metric, group, state));
      for (const [at, bucket] of buckets.entries())
        changes.set(bucket, (changes.get(bucket) ?? 0) + values[at]);
    }
    const ascending = [...changes].sort(([x], [y]) => x - y);
    const moved = ascending.find(([, change], at) => change !== (at === 0 ? world.groupSizes[group] : 0));
    if (moved !== undefined)
      findings.push(
        `group ${group}: the states' sum moved by ${moved[1]} before ${(moved[0] + 1) * world.resolutionMs} ms`,
      );
  }
  return verdict("states-add-up", "at every bucket's end each device has one state", findings);
};

/** Pairs of metrics of which the first is a part of the second: what a share is made of stays within 0..1. */
const PARTS: readonly (readonly [part: MetricName, whole: MetricName])[] = [
  ["device.online.time", "device.expected.time"],
  ["device.fresh.time", "device.expected.time"],
  ["messages.fresh", "messages.delivered"],
  ["ingest.stale", "messages.delivered"],
  ["messages.delivered", "messages.produced"],
  ["messages.alarms", "messages.produced"],
  ["commands.acked", "commands.sent"],
  ["connect.accepted", "connect.attempts"],
];

const partsWithinWholes = ({ world, totals }: Accounts): InvariantResult => {
  const findings = PARTS.flatMap(([part, whole]) =>
    groupsOf(world).flatMap((group) => {
      const some = groupTotalOf(world.layout, totals, part, group);
      const all = groupTotalOf(world.layout, totals, whole, group);
      return some >= 0 && some <= all ? [] : [`group ${group}: ${some} ${part} of ${all} ${whole}`];
    }),
  );
  return verdict("parts-within-wholes", "no part is greater than its whole", findings);
};

const groupMs = ({ world, totals }: Accounts, name: MetricName, endMs: number): string[] =>
  groupsOf(world).flatMap((group) => {
    const ms = groupTotalOf(world.layout, totals, name, group);
    const mostMs = world.groupSizes[group] * endMs;
    return ms <= mostMs ? [] : [`group ${group}: ${ms} ms ${name} of ${mostMs} device-ms`];
  });

const timePossible = (accounts: Accounts, endMs: number): InvariantResult =>
  verdict(
    "time-possible",
    "no group was in service longer than its devices existed",
    groupMs(accounts, "device.expected.time", endMs),
  );

const rolloutsWithinTargets = ({ rollouts }: Accounts): InvariantResult =>
  verdict(
    "rollouts-within-targets",
    "no rollout reached more devices than it targeted",
    rollouts.flatMap(({ id, targeted, attempted, succeeded, blastRadius }) =>
      attempted <= targeted && succeeded <= targeted && blastRadius >= 0 && blastRadius <= 1
        ? []
        : [
            `${id}: ${targeted} targeted, ${attempted} attempted, ${succeeded} succeeded, blast radius ${blastRadius}`,
          ],
    ),
  );

/** Strict: in no bucket a group is online longer than it is in service. */
const onlineWithinService = (world: World, series: SeriesStore): InvariantResult => {
  const findings = groupsOf(world).flatMap((group) => {
    const dueMs = new Map<number, number>();
    const due = series.get(world.layout.series(metricIndex("device.expected.time"), group));
    for (const [at, bucket] of due.buckets.entries()) dueMs.set(bucket, due.values[at]);
    const { buckets, values } = series.get(world.layout.series(metricIndex("device.online.time"), group));
    const at = buckets.findIndex((bucket, row) => values[row] > (dueMs.get(bucket) ?? 0));
    if (at < 0) return [];
    const before = (buckets[at] + 1) * world.resolutionMs;
    return [
      `group ${group}: ${values[at]} device-ms online, ${dueMs.get(buckets[at]) ?? 0} in service, before ${before} ms`,
    ];
  });
  return verdict("online-within-service", "in every bucket time online lies in time in service", findings);
};

/** All invariants of a finished run; the costly ones only where the series were kept. */
export const checkInvariants = (accounts: Accounts, endMs: number): InvariantResult[] => {
  const cheap = [
    messageLedger(accounts),
    energyLedger(accounts),
    oneStateEach(accounts),
    faultsReverted(accounts),
    connectsAnswered(accounts),
    partsWithinWholes(accounts),
    timePossible(accounts, endMs),
    rolloutsWithinTargets(accounts),
  ];
  const { world, series } = accounts;
  if (series === null) return cheap;
  return [
    ...cheap,
    gaugesNeverNegative(world, series),
    statesAddUp(world, series),
    onlineWithinService(world, series),
  ];
};
