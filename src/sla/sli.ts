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

/** M1 to M12 over the whole run and fleet, in order. */
export const measureSlis = (sources: SliSources): Sli[] => {
  const total = totals(sources);
  const deviceMs = total.of("device.expected.time");
  const energyJ = total.of("energy.drained") / 1_000_000_000;
  const delivered = total.of("messages.delivered");
  // Whoever could not read a payload: a gateway, or the cloud; and what the cloud had no room for.
  const putAside =
    total.by("messages.dropped", (cause) => cause === "quarantined") +
    total.by("ingest.errors", (cause) => cause === "ingest-overflow");
  const batch = worstBatch(sources.rollouts ?? []);
  const command = commandP95(sources);
  const backlog = backlogOf(sources);
  return [
    value("M1", "freshness", freshnessOf(anyTenant(sources)), "share", ">= 95 %", (v) => v >= 0.95, {
      help: "device time with a newest reading at the cloud younger than its tenant's limit (2 min by default), of the time in service; silence lowers it, and so does a device that reports more slowly than the limit",
      none: "no device was in service",
    }),
    value("M2", "connectivity", worstDay(sources), "share", ">= 99 % a day", (v) => v >= 0.99, {
      help: "device time online / in service on the worst day (a run's last day may be a part of one)",
      none: "no device was in service",
    }),
    value("M3", "ota success", batch?.share ?? null, "share", ">= 99 %", (v) => v >= 0.99, {
      help: `devices updated, of those whose job ended, in the worst batch; each stage of each rollout is one${batch === null ? "" : ` (${batch.name}: ${batch.succeeded} of ${batch.ended})`}`,
      none: "no update job ended",
    }),
    {
      ...value("M4", "command latency p95", command.seconds, "s", "< 5 s", (v) => v < 5, {
        help: "round trip of commands, of all that were sent",
        none: command.reason,
      }),
      ...(command.isEndless ? { met: false } : {}),
    },
    share(
      "M5",
      "auth errors",
      total.of("auth.errors"),
      total.of("connect.attempts"),
      "< 0.1 %",
      (v) => v < 0.001,
      {
        help: "authentication failures of session requests",
        none: "no session was asked for",
      },
    ),
    share("M6", "ingress errors", putAside, putAside + delivered, "< 0.5 %", (v) => v < 0.005, {
      help: "readings put aside as unreadable, by gateways or the cloud, or refused by a full ingest, of those that reached one; repeats left out",
      none: "no reading reached a gateway or the cloud",
    }),
    value("M7", "backlog", backlog, "messages per sender", "<= 1", (v) => v <= 1, {
      help: "messages waiting, at the worst moment: at gateways for each gateway, or in the cloud's queue for each gateway and direct device, whichever is more",
      none: "nobody sent anything",
    }),
    ratio(
      "M8",
      "reboots",
      total.by("device.reboots.cause", (c) => !PLANNED_REBOOTS.includes(c)),
      deviceMs / HOUR_MS,
      "per device-hour",
      "< 0.01",
      (v) => v < 0.01,
      {
        help: "unplanned reboots (not power-on, update, rollback or command)",
        none: "no device was in service",
      },
    ),
    ratio(
      "M9",
      "battery discharge",
      energyJ,
      energyJ > 0 ? deviceMs / DAY_MS : 0,
      "J per device-day",
      "none",
      null,
      {
        help: "energy drained from batteries, over all devices in service",
        none: "no battery was drained",
      },
    ),
    ratio(
      "M10",
      "anomaly rate",
      total.of("fog.anomalies") * 1000,
      total.of("fog.messages.in"),
      "per 1,000 readings",
      "none",
      null,
      {
        help: "anomalies found at gateways",
        none: "no reading passed a gateway",
      },
    ),
    value("M11", "latency to act p95", quantileS(sources, "actions.latency", 95), "s", "none", null, {
      help: "from the sample that shows it to the actuator, local rules of devices and gateways",
      none: "no local rule acted",
    }),
    share("M12", "completeness", delivered, total.of("messages.produced"), ">= 98 %", (v) => v >= 0.98, {
      help: "readings delivered of those produced; what is still under way at the end counts as missing; what a silent device never produced is M1's",
      none: "no reading was produced",
    }),
  ];
};

/** The same by name, as the summary keeps them; the reason of a missing value is part of its help. */
export const sliRecord = (slis: readonly Sli[]): Record<string, SliFigure> =>
  Object.fromEntries(
    slis.map(({ id, name, value, unit, target, basis, met, help, reason }) => [
      `${id} ${name}`,
      { value, unit, target, basis, met, help: reason === "" ? help : `${help}; no data: ${reason}` },
    ]),
  );

interface Words {
  help: string;
  none: string;
}
type Test = ((value: number) => boolean) | null;

const value = (
  id: string,
  name: string,
  of: number | null,
  unit: string,
  target: string,
  test: Test,
  words: Words,
): Sli => ({
  id,
  name,
  value: of,
  unit,
  target,
  basis: test === null ? "none" : "default",
  met: of === null || test === null ? null : test(of),
  help: words.help,
  reason: of === null ? words.none : "",
});

const ratio = (
  id: string,
  name: string,
  part: number,
  whole: number,
  unit: string,
  target: string,
  test: Test,
  words: Words,
): Sli => value(id, name, whole > 0 ? part / whole : null, unit, target, test, words);

const share = (
  id: string,
  name: string,
  part: number,
  whole: number,
  target: string,
  test: Test,
  words: Words,
): Sli => ratio(id, name, part, whole, "share", target, test, words);
