// The twelve service level indicators of SLA-1 (M1-M12), in its order, as far as a run's metrics give them. What they
// cannot give is null with its reason. Targets are the defaults of the requirement row: nobody promised them, so a missed
// one is told and breaks nothing; "none" where there is no fixed figure. An outage of the data never reads `met`.
import { DAY_MS, HOUR_MS } from "../core/duration.js";
import type { SliFigure } from "../result/service-level.js";
import {
  anyTenant,
  backlogOf,
  commandP95,
  quantileS,
  type SliSources,
  totals,
  worstBatch,
  worstDay,
} from "./run-totals.js";
import { freshnessOf } from "./tenant-totals.js";

export interface Sli extends SliFigure {
  /** M1..M12. */
  id: string;
  name: string;
  /** Why there is no value; "" when there is one. */
  reason: string;
}

/** Reboots somebody asked for say nothing about health. */
const PLANNED_REBOOTS: readonly string[] = ["power-on", "update", "rollback", "command"];

/** A run as the indicators see it. */
interface Measured {
  readonly sources: SliSources;
  readonly total: ReturnType<typeof totals>;
}

/** What measuring came to; `more` is added to the help, `none` overrules the usual reason. */
interface Figure {
  readonly value: number | null;
  readonly more?: string;
  readonly none?: string;
  /** Missed whatever the value: something never came back. */
  readonly isMissed?: boolean;
}

interface Indicator {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly target: string;
  /** Whether a value meets the target; null where there is none. */
  readonly test: ((value: number) => boolean) | null;
  readonly help: string;
  /** Why there is no value, where there is none. */
  readonly none: string;
  measure(run: Measured): Figure;
}

const ratio = (part: number, whole: number): Figure => ({ value: whole > 0 ? part / whole : null });

/** Readings put aside by whoever could not read them, a gateway or the cloud; and what the cloud had no room for. */
const putAside = ({ total }: Measured): number =>
  total.by("messages.dropped", (cause) => cause === "quarantined") +
  total.by("ingest.errors", (cause) => cause === "ingest-overflow");

const INDICATORS: readonly Indicator[] = [
  {
    id: "M1",
    name: "freshness",
    unit: "share",
    target: ">= 95 %",
    test: (value) => value >= 0.95,
    help: "device time with a newest reading at the cloud younger than its tenant's limit (2 min by default), of the time in service; silence lowers it, and so does a device that reports more slowly than the limit",
    none: "no device was in service",
    measure: ({ sources }) => ({ value: freshnessOf(anyTenant(sources)) }),
  },
  {
    id: "M2",
    name: "connectivity",
    unit: "share",
    target: ">= 99 % a day",
    test: (value) => value >= 0.99,
    help: "device time online / in service on the worst day (a run's last day may be a part of one)",
    none: "no device was in service",
    measure: ({ sources }) => ({ value: worstDay(sources) }),
  },
  {
    id: "M3",
    name: "ota success",
    unit: "share",
    target: ">= 99 %",
    test: (value) => value >= 0.99,
    help: "devices updated, of those whose job ended, in the worst batch; each stage of each rollout is one",
    none: "no update job ended",
    measure({ sources }) {
      const batch = worstBatch(sources.rollouts ?? []);
      if (batch === null) return { value: null };
      const { share, name, succeeded, ended } = batch;
      return { value: share, more: ` (${name}: ${succeeded} of ${ended})` };
    },
  },
  {
    id: "M4",
    name: "command latency p95",
    unit: "s",
    target: "< 5 s",
    test: (value) => value < 5,
    help: "round trip of commands, of all that were sent",
    none: "",
    measure({ sources }) {
      const { seconds, reason, isEndless } = commandP95(sources);
      return { value: seconds, none: reason, isMissed: isEndless };
    },
  },
  {
    id: "M5",
    name: "auth errors",
    unit: "share",
    target: "< 0.1 %",
    test: (value) => value < 0.001,
    help: "authentication failures of session requests",
    none: "no session was asked for",
    measure: ({ total }) => ratio(total.of("auth.errors"), total.of("connect.attempts")),
  },
  {
    id: "M6",
    name: "ingress errors",
    unit: "share",
    target: "< 0.5 %",
    test: (value) => value < 0.005,
    help: "readings put aside as unreadable, by gateways or the cloud, or refused by a full ingest, of those that reached one; repeats left out",
    none: "no reading reached a gateway or the cloud",
    measure: (run) => ratio(putAside(run), putAside(run) + run.total.of("messages.delivered")),
  },
  {
    id: "M7",
    name: "backlog",
    unit: "messages per sender",
    target: "<= 1",
    test: (value) => value <= 1,
    help: "messages waiting, at the worst moment: at gateways for each gateway, or in the cloud's queue for each gateway and direct device, whichever is more",
    none: "nobody sent anything",
    measure: ({ sources }) => ({ value: backlogOf(sources) }),
  },
  {
    id: "M8",
    name: "reboots",
    unit: "per device-hour",
    target: "< 0.01",
    test: (value) => value < 0.01,
    help: "unplanned reboots (not power-on, update, rollback or command)",
    none: "no device was in service",
    measure: ({ total }) =>
      ratio(
        total.by("device.reboots.cause", (cause) => !PLANNED_REBOOTS.includes(cause)),
        total.of("device.expected.time") / HOUR_MS,
      ),
  },
  {
    id: "M9",
    name: "battery discharge",
    unit: "J per device-day",
    target: "none",
    test: null,
    help: "energy drained from batteries, over all devices in service",
    none: "no battery was drained",
    measure({ total }) {
      const energyJ = total.of("energy.drained") / 1_000_000_000;
      return ratio(energyJ, energyJ > 0 ? total.of("device.expected.time") / DAY_MS : 0);
    },
  },
  {
    id: "M10",
    name: "anomaly rate",
    unit: "per 1,000 readings",
    target: "none",
    test: null,
    help: "anomalies found at gateways",
    none: "no reading passed a gateway",
    measure: ({ total }) => ratio(total.of("fog.anomalies") * 1000, total.of("fog.messages.in")),
  },
  {
    id: "M11",
    name: "latency to act p95",
    unit: "s",
    target: "none",
    test: null,
    help: "from the sample that shows it to the actuator, local rules of devices and gateways",
    none: "no local rule acted",
    measure: ({ sources }) => ({ value: quantileS(sources, "actions.latency", 95) }),
  },
  {
    id: "M12",
    name: "completeness",
    unit: "share",
    target: ">= 98 %",
    test: (value) => value >= 0.98,
    help: "readings delivered of those produced; what is still under way at the end counts as missing; what a silent device never produced is M1's",
    none: "no reading was produced",
    measure: ({ total }) => ratio(total.of("messages.delivered"), total.of("messages.produced")),
  },
];

const sliOf = ({ id, name, unit, target, test, ...words }: Indicator, figure: Figure): Sli => {
  const { value, more = "", none = words.none, isMissed = false } = figure;
  const isMet = value === null || test === null ? null : test(value);
  return {
    id,
    name,
    value,
    unit,
    target,
    basis: test === null ? "none" : "default",
    met: isMissed ? false : isMet,
    help: words.help + more,
    reason: value === null ? none : "",
  };
};

/** M1 to M12 over the whole run and fleet, in order. */
export const measureSlis = (sources: SliSources): Sli[] => {
  const run: Measured = { sources, total: totals(sources) };
  return INDICATORS.map((indicator) => sliOf(indicator, indicator.measure(run)));
};

/** The same by name, as the summary keeps them; the reason of a missing value is part of its help. */
export const sliRecord = (slis: readonly Sli[]): Record<string, SliFigure> =>
  Object.fromEntries(
    slis.map(({ id, name, value, unit, target, basis, met, help, reason }) => [
      `${id} ${name}`,
      { value, unit, target, basis, met, help: reason === "" ? help : `${help}; no data: ${reason}` },
    ]),
  );
