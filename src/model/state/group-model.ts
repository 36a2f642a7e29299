// One device group's twin as the hot loops want it: flat numbers, series offsets.
import { HOUR_MS } from "../../core/duration.js";
import type { ShadowPropertyTwin, ShadowSection } from "../../spec/shadow.js";
import type { DeviceTwin } from "../../spec/twin.js";
import { COMPUTE, JOIN, type Load, SENSE } from "../battery/load.js";
import { attachUA, Pack } from "../battery/pack.js";
import type { DeviceGroup, FleetPlan } from "../plan/plan.js";
import { feedsRules } from "../plan/rule-groups.js";
import { patchOf } from "../protocol/shadow-document.js";
import { RadioModel } from "../radio/radio-model.js";
import { GroupSeries } from "./group-series.js";
import { type Settings, twinSettings } from "./settings.js";

/** When a sample makes a message. */
export const ReportMode = { periodic: 0, onChange: 1, deadband: 2, polled: 3 } as const;
export type ReportMode = (typeof ReportMode)[keyof typeof ReportMode];

const REPORT_MODES = {
  periodic: ReportMode.periodic,
  "on-change": ReportMode.onChange,
  deadband: ReportMode.deadband,
  polled: ReportMode.polled,
} as const satisfies Record<DeviceTwin["reporting"]["mode"], ReportMode>;

/** How often a twin samples while it waits for a change, ms (a shadow may set another pace); 0: never. A recording's rows are the samples. */
export const watchMs = ({ signal, reporting }: DeviceTwin, isRecorded: boolean): number =>
  signal.kind === "occupancy" && reporting.mode !== "polled" && reporting.watch === "sampling" && !isRecorded
    ? reporting.intervalMs
    : 0;
const HEALTH_SAMPLES = 8;
const HEALTH_SAMPLES_MAX = 65_536;

/** The twin's time between two looks at itself as a power of two of samples, less one. */
const healthMask = ({ health, reporting }: DeviceTwin): number => {
  const samples = health.checkMs === null ? HEALTH_SAMPLES : health.checkMs / reporting.intervalMs;
  let every = 1;
  while (every * 2 <= samples && every < HEALTH_SAMPLES_MAX) every *= 2;
  return every - 1;
};

/** Hundredths: sensors report two decimals. */
const RESOLUTION = 0.01;
/** A sensor that never stands still is stuck after so many samples alike, unless the twin says otherwise. */
const STUCK_AFTER = 30;

/** What a signal moves from one sample to the next, about; 0 for those that may stand still. */
const restless = ({ signal, reporting }: DeviceTwin): number => {
  if (signal.kind === "constant" || signal.kind === "schedule") return signal.noise;
  if (signal.kind === "random-walk") return signal.perHour * Math.sqrt(reporting.intervalMs / HOUR_MS);
  if (signal.kind !== "daily") return 0;
  return signal.noise * Math.sqrt(1 - signal.correlation * signal.correlation);
};

/** How many samples alike make a device's own sensor stuck; 0: not looked at. A recording is taken as it is. */
const stuckAfter = (twin: DeviceTwin, isRecorded: boolean): number => {
  if (twin.health.stuckAfter !== null) return twin.health.stuckAfter;
  return !isRecorded && restless(twin) >= RESOLUTION ? STUCK_AFTER : 0;
};

export class GroupModel {
  readonly index: number;
  readonly first: number;
  readonly count: number;
  readonly twin: DeviceTwin;
  readonly trace: number;
  readonly onGateway: boolean;
  readonly series: GroupSeries;
  /** Asleep, and reachable as the radio is meant to be. */
  readonly sleepUA: number;
  /** Null for mains. */
  readonly pack: Pack | null;
  /** Charges in nC (uA times ms) of one sample. */
  readonly senseNc: number;
  readonly computeNc: number;
  /** What a battery has to carry: a sample (whose charge is taken before), a boot, the opening of a session. */
  readonly sampleLoad: Load;
  readonly bootLoad: Load;
  readonly attachLoad: Load;
  /** Occupancy: the sensor is looked at this often; 0 where it wakes the device, or each look is a step. */
  readonly watchMs: number;
  readonly radio: RadioModel;
  /** The twin's words as numbers: texts of a scenario are compared letter by letter, and this is asked at every sample. */
  readonly mode: ReportMode;
  readonly isOccupancy: boolean;
  readonly isPassedThrough: boolean;
  readonly hasRules: boolean;
  readonly hasAlarm: boolean;
  /** Some gateway around it has a rule about its readings. */
  readonly feedsRules: boolean;
  /** A sensor that shows the same value so many more times is stuck; 0: not looked at. */
  readonly stuckAfter: number;
  /** A device judges its health when its count of samples has none of these bits: every 1, 2, 4, 8 ... samples. */
  readonly healthMask: number;
  /** What a device goes by whose shadow says nothing else. */
  readonly settings: Settings;
  readonly shadowProperties: ReadonlyMap<string, ShadowPropertyTwin>;
  readonly shadowInitial: ShadowSection;
  /** Whether some configuration of this run is for devices of this group: they ask for their shadow when they come back. */
  readonly isConfigured: boolean;
  /** Updated under a rule that compares devices. */
  readonly sendsVitals: boolean;
  /** Some rollout is for devices of this group: back online, they ask for a job. */
  readonly isUpdated: boolean;
  /** Its tenant's freshness limit, ms. */
  readonly freshMs: number;

  constructor(plan: FleetPlan, group: DeviceGroup, attention: Attention) {
    const { twin } = group;
    const { power, radio, reporting } = twin;
    const battery = power.battery;
    this.index = group.index;
    this.first = group.first;
    this.count = group.count;
    this.twin = twin;
    this.trace = group.trace;
    this.onGateway = group.via === "gateway";
    this.series = new GroupSeries(plan.layout, group.index);
    this.radio = new RadioModel(twin);
    this.pack =
      power.source === "battery" && battery !== null
        ? new Pack(battery, twin, {
            site: group.site,
            runKey: plan.runKey,
            startsAt: plan.scenario.startsAt,
          })
        : null;
    this.sleepUA = power.sleepUA + this.radio.idleUA;
    this.senseNc = Math.floor(power.senseUA * power.senseMs);
    this.computeNc = Math.floor(power.computeUA * power.computeMs);
    this.sampleLoad = { by: SENSE, uA: Math.max(power.senseUA, power.computeUA), chargeNc: 0 };
    const bootNc = Math.floor(power.computeUA * twin.firmware.rebootMs);
    this.bootLoad = { by: COMPUTE, uA: power.computeUA, chargeNc: bootNc };
    this.attachLoad = { by: JOIN, uA: attachUA(twin), chargeNc: Math.floor(radio.joinUA * radio.joinMs) };
    this.mode = REPORT_MODES[reporting.mode];
    this.isOccupancy = twin.signal.kind === "occupancy";
    this.watchMs = watchMs(twin, this.trace >= 0);
    this.isPassedThrough = reporting.passthrough;
    this.hasRules = twin.rules.length > 0;
    this.hasAlarm = reporting.alarm !== null;
    this.feedsRules = feedsRules(plan, group);
    this.stuckAfter = stuckAfter(twin, this.trace >= 0);
    this.healthMask = healthMask(twin);
    this.settings = twinSettings(twin);
    this.shadowProperties = new Map(twin.shadow.map((property) => [property.name, property]));
    this.shadowInitial = patchOf(twin.shadow.map(({ name, initial }) => [name, initial])) as ShadowSection;
    this.isConfigured = attention.configured.has(group.index);
    this.freshMs = plan.scenario.tenants[group.tenant].freshnessWithinMs;
    this.isUpdated = attention.updated.has(group.index);
    this.sendsVitals = attention.watched.has(group.index);
  }
}

/** Groups that the cloud has something for: a configuration of the timeline, a rollout, one with rules that compare. */
interface Attention {
  configured: ReadonlySet<number>;
  updated: ReadonlySet<number>;
  watched: ReadonlySet<number>;
}

const attentionOf = (plan: FleetPlan): Attention => {
  const groupsOf = (targets: readonly Int32Array[]): Set<number> => {
    const groups = new Set<number>();
    for (const devices of targets) for (const device of devices) groups.add(plan.groupOf[device]);
    return groups;
  };
  const { rolloutTargets, scenario } = plan;
  const compares = scenario.rollouts.map(({ abort }) => abort.some(({ kind }) => kind === "gate"));
  return {
    configured: groupsOf(
      plan.agenda.actions.flatMap(({ kind, entities }) => (kind === "config" ? [entities] : [])),
    ),
    updated: groupsOf(rolloutTargets),
    watched: groupsOf(rolloutTargets.filter((_, index) => compares[index])),
  };
};

const models = new WeakMap<FleetPlan, readonly GroupModel[]>();

/**
 * The models of a plan's groups: the same for all cells of a thread. They hold nothing that outlasts a call (a draw is read
 * where it is made, tables are functions of time), so sharing never shows.
 */
export const groupModelsOf = (plan: FleetPlan): readonly GroupModel[] => {
  let known = models.get(plan);
  if (known === undefined) {
    const attention = attentionOf(plan);
    known = plan.groups.map((group) => new GroupModel(plan, group, attention));
    models.set(plan, known);
  }
  return known;
};
