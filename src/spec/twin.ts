// The twins of devices and gateways as a scenario has them, every default filled in.
import type { DetectorFigures } from "../detector/detectors.js";
import type { PowerTwin } from "./power.js";
import type { RadioTwin } from "./radio.js";
import type { ShadowPropertyTwin } from "./shadow.js";
import type { SignalTwin } from "./signal.js";

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

/** Rules of one device are numbered below this: what one of them does at a sample has a number of its own. */
export const LOCAL_RULES_MAX = 8;

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

/** Rules of one gateway are numbered below this: a device's standing with each of them is one bit. */
export const EDGE_RULES_MAX = 16;

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
  /** What it finds odd, and what each detector is told. */
  detectors: DetectorFigures;
  backhaulLatencyMs: number;
  backhaulJitterMs: number;
  /** At most 16. */
  rules: EdgeRule[];
  reconnect: ReconnectTwin;
  keepaliveMs: number;
  /** In a pair: so long after a gateway was last fit its partner takes over; so long fit, and it has its devices back. */
  failover: { takeoverMs: number; returnMs: number };
}
