// Whether a change of scenario lies in the future of a moment, so that a run can go on under the other one: what a run is made
// of stays; of its timeline, phases and rollouts what has begun stays; limits, thresholds and promises are free.
import { formatDuration } from "../core/duration.js";
import { compileAgenda, nobody } from "../fleet/agenda.js";
import { rosterOf } from "../fleet/roster.js";
import { type Action, Agenda } from "../model/plan/agenda.js";
import { stopLookMs } from "../sla/stop-looks.js";
import type { Scenario } from "../spec/scenario.js";
import { EngineError } from "./error.js";
import { differences, type ForkCode, type PastChange } from "./past-change.js";
import {
  alertChanges,
  type Change,
  outageChanges,
  phaseChanges,
  rolloutChanges,
  timelineChanges,
} from "./past-lists.js";

type Rule = (change: Change) => PastChange[];

/** No input of what happens, or asked at the end alone. */
const free: Rule = () => [];

const fixed =
  (code: ForkCode, key: keyof Scenario): Rule =>
  ({ before, after }) =>
    differences(key, before[key], after[key]).map((each) => ({ code, ...each }));

/** Groups are told where the file has them: below their sites. */
const fleetChanges =
  (key: "devices" | "gateways"): Rule =>
  (change) => {
    const { before } = change;
    const sites = [...new Set([...before.devices, ...before.gateways].map(({ site }) => site))];
    return fixed(
      "FRK002",
      key,
    )(change).map((each) => {
      const [, at = "", rest = ""] = /^\w+\[(\d+)\](.*)$/.exec(each.key) ?? [];
      const group = before[key].at(Number(at));
      if (at === "" || group === undefined) return each;
      const own = before[key].filter(({ site }) => site === group.site);
      const place = key === "gateways" && own.length === 1 ? "" : `[${own.indexOf(group as never)}]`;
      return { ...each, key: `sites[${sites.indexOf(group.site)}].${key}${place}${rest}` };
    });
  };

/** How much a tenant is promised is asked at the end; how old a reading may be is counted as it comes. */
const tenantChanges: Rule = (change) => {
  const counted = ({ tenants }: Scenario) =>
    tenants.map(({ id, freshnessWithinMs }) => ({ id, freshnessWithinMs }));
  return differences("tenants", counted(change.before), counted(change.after)).map((each) => ({
    code: "FRK002",
    ...each,
  }));
};

/** Limits, and what is bought: both can be changed while a cloud serves. */
const CLOUD_FREE = [
  "connectsPerSecond",
  "provisionsPerSecond",
  "ingestPerSecond",
  "ingestQueueMax",
  "units",
  "messagesPerDay",
];

const cloudChanges: Rule = ({ before, after }) =>
  differences("cloud", before.cloud, after.cloud)
    .filter(({ key }) => !CLOUD_FREE.includes(key.slice("cloud.".length)))
    .map((each) => ({ code: "FRK009", ...each }));

/** Readings are booked as fresh ahead of time, up to the end that was known: a later end needs them all booked whole. */
const durationChanges: Rule = ({ before, after, atMs }) => {
  const freshMs = Math.max(0, ...before.tenants.map(({ freshnessWithinMs }) => freshnessWithinMs));
  const isLater = after.durationMs > before.durationMs;
  if (after.durationMs > atMs && !(isLater && atMs + freshMs >= before.durationMs)) return [];
  const [was, is] = [before, after].map(({ durationMs }) => formatDuration(durationMs));
  return [{ code: "FRK010", key: "duration", was, is }];
};

const stopChanges: Rule = ({ after }) => {
  const whens = after.stops.map(({ when }) => when);
  const lookMs = stopLookMs(whens, after.phases, after.durationMs);
  if (whens.length === 0 || lookMs % after.resolutionMs === 0) return [];
  const [was, is] = [after.resolutionMs, lookMs].map((ms) => `figures of every ${formatDuration(ms)}`);
  return [{ code: "FRK011", key: "stop", was, is }];
};

/** By every key of a scenario, so that a new one is thought of. */
const RULES: Readonly<Record<Exclude<keyof Scenario, "allowFiles">, Rule>> = {
  format: free,
  name: free,
  description: free,
  file: free,
  variant: free,
  params: free,
  priceBook: free,
  expectations: free,
  seed: fixed("FRK001", "seed"),
  startsAt: fixed("FRK001", "startsAt"),
  start: fixed("FRK001", "start"),
  resolutionMs: fixed("FRK001", "resolutionMs"),
  durationMs: durationChanges,
  tenants: tenantChanges,
  deviceTwins: fixed("FRK002", "deviceTwins"),
  gatewayTwins: fixed("FRK002", "gatewayTwins"),
  devices: fleetChanges("devices"),
  gateways: fleetChanges("gateways"),
  traces: ({ before, after }) =>
    differences("traces", ...([before, after].map(tracesOf) as [unknown, unknown])).map((each) => ({
      code: "FRK002",
      ...each,
    })),
  firmware: fixed("FRK003", "firmware"),
  record: fixed("FRK004", "record"),
  cloud: cloudChanges,
  timeline: timelineChanges,
  outages: outageChanges,
  phases: phaseChanges,
  rollouts: rolloutChanges,
  alerts: alertChanges,
  stops: stopChanges,
};

/** Where a recording's file lies says nothing of it. */
const tracesOf = ({ traces }: Scenario) => traces.map((trace) => ({ ...trace, file: "" }));

/** What a fork would change of the past: nothing, or it cannot be played. */
export const pastChanges = (change: Change): PastChange[] => {
  const found = Object.values(RULES).flatMap((rule) => rule(change));
  return found.length > 0 ? found : agendaChanges(change);
};

/** What rows and state know an action by must be the same on both sides; whatever slipped through above ends here. */
const agendaChanges = ({ before, after, atMs }: Change): PastChange[] => {
  const pastOf = (scenario: Scenario): string[] => {
    const agenda = compileAgenda({ ...rosterOf(scenario), agenda: new Agenda([]) }, nobody);
    const known = ({ id, name, kind, beginMs }: Action): string =>
      JSON.stringify({ id, name, kind, beginMs });
    return agenda.actions.filter(({ beginMs }) => beginMs < atMs).map(known);
  };
  const [were, are] = [pastOf(before), pastOf(after)];
  const at = Array.from({ length: Math.max(were.length, are.length) }).findIndex(
    (_, index) => were[index] !== are[index],
  );
  return at < 0 ? [] : [{ code: "FRK005", key: "timeline", was: were[at] ?? "none", is: are[at] ?? "none" }];
};

/** Ends a fork that would change the past. */
export const demandFutureOnly = (change: Change): void => {
  const [first, ...more] = pastChanges(change);
  if (first === undefined) return;
  const others = more.length === 0 ? "" : ` and ${more.length} more`;
  throw new EngineError(
    "RUN_FORK",
    `${first.code} ${first.key} was ${first.was} and is ${first.is}${others}: that changes what has happened before ${formatDuration(change.atMs)}`,
    { hint: "run it from the start" },
  );
};
