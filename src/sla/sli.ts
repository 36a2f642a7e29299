// The twelve service level indicators of SLA-1 (M1-M12) as far as a run's metrics give them. What they cannot give is
// null with its reason. Targets are the defaults of the requirement rows; "none" where there is no fixed figure.
import { commandP95, type SliSources, totals, worstDay } from "./run-totals.js";

export interface Sli {
  /** M1..M12. */
  id: string;
  name: string;
  value: number | null;
  /** `share` is 0..1. */
  unit: string;
  target: string;
  met: boolean | null;
  help: string;
  /** Why there is no value; "" when there is one. */
  reason: string;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Reboots somebody asked for say nothing about health. */
const PLANNED_REBOOTS: readonly string[] = ["power-on", "update", "rollback", "command"];
/** Updates that were tried to their end. A job that rolls a device back is no attempt at an update. */
const TRIED_JOBS: readonly string[] = ["SUCCEEDED", "FAILED", "TIMED_OUT", "REJECTED"];

/** M1 to M12 over the whole run and fleet, in order. */
export const measureSlis = (sources: SliSources): Sli[] => {
  const total = totals(sources);
  const jobs = total.by("update.outcome", (status) => TRIED_JOBS.includes(status));
  const refused = total.of("ingest.errors");
  const day = worstDay(sources);
  const command = commandP95(sources);
  const deviceMs = total.of("device.expected.time");
  const energyJ = total.of("energy.drained") / 1_000_000_000;
  return [
    share(
      "M1",
      "freshness",
      total.of("messages.fresh"),
      total.of("messages.delivered"),
      ">= 95 %",
      (v) => v >= 0.95,
      {
        help: "delivered readings within the tenant's freshness limit (2 min by default)",
        none: "no reading was delivered",
      },
    ),
    value("M2", "connectivity", day, "share", ">= 99 % a day", (v) => v >= 0.99, {
      help: "device time online / in service on the worst day (a run's last day may be a part of one)",
      none: "no device was in service",
    }),
    share(
      "M3",
      "ota success",
      total.by("update.outcome", (s) => s === "SUCCEEDED"),
      jobs,
      ">= 99 %",
      (v) => v >= 0.99,
      {
        help: "update jobs that succeeded, of those tried to their end; all batches together, rollback jobs left out",
        none: "no update job ended",
      },
    ),
    value("M4", "command latency p95", command, "s", "< 5 s", (v) => v < 5, {
      help: "round trip of acknowledged commands, interpolated within its latency bucket",
      none: "no command was acknowledged",
    }),
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
    share(
      "M6",
      "ingress errors",
      refused,
      refused + total.of("messages.delivered"),
      "< 0.5 %",
      (v) => v < 0.005,
      {
        help: "readings the ingest refused or put aside, of those that reached it; repeats left out",
        none: "no reading reached the cloud",
      },
    ),
    ratio(
      "M7",
      "backlog",
      total.of("fog.queue.depth"),
      sources.naming.gatewayCount,
      "messages per gateway",
      "<= 1",
      (v) => v <= 1,
      {
        help: "messages waiting at gateways at the end of the run",
        none: "there are no gateways",
      },
    ),
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
    share(
      "M9",
      "completeness",
      total.of("messages.delivered"),
      total.of("messages.produced"),
      ">= 98 %",
      (v) => v >= 0.98,
      {
        help: "readings delivered of those produced; what is still under way at the end counts as missing",
        none: "no reading was produced",
      },
    ),
    ratio(
      "M10",
      "battery slope",
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
      "M11",
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
    value("M12", "time to act", null, "s", "none", null, {
      help: "from an alert to the first action on it",
      none: "people's actions are no metric; game days record them",
    }),
  ];
};

/** The same by name, as the summary keeps them; the reason of a missing value is part of its help. */
export const sliRecord = (
  slis: readonly Sli[],
): Record<
  string,
  { value: number | null; unit: string; target: string; met: boolean | null; help: string }
> =>
  Object.fromEntries(
    slis.map(({ id, name, value, unit, target, met, help, reason }) => [
      `${id} ${name}`,
      { value, unit, target, met, help: reason === "" ? help : `${help}; no data: ${reason}` },
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
