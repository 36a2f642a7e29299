// The closed vocabularies of the model, by index: what a code in an event, message or metric sub-key means.
// Append only: indices are part of the digest.
import { DETECTOR_KINDS } from "../detector/detectors.js";
import { FAULT_CAUSES, type FaultCause, SENSOR_FAULT_NAMES } from "../fault/faults.js";

/** LIF-1: the six states of a device. */
export const LIFECYCLE_STATES = [
  "unprovisioned",
  "provisioning",
  "active",
  "degraded",
  "maintenance",
  "decommissioned",
] as const;
export type LifecycleState = (typeof LIFECYCLE_STATES)[number];

/** LIF-5. */
export const HEALTH_STATES = ["healthy", "warning", "critical"] as const;

/** Why something went wrong or changed: message drops, offline, lifecycle. */
const WORDS = [
  "none",
  "link-loss",
  "buffer-full",
  "store-full",
  "ingest-overflow",
  "quarantined",
  "device-down",
  "device-bricked",
  "battery-empty",
  "power-outage",
  "backhaul-outage",
  "cloud-outage",
  "fault-offline",
  "recorded-outage",
  "cert-expired",
  "session-lost",
  "reboot",
  "update",
  "provisioned",
  "first-contact",
  "low-battery",
  "battery-recovered",
  "command",
  "decommissioned",
  "link-clog",
  "erased",
  "gateway-down",
  "rate-limited",
  "hardware-failure",
  "revoked",
  "wrong-settings",
  "hang",
  "sender-quarantined",
] as const;
export type Cause = (typeof WORDS)[number] | FaultCause;
/** Words that faults bring along come last. */
export const CAUSES: readonly Cause[] = [...new Set<Cause>([...WORDS, ...FAULT_CAUSES])];
export const causeIndex = (cause: Cause): number => CAUSES.indexOf(cause);

export const REBOOT_CAUSES = [
  "power-on",
  "update",
  "rollback",
  "watchdog",
  "boot-loop",
  "brown-out",
  "command",
  "leak",
  "hardware",
] as const;
export type RebootCause = (typeof REBOOT_CAUSES)[number];

/** Who drains a battery. */
export const CONSUMERS = [
  "sleep",
  "sense",
  "compute",
  "transmit",
  "receive",
  "join",
  "update",
  "self-discharge",
  "fault",
  "actuate",
  "indicator",
] as const;
export type Consumer = (typeof CONSUMERS)[number];

/** Why a request was refused. */
export const REFUSALS = ["rate", "auth", "unavailable", "invalid", "revoked", "quarantine"] as const;

/** AWS IoT Jobs execution states. */
export const JOB_STATUSES = [
  "QUEUED",
  "IN_PROGRESS",
  "SUCCEEDED",
  "FAILED",
  "TIMED_OUT",
  "REJECTED",
  "REMOVED",
  "CANCELED",
  "ROLLED_BACK",
  "ROLLBACK_FAILED",
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** States of a rollout. `failed`: it went through all its stages and nobody runs the new version. */
export const ROLLOUT_STATUSES = ["scheduled", "running", "paused", "completed", "aborted", "failed"] as const;
export type RolloutStatus = (typeof ROLLOUT_STATUSES)[number];

/** Why an execution ended as it did, and the one status it ends with. An outcome's text begins with it, before a colon. */
export const OUTCOME_REASONS = {
  updated: "SUCCEEDED",
  "already-installed": "SUCCEEDED",
  crashed: "FAILED",
  "no-contact": "FAILED",
  "image-refused": "FAILED",
  "block-refused": "FAILED",
  "too-late": "FAILED",
  "power-failed": "FAILED",
  "other-failure": "FAILED",
  "older-version": "REJECTED",
  "low-battery": "REJECTED",
  "other-refusal": "REJECTED",
  "no-outcome": "TIMED_OUT",
  "called-off": "CANCELED",
  absent: "CANCELED",
  decommissioned: "REMOVED",
  "went-back": "ROLLED_BACK",
  "no-way-back": "ROLLBACK_FAILED",
} as const satisfies Record<string, JobStatus>;
export type OutcomeReason = keyof typeof OUTCOME_REASONS;

/** Steps of the update agent. */
export const UPDATE_STATES = [
  "idle",
  "downloading",
  "verifying",
  "installing",
  "swapping",
  "self-testing",
  "committed",
  "rolled-back",
  "refused",
  "paused",
] as const;

/** SHD-2. */
export const SHADOW_POLICIES = ["cloud", "device", "latest", "manual"] as const;
export type ShadowPolicy = (typeof SHADOW_POLICIES)[number];

/** What became of desired values at a device. */
export const CONFIG_OUTCOMES = ["applied", "refused", "rolled-back"] as const;

/** What gateways find odd. */
export const ANOMALIES = DETECTOR_KINDS;

/** What sensors do wrong (ground truth of injected faults). */
export const SENSOR_FAULTS = SENSOR_FAULT_NAMES;

/** Why a payload was put aside, by code. */
export const QUARANTINE_REASONS = ["unknown", "unreadable"] as const;

/** How a command ended at the device. */
export const COMMAND_OUTCOMES = ["done", "refused", "duplicate", "bad-signature", "replay"] as const;

/** `decommission` is only the registry's to send: it comes with the end of the credential (LIF-8). */
export const COMMANDS = [
  "diagnostics",
  "read-sensor",
  "blink",
  "reboot",
  "enter-maintenance",
  "leave-maintenance",
  "decommission",
] as const;

/** What the cloud answers. `revoked`: the credential was ended, for good. */
export const Answer = {
  ok: 0,
  refusedRate: 1,
  refusedAuth: 2,
  unavailable: 3,
  conflict: 4,
  none: 5,
  invalid: 6,
  revoked: 7,
  tooLarge: 8,
} as const;
export const ANSWERS = Object.keys(Answer);

/** What is said of a reading, by bit. */
export const ReadingFlag = { duplicate: 1, corrupt: 2, onChange: 4, buffered: 8, alarm: 16 } as const;
export const READING_FLAGS = Object.keys(ReadingFlag);

/** Who ruled that an actuator acts. */
export const RULERS = ["device", "gateway"] as const;

/** Turning points of a battery. */
export const BATTERY_NOTES = ["brown-out", "off", "back", "forecast", "steep", "steady"] as const;
export type BatteryNote = (typeof BATTERY_NOTES)[number];
export const batteryNote = (note: BatteryNote): number => BATTERY_NOTES.indexOf(note);

/** Who helps a device whose hardware failed: its own watchdog, or somebody who comes. */
export const MENDERS = ["watchdog", "visit"] as const;

export const SHADOW_SIDES = ["desired", "reported"] as const;

/** Whose value holds after a conflict. */
export const SHADOW_WINNERS = ["cloud", "device", "open"] as const;

/** The two ends of something that lasts. */
export const ENDS = ["start", "end"] as const;
export const endIndex = (end: (typeof ENDS)[number]): number => ENDS.indexOf(end);

/** How grave an alert is. */
export const SEVERITIES = ["P0", "P1", "P2", "P3", "P4"] as const;
export type Severity = (typeof SEVERITIES)[number];
