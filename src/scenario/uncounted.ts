// What nothing in this scenario can count: updates without a rollout, gateways' figures without gateways. `== 0` of such a
// metric is green for ever, so it is told. Only what is certain: in doubt a metric counts as countable.

import { DETECTOR_KINDS } from "../detector/detectors.js";
import { type FaultKind, LOSING_KINDS } from "../fault/faults.js";
import type { WhyUncounted } from "../sla/expression-check.js";
import type { DeviceGroupSpec } from "../spec/fleet.js";
import type { Scenario } from "../spec/scenario.js";
import { deviceGroupMatches } from "../spec/selection.js";
import type { Target } from "../spec/target.js";
import type { DeviceTwin } from "../spec/twin.js";
import { TRANSPORTS } from "../transport/kinds.js";

type Told = Pick<
  Scenario,
  "devices" | "deviceTwins" | "gateways" | "gatewayTwins" | "start" | "timeline" | "rollouts" | "alerts"
>;

/** Whether a group has a source of it; a metric that belongs to no group is asked of all of them. */
type HasSource = (told: Told, group: DeviceGroupSpec, twin: DeviceTwin, value: string) => boolean;

interface Source {
  metrics: readonly string[];
  /** Of these values of the label only. */
  values?: readonly string[];
  has: HasSource;
  /** What is missing. */
  missing: string;
}

const reaches = (target: Target, group: DeviceGroupSpec, twin: DeviceTwin): boolean =>
  deviceGroupMatches({ ...target, kind: "any", feels: "any", versions: [] }, group, twin);

const isRolledOut: HasSource = ({ rollouts }, group, twin) =>
  rollouts.some(({ target }) => reaches(target, group, twin));

const comesTo: HasSource = ({ rollouts }, group, twin, version) =>
  rollouts.some((one) => one.version === version && reaches(one.target, group, twin));

const does =
  (...actions: readonly ("config" | "local" | "command" | "decommission")[]): HasSource =>
  ({ timeline }, group, twin) =>
    timeline.some(
      ({ action, target }) => actions.some((one) => one === action.do) && reaches(target, group, twin),
    );

/** Faults are asked of everybody: a gateway's counts with nobody's group. */
const suffers =
  (...faults: readonly FaultKind[]): HasSource =>
  ({ timeline }) =>
    timeline.some(({ action }) => action.do === "fault" && faults.includes(action.fault));

const either =
  (...all: readonly HasSource[]): HasSource =>
  (...given) =>
    all.some((has) => has(...given));

const isAttached: HasSource = (_, { via }) => via === "gateway";
const hasBattery: HasSource = (_, __, { power }) => power.battery !== null || power.source === "battery";
const commanded = either(does("command"), suffers("command.forge", "command.replay"));
const isLookedFor: HasSource = ({ gateways, gatewayTwins }, { site }, _, kind) =>
  gateways.some((group) => group.site === site && Object.hasOwn(gatewayTwins[group.twin].detectors, kind));
const NO_ROLLOUT = "no rollout of the scenario reaches these devices";
const NO_GATEWAY = "none of these devices is behind a gateway";

const SOURCES: readonly Source[] = [
  {
    metrics: [
      "update.started",
      "update.outcome",
      "update.bytes",
      "update.airtime",
      "update.chunks.lost",
      "update.chunks.refused",
      "update.fallbacks",
      "meter.remote.actions",
      "device.bricked",
    ],
    has: isRolledOut,
    missing: NO_ROLLOUT,
  },
  {
    metrics: ["device.reboots.cause"],
    values: ["update", "rollback", "boot-loop", "leak"],
    has: isRolledOut,
    missing: NO_ROLLOUT,
  },
  {
    metrics: ["device.version", "device.reboots"],
    has: either(comesTo, (_, __, { firmware }, version) => firmware.version === version),
    missing: "these devices do not begin with that version, and no rollout brings it to them",
  },
  {
    metrics: ["fog.messages.in", "fog.messages.out", "fog.bytes.in", "fog.bytes.out", "fog.anomalies"],
    has: isAttached,
    missing: NO_GATEWAY,
  },
  {
    metrics: ["fog.anomalies"],
    values: DETECTOR_KINDS,
    has: isLookedFor,
    missing: "no gateway of these devices looks for it (`anomaly` of its twin)",
  },
  {
    metrics: ["messages.dropped"],
    values: ["gateway-down", "store-full"],
    has: isAttached,
    missing: NO_GATEWAY,
  },
  {
    metrics: ["gateway.online", "fog.queue.depth"],
    has: ({ gateways }) => gateways.some(({ count }) => count > 0),
    missing: "the scenario has no gateways",
  },
  {
    metrics: ["gateway.failovers"],
    has: ({ gateways }) => gateways.some(({ pairs }) => pairs),
    missing: "no gateways of the scenario are in pairs",
  },
  {
    metrics: ["alerts.raised"],
    has: ({ alerts }) => alerts.length > 0,
    missing: "the scenario has no alerts (`alerts: []`)",
  },
  {
    metrics: ["commands.sent", "commands.acked", "commands.latency"],
    has: does("command"),
    missing: "no `command` of the timeline goes to these devices",
  },
  {
    metrics: ["commands.rejected"],
    has: commanded,
    missing: "nothing in the timeline commands these devices",
  },
  {
    metrics: ["device.reboots.cause"],
    values: ["command"],
    has: commanded,
    missing: "nothing in the timeline commands these devices",
  },
  {
    metrics: ["shadow.applied", "shadow.refused", "shadow.rolledback"],
    has: does("config"),
    missing: "no `config` of the timeline goes to these devices",
  },
  {
    metrics: ["shadow.conflicts", "shadow.misjudged"],
    has: does("config", "local"),
    missing: "nothing in the timeline changes a shadow of these devices",
  },
  {
    metrics: ["device.erased"],
    has: does("decommission"),
    missing: "the timeline decommissions none of these devices",
  },
  {
    metrics: ["device.state"],
    values: ["decommissioned"],
    has: does("decommission"),
    missing: "the timeline decommissions none of these devices",
  },
  ...[...LOSING_KINDS].map(([cause, kind]) => ({
    metrics: ["messages.dropped"],
    values: [cause],
    has: suffers(kind),
    missing: `the timeline has no ${kind}`,
  })),
  {
    metrics: ["messages.dropped"],
    values: ["erased"],
    has: does("decommission"),
    missing: "the timeline decommissions none of these devices",
  },
  {
    metrics: ["connect.refused", "provision.refused"],
    values: ["revoked"],
    has: either(does("decommission"), suffers("credential.reuse")),
    missing: "the timeline revokes none of these devices' credentials",
  },
  {
    metrics: ["auth.errors"],
    has: either(does("decommission"), suffers("cert.expiry", "credential.reuse")),
    missing: "no certificate expires, and no credential is revoked or copied",
  },
  {
    metrics: ["connect.refused"],
    values: ["auth"],
    has: suffers("cert.expiry", "credential.reuse"),
    missing: "no certificate expires and no credential is copied",
  },
  {
    metrics: ["provision.accepted"],
    has: ({ start }) => start.state === "unprovisioned",
    missing: "the devices are provisioned from the start (`start: {state: unprovisioned}`)",
  },
  {
    metrics: ["provision.refused"],
    values: ["rate"],
    has: ({ start }) => start.state === "unprovisioned",
    missing: "the devices are provisioned from the start (`start: {state: unprovisioned}`)",
  },
  {
    metrics: ["messages.suppressed"],
    has: (_, __, { reporting }) => reporting.mode === "deadband" || reporting.mode === "on-change",
    missing: "these devices report every sample (`reporting.mode`)",
  },
  {
    metrics: ["messages.alarms", "alarms.latency"],
    has: (_, __, { reporting }) => reporting.alarm !== null,
    missing: "the twins of these devices have no `reporting.alarm`",
  },
  {
    metrics: ["changes.noticed", "changes.missed"],
    has: (_, __, { signal }) => signal.kind === "occupancy",
    missing: "these devices have no occupancy sensor",
  },
  {
    metrics: [
      "energy.drained",
      "device.depleted",
      "device.brownouts",
      "battery.steep",
      "battery.forecasts",
      "battery.forecast.error",
    ],
    has: hasBattery,
    missing: "none of these devices has a battery",
  },
  {
    metrics: ["messages.dropped"],
    values: ["battery-empty"],
    has: hasBattery,
    missing: "none of these devices has a battery",
  },
  {
    metrics: ["energy.harvested"],
    has: (_, __, { power }) => power.solar !== null,
    missing: "none of these devices has a panel",
  },
  {
    metrics: ["device.failures"],
    has: (_, __, { mtbfMs }) => mtbfMs > 0,
    missing: "these devices never fail (`mtbf: 0s`)",
  },
  {
    metrics: ["actions.local", "actions.latency", "actions.failed"],
    has: ({ gatewayTwins }, _, { rules }) =>
      rules.length > 0 || Object.values(gatewayTwins).some((twin) => twin.rules.length > 0),
    missing: "neither the devices nor their gateways have rules",
  },
  {
    metrics: ["net.collisions"],
    has: (_, __, { radio }) => TRANSPORTS[radio.transport].isPaced,
    missing: "only LoRaWAN frames collide, and none of these devices has it",
  },
  {
    metrics: ["messages.dropped"],
    values: ["session-lost"],
    has: () => false,
    missing: "a simulated run has no wire to lose it on; live runs do",
  },
];

export const whyUncountedIn =
  (told: Told): WhyUncounted =>
  (metric, values, groups) => {
    const sources = SOURCES.filter(({ metrics }) => metrics.includes(metric));
    if (sources.length === 0) return null;
    let missing: string | null = null;
    for (const value of values) {
      const source = sources.filter((one) => one.values === undefined || one.values.includes(value));
      const lacks = source.find(
        ({ has }) =>
          !groups.some((index) => {
            const group = told.devices[index];
            return has(told, group, told.deviceTwins[group.twin], value);
          }),
      );
      if (lacks === undefined) return null;
      missing ??= lacks.missing;
    }
    return missing;
  };
