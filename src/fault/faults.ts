// All kinds of fault, in the order in which they are listed; new ones come last. A new kind is one file, and its name here.
import { backhaulOutage } from "./backhaul-outage.js";
import { brokerLimit } from "./broker-limit.js";
import { certExpiry } from "./cert-expiry.js";
import { clockJump } from "./clock-jump.js";
import { cloudOutage } from "./cloud-outage.js";
import { commandForge } from "./command-forge.js";
import { commandReplay } from "./command-replay.js";
import { credentialReuse } from "./credential-reuse.js";
import { deviceOffline } from "./device-offline.js";
import type { Fault } from "./fault.js";
import { gatewayCrash } from "./gateway-crash.js";
import { linkLoss } from "./link-loss.js";
import { payloadCorrupt } from "./payload-corrupt.js";
import { powerOutage } from "./power-outage.js";
import { sensorDrift } from "./sensor-drift.js";
import { sensorNoise } from "./sensor-noise.js";
import { sensorSilence } from "./sensor-silence.js";
import { sensorSpike } from "./sensor-spike.js";
import { sensorStuck } from "./sensor-stuck.js";
import { sensorUnit } from "./sensor-unit.js";

const ALL = [
  backhaulOutage,
  powerOutage,
  deviceOffline,
  brokerLimit,
  cloudOutage,
  certExpiry,
  payloadCorrupt,
  sensorStuck,
  sensorDrift,
  sensorSpike,
  sensorNoise,
  sensorSilence,
  sensorUnit,
  clockJump,
  commandReplay,
  commandForge,
  credentialReuse,
  linkLoss,
  gatewayCrash,
] as const;

type Known = (typeof ALL)[number];
export type FaultKind = Known["kind"];

export const FAULTS = Object.fromEntries(ALL.map((fault) => [fault.kind, fault])) as unknown as Readonly<
  Record<FaultKind, Fault & { readonly cause?: FaultCause }>
>;
export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

export const isFaultKind = (kind: string): kind is FaultKind => Object.hasOwn(FAULTS, kind);

/** Words under which something is booked that goes wrong through a fault. */
export type FaultCause = NonNullable<Known["cause"]>;
export const FAULT_CAUSES = ALL.flatMap(({ cause }): FaultCause[] => (cause === undefined ? [] : [cause]));

/** The kind that loses readings, by the word under which they are booked. */
export const LOSING_KINDS: ReadonlyMap<string, FaultKind> = new Map(
  FAULT_KINDS.flatMap((kind) => {
    const { cause, losesReadings } = FAULTS[kind];
    return cause !== undefined && losesReadings ? [[cause, kind] as const] : [];
  }),
);

/** What sensors do wrong: `drift` for sensor.drift. */
export type SensorFaultName = FaultKind extends infer Kind
  ? Kind extends `sensor.${infer Name}`
    ? Name
    : never
  : never;
export const SENSOR_FAULT_NAMES = FAULT_KINDS.flatMap((kind) =>
  kind.startsWith("sensor.") ? [kind.slice("sensor.".length) as SensorFaultName] : [],
);
