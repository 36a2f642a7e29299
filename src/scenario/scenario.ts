// What a scenario file says, after reading, checking and expanding it: plain data, numbers in base units, every name
// resolved. It is the one input of a run (with its traces), can be cloned to a worker and written down as JSON.
import type { OutcomeReason, ShadowPolicy } from "../event/vocabulary.js";
import type { TransportName } from "../transport/kinds.js";
import type { RadioSettings } from "../transport/settings.js";
import type { AmbientTwin, ChemistrySpec, SolarTwin } from "./power.js";

/** Where something stands in a text file; line and column start at 1. */
export interface SourcePosition {
  file: string;
  line: number;
  column: number;
}

/** How a reading comes about. */
export type SignalTwin =
  /** mean + amplitude*sin(day) + AR(1) noise. */
  | {
      kind: "daily";
      mean: number;
      amplitude: number;
      peakHour: number;
      noise: number;
      correlation: number;
      min: number;
      max: number;
    }
  /** 0 or 1, exponential stays. */
  | { kind: "occupancy"; meanOccupiedMs: number; meanVacantMs: number }
  | { kind: "constant"; value: number; noise: number }
  /** A register that only rises: by `perHour`, more or less by time of day, unevenly (share of an hour's rise, 0: even). */
  | {
      kind: "counter";
      start: number;
      spread: number;
      perHour: number;
      swing: number;
      peakHour: number;
      noise: number;
      wrapsAt: number | null;
    }
  /** Falls from `full` by `perHour`, unevenly; at `refillAt` somebody fills it up. */
  | { kind: "level"; full: number; refillAt: number; perHour: number; noise: number }
  /** Wanders between two walls that throw it back; `perHour` is the deviation of an hour's change. */
  | { kind: "random-walk"; min: number; max: number; perHour: number }
  /** By weekday and time of day; the first entry that holds, else `otherwise`. */
  | { kind: "schedule"; otherwise: number; noise: number; times: ScheduleEntry[] }
  /** Round and round over points of a map. */
  | {
      kind: "track";
      shows: "distance" | "speed" | "travelled";
      points: Place[];
      kmPerHour: number;
      stopMs: number;
      fence: Place | null;
      noise: number;
    };

export interface ScheduleEntry {
  /** Monday 0 to Sunday 6. */
  days: number[];
  fromHour: number;
  untilHour: number;
  value: number;
}

/** Degrees north and east. */
export interface Place {
  lat: number;
  lon: number;
}

export interface BatteryTwin {
  chemistry: ChemistrySpec;
  capacityMAh: number;
  nominalMv: number;
  /** Cells in a row: the nominal voltage over the chemistry's. */
  cellsInSeries: number;
  /** Below this state of charge the device is empty. */
  emptyPpm: number;
  /** Self-discharge per year at 25 degC, ppm of capacity. */
  selfDischargePpmPerYear: number;
  /** State of charge at the start, ppm of what the cell holds. */
  initialChargePpm: number;
  /** Capacity that is left of the nominal one at the start, ppm. */
  healthPpm: number;
  /** The device resets when the terminal voltage under load is below this. */
  brownoutMv: number;
  /** Designed life; 0 none. A battery that falls twice as fast is told (FLT-7). */
  lifeMs: number;
  /** Resistance of the pack at 25 degC and half charge, where the twin gives its own; else null. */
  milliohm: number | null;
}

/** Currents in uA and durations in ms of one activity. Mains-powered devices have no battery and drain nothing. */
export interface PowerTwin {
  source: "battery" | "mains";
  battery: BatteryTwin | null;
  ambient: AmbientTwin;
  solar: SolarTwin | null;
  sleepUA: number;
  senseUA: number;
  senseMs: number;
  computeUA: number;
  computeMs: number;
  /** While an update is written to flash; the time is the image's size by `firmware.flashBytesPerS`. */
  flashUA: number;
}

export interface RadioTwin extends RadioSettings {
  transport: TransportName;
  /** How the transport was chosen, where the twin says `auto`. */
  choice: TransportChoice | null;
}

/** What a device needs of its transport. */
export interface TransportNeed {
  payloadBytes: number;
  messagesPerDay: number;
  latencyMs: number;
  rangeM: number;
  isWired: boolean;
  isBattery: boolean;
  capacityMAh: number | null;
  /** Mean current of everything but the radio, uA. */
  baseUA: number;
  /** Wanted battery life in days; 0 none. */
  lifeDays: number;
  via: "gateway" | "direct";
}

export interface TransportChoice {
  /** Null where no transport meets the need. */
  transport: TransportName | null;
  reasons: { transport: TransportName; fits: boolean; why: string }[];
}

export interface ReportingTwin {
  /** polled: the gateway or cloud asks every interval, and what happens in between waits (INF-10). */
  mode: "periodic" | "deadband" | "on-change" | "polled";
  /** Sampling and (periodic) reporting interval. */
  intervalMs: number;
  /** Occupancy, not polled: the device looks at its sensor every interval, or its sensor wakes it. Told at once either way. */
  watch: "sampling" | "interrupt";
  /** deadband: a sample is sent only when it moved by more than this since the last sent one. */
  deadband: number;
  /** deadband, on-change: at least one report within this time. */
  heartbeatMs: number;
  payloadBytes: number;
  qos: 0 | 1;
  /** Readings whose report is not aggregated but passed on at once. */
  passthrough: boolean;
  /** A reading above or below is an alarm: sent at once, before others, confirmed. */
  alarm: { above: number | null; below: number | null } | null;
}

export interface ReconnectTwin {
  policy: "none" | "fixed" | "exponential" | "full-jitter" | "decorrelated-jitter";
  baseMs: number;
  capMs: number;
}

/** What a shadow property can hold. A list is one value: it is replaced whole. */
export type ShadowValue = number | string | boolean | readonly ShadowValue[] | ShadowSection;
/** One half of a shadow document, or a map inside it. */
export interface ShadowSection {
  readonly [name: string]: ShadowValue;
}
/** A change of a section: null takes a property away. */
export interface ShadowPatch {
  readonly [name: string]: ShadowValue | ShadowPatch | null;
}

/** One property without inner ones: what the device knows of it. */
export interface ShadowPropertyTwin {
  /** Dots lead into maps: `report.seconds`. */
  name: string;
  initial: ShadowValue;
  policy: ShadowPolicy;
  /** What of the device it sets (shadow-settings.ts); null: the device only keeps it. */
  sets: string | null;
  /** Milliseconds of its unit where it sets a duration, else null. */
  unitMs: number | null;
  /** What the device takes. */
  min: number | null;
  max: number | null;
  oneOf: readonly ShadowValue[] | null;
  /** network.apn: the names the network lets the device in by. */
  works: readonly ShadowValue[];
}

export interface DeviceTwin {
  kind: "device";
  name: string;
  description: string;
  attach: "gateway" | "direct";
  power: PowerTwin;
  radio: RadioTwin;
  signal: SignalTwin;
  reporting: ReportingTwin;
  bufferMax: number;
  bufferDrop: "oldest" | "newest";
  reconnect: ReconnectTwin;
  keepaliveMs: number;
  firmware: { version: string; slots: 1 | 2; flashBytesPerS: number; rebootMs: number; selfTestMs: number };
  shadow: ShadowPropertyTwin[];
  /** Degraded below this charge, back to active above the second. */
  degradedBelowPpm: number;
  recoveredAbovePpm: number;
  degradedIntervalFactor: number;
  /** Below these charges and beyond this time offline a device's health is a warning or critical; null: every 8 samples. */
  health: {
    checkMs: number | null;
    warningPpm: number;
    criticalPpm: number;
    offlineMs: number;
    /** Samples alike that make its sensor stuck; 0 never, null: 30 where the signal never stands still. */
    stuckAfter: number | null;
  };
  /** Mean time between hardware failures; 0 never. Mean time until somebody has repaired one. */
  mtbfMs: number;
  repairMs: number;
  /** Failures that are only hangs, of all: on top of `mtbfMs`. The watchdog ends one after its time. */
  hangs: { sharePpm: number; timeMs: number };
  /** INF-3: acts by itself on its own samples, without the cloud. At most 8. */
  rules: LocalRule[];
  clock: { driftPpm: number; ntpErrorMs: number; ntpIntervalMs: number };
}

/** Switches `actuate` on while a sample is above (or below) a threshold. */
export interface LocalRule {
  above: number | null;
  below: number | null;
  actuate: string;
  /** From sample to actuator. */
  latencyMs: number;
  /** One movement of the actuator, on or off. */
  loadUA: number;
  loadMs: number;
}

/** Devices behind one gateway: those of a twin, or of a group. */
export interface EdgeSelector {
  twin: string | null;
  group: string | null;
}

/** A gateway switches `actuate.name` on at its actuators while a reading of one of its sensors holds. */
export interface EdgeRule {
  when: EdgeSelector & { above: number | null; below: number | null; hysteresis: number; alarm: boolean };
  actuate: EdgeSelector & { name: string };
  /** What the gateway itself takes, beside both radio hops. */
  latencyMs: number;
}

export interface GatewayTwin {
  kind: "gateway";
  name: string;
  description: string;
  capacityDevices: number;
  windowMs: number;
  /** After a window ends, readings for it are awaited this long. */
  graceMs: number;
  aggregate: boolean;
  summaryBytes: number;
  storeMax: number;
  storeDrop: "oldest" | "newest";
  /** Messages per second when draining the store. */
  drainPerS: number;
  stuckAfter: number;
  silenceAfterMs: number;
  backhaulLatencyMs: number;
  backhaulJitterMs: number;
  /** At most 16. */
  rules: EdgeRule[];
  reconnect: ReconnectTwin;
  keepaliveMs: number;
}

export interface TenantSpec {
  id: string;
  availabilityPpm: number;
  freshnessSharePpm: number;
  freshnessWithinMs: number;
  /** What the file promises; the rest are defaults. */
  stated: { availability: boolean; freshness: boolean };
}

/** A replayed sensor log: values every `stepMs` (or at given times), already read from its file. */
export interface TraceSpec {
  id: string;
  file: string;
  /** Ms since the trace's start, ascending. */
  timesMs: number[];
  values: number[];
  gaps: "silent" | "hold" | "offline";
  loop: boolean;
  shiftMs: number;
  speed: number;
  /** Rows dropped or merged on reading, and by which rule. */
  notes: string[];
}

export interface DeviceGroupSpec {
  /** Unique in the scenario: `<site>/<twin>` or as given. */
  id: string;
  site: string;
  region: string;
  tenant: string;
  twin: string;
  count: number;
  via: "gateway" | "direct";
  labels: Record<string, string>;
  /** Index into `traces`, or null. */
  trace: string | null;
}

export interface GatewayGroupSpec {
  /** `<site>/gw` or as given. */
  id: string;
  site: string;
  region: string;
  twin: string;
  count: number;
}

/** Which entities something happens to. Empty fields do not restrict. */
export interface Target {
  sites: string[];
  regions: string[];
  tenants: string[];
  /** Globs. */
  twins: string[];
  groups: string[];
  ids: string[];
  labels: Record<string, string>;
  versions: string[];
  /** Devices, gateways or both. */
  kind: "devices" | "gateways" | "any";
  /** Of those, only who can feel what is done. */
  feels: Feels;
  percentPpm: number | null;
  count: number | null;
  pick: "random" | "first" | "worst-signal";
  allowEmpty: boolean;
  position: SourcePosition;
}

/**
 * Who can feel something at all. session: what has a session of its own (gateways, direct devices). mains: what has no
 * battery. clock: devices that go by their clock (a shadow property settled by latest-wins). any: everybody.
 */
export type Feels = "any" | "session" | "mains" | "clock";

export type FaultKind =
  | "backhaul.outage"
  | "power.outage"
  | "device.offline"
  | "broker.limit"
  | "cloud.outage"
  | "cert.expiry"
  | "payload.corrupt"
  | "sensor.stuck"
  | "sensor.drift"
  | "sensor.spike"
  | "sensor.noise"
  | "sensor.silence"
  | "sensor.unit"
  | "clock.jump"
  | "command.replay"
  | "command.forge"
  | "credential.reuse"
  | "link.loss";

export type TimelineAction =
  | {
      do: "fault";
      fault: FaultKind;
      /** Kind-specific numbers, e.g. connectsPerSecond, lossPpm, sharePpm, restoreSpreadMs. */
      params: Record<string, number>;
    }
  | { do: "config"; how: "set"; desired: ShadowPatch | null }
  | { do: "config"; how: "rollback" }
  | { do: "config"; how: "delete" }
  | { do: "local"; set: ShadowSection }
  | { do: "command"; command: string }
  /** LIF-8: the registry ends the devices' credentials; they erase themselves. */
  | { do: "decommission"; reason: string };

export interface TimelineEntry {
  id: string;
  atMs: number;
  /** Null: until the end of the run, then reverted. */
  forMs: number | null;
  action: TimelineAction;
  target: Target;
  position: SourcePosition;
}

/** Whose readings are kept one by one. */
export interface RecordRule {
  target: Target;
  keep: "none" | "sample" | "alarms" | "full";
  /** Of a sample. */
  sharePpm: number;
  /** At most, over all its devices. */
  rows: number;
}

/** Recorded disconnects: a name (by order of first appearance, mapped to the targets) is down in [downMs, upMs). */
export interface OutageReplay {
  id: string;
  file: string;
  target: Target;
  /** By downMs, ms of virtual time. `recorded`: the names in the recording, where a map gave another. */
  outages: { name: string; downMs: number; upMs: number; recorded?: string }[];
  position: SourcePosition;
}

export type FirmwareDefect =
  | "none"
  | "corrupt"
  | "wrong-key"
  | "truncated"
  | "corrupt-chunk"
  | "truncated-chunk"
  | "wrong-base";

export interface FirmwareSpec {
  version: string;
  sizeBytes: number;
  delta: { from: string; sizeBytes: number } | null;
  behaviours: FirmwareBehaviour[];
  /**
   * What is wrong with the image (corrupt, wrong-key, truncated), with one of its blocks as it is stored (corrupt-chunk,
   * truncated-chunk) or with its patch (wrong-base: made against another build of the base). The update agent must refuse it.
   */
  defect: FirmwareDefect;
}

/** OTA-6: what a version does, in a share of the matching devices. */
export interface FirmwareBehaviour {
  /**
   * boot-loop: crashes soon after each boot. leak: the watchdog bites `afterMs` after each boot. drain: sleeps with
   * `uA` more. sensor-bias: readings are off by `bias`. payload-schema: readings nobody can parse. sync-restart: all
   * restart at every multiple of `everyMs`. no-backoff: reconnects at once, whatever the twin says.
   */
  kind: "boot-loop" | "leak" | "drain" | "sensor-bias" | "payload-schema" | "sync-restart" | "no-backoff";
  sharePpm: number;
  labels: Record<string, string>;
  params: Record<string, number>;
}

export type AbortAction = "CANCEL" | "ROLLBACK" | "PAUSE";

/** AWS IoT Jobs: a share of the executions has failed. */
export interface FailureRule {
  kind: "failures";
  failureType: "FAILED" | "REJECTED" | "TIMED_OUT" | "ALL";
  /** Only failures for one of these reasons; none: for any. */
  reasons: OutcomeReason[];
  thresholdPpm: number;
  minExecuted: number;
  action: AbortAction;
}

/** What the canary's devices are compared in; units in scenario/gates.ts. */
export type GateFigure = "reboots" | "connects" | "energy" | "rejected" | "value";

/** canary.figure above (or below) factor * baseline.figure + plus, over a sliding window. */
export interface GateRule {
  kind: "gate";
  text: string;
  figure: GateFigure;
  isAbove: boolean;
  factor: number;
  plus: number;
  windowMs: number;
  /** Devices on the new version that have to be heard of first. */
  minExecuted: number;
  action: AbortAction;
}

export type AbortRule = FailureRule | GateRule;

export interface RolloutSpec {
  id: string;
  atMs: number;
  version: string;
  target: Target;
  stages: { sharePpm: number; soakMs: number }[];
  rate: { basePerMinute: number; incrementFactor: number; everyNotified: number; maximumPerMinute: number };
  abort: AbortRule[];
  timeoutMs: number;
  /** Devices restart spread over this time after installing; 0 at once. */
  restartJitterMs: number;
  position: SourcePosition;
}

/** A time in a run: absolute, or tied to something that happens in it (`fw-2.4.0.aborted`). */
export type Anchor = { kind: "at"; ms: number } | { kind: "event"; name: string; offsetMs: number };

export interface ExpectationSpec {
  id: string;
  /** The comparison as written; parsed by sla/expression.ts. */
  that: string | null;
  sql: string | null;
  mode: "end" | "always" | "eventually" | "never" | "sometimes";
  withinMs: number | null;
  from: Anchor;
  severity: "must" | "should";
  onNoData: "no-data" | "pass";
  /** What of its condition nothing in the scenario counts, in words. */
  uncounted: string[];
  /** `within` and `from` as the file has them. */
  written: { within: string | null; from: string | null };
  /** Where the SQL stands; null without any. */
  sqlPosition: SourcePosition | null;
  position: SourcePosition;
}

export interface StopSpec {
  id: string;
  when: string;
  position: SourcePosition;
}

export interface CloudSpec {
  profile: string;
  connectsPerSecond: number;
  provisionsPerSecond: number;
  /** Most readings/summaries per second the ingest processes, and its queue's bound. */
  ingestPerSecond: number;
  ingestQueueMax: number;
  processingMs: number;
  /** Bought units (Azure IoT Hub): limits and bill go with them. 1 elsewhere. */
  units: number;
  /** Most messages a day that the units hold; null where nothing is refused for it. */
  messagesPerDay: number | null;
  metering: MeteringRules;
  /** What the broker makes of a client's keep-alive, ms: anything outside becomes the nearer end. */
  keepalive: { minMs: number; maxMs: number };
}

/** What a provider counts as messages. */
export interface MeteringRules {
  /** A message is counted once for each started step of this many bytes. */
  stepBytes: number;
  /** CONNECT and SUBSCRIBE are messages. */
  connects: boolean;
  /** A device's PUBACK is a message. */
  acknowledgements: boolean;
}

export interface AlertRule {
  id: string;
  metric: "offline-share" | "auth-errors" | "connect-refusals" | "ingest-queue" | "reboot-rate";
  /** In the metric's unit (alert-metrics.ts). */
  threshold: number;
  forMs: number;
  severity: "P0" | "P1" | "P2" | "P3" | "P4";
  /** Nobody wrote it. */
  isDefault: boolean;
}

export interface Phase {
  name: string;
  startMs: number;
  endMs: number;
}

/** A scenario ready to run. */
export interface Scenario {
  format: 1;
  name: string;
  description: string;
  file: string;
  /** Folders it may read from beside its own, as --allow-files names them. */
  allowFiles?: readonly string[];
  /** The variant's name, or "" for the plain file. */
  variant: string;
  seed: string;
  durationMs: number;
  /** Calendar time of virtual 0, ISO 8601, UTC. */
  startsAt: string;
  params: Record<string, number | string | boolean>;
  resolutionMs: number;
  tenants: TenantSpec[];
  deviceTwins: Record<string, DeviceTwin>;
  gatewayTwins: Record<string, GatewayTwin>;
  gateways: GatewayGroupSpec[];
  devices: DeviceGroupSpec[];
  traces: TraceSpec[];
  start: { state: "active" | "unprovisioned"; overMs: number };
  cloud: CloudSpec;
  priceBook: string;
  firmware: FirmwareSpec[];
  phases: Phase[];
  timeline: TimelineEntry[];
  outages: OutageReplay[];
  /** Whose readings are kept one by one; the last rule that names a device decides. */
  record: RecordRule[];
  rollouts: RolloutSpec[];
  alerts: AlertRule[];
  expectations: ExpectationSpec[];
  stops: StopSpec[];
}
