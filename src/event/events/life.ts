// What becomes of devices and gateways: lifecycle, sessions, boots, failures, health, batteries.
import { event } from "../declare-event.js";
import { count, index, ms, optional, version } from "../field.js";
import {
  BATTERY_NOTES,
  CAUSES,
  HEALTH_STATES,
  LIFECYCLE_STATES,
  MENDERS,
  REBOOT_CAUSES,
} from "../vocabulary.js";

const presence = { name: "presence", says: "sessions of devices and gateways, gone and back" };

export const lifeEvents = {
  lifecycle: event({
    kind: 1,
    by: "device",
    about: "entity",
    whenErased: "stays",
    says: "the lifecycle state of a device changed",
    fields: {
      fromState: index("before", LIFECYCLE_STATES),
      toState: index("after", LIFECYCLE_STATES),
      cause: index("why", CAUSES),
    },
    table: { name: "lifecycle", says: "changes of devices' lifecycle state" },
  }),
  online: event({
    kind: 2,
    by: ["device", "gateway"],
    about: "entity",
    whenErased: "stays",
    says: "a session of its own, or the way over its gateway, came up",
    fields: {
      attempts: count("tries until the session was up", "dials"),
      downtimeMs: ms("how long it was gone"),
    },
    table: presence,
    change: "online",
  }),
  offline: event({
    kind: 3,
    by: ["device", "gateway"],
    about: "entity",
    whenErased: "stays",
    says: "a session, or the way over a gateway, went down",
    fields: { cause: index("why", CAUSES), uptimeMs: ms("how long it was there") },
    table: presence,
    change: "offline",
  }),
  reboot: event({
    kind: 4,
    by: "device",
    about: "entity",
    whenErased: "stays",
    says: "a device began to boot",
    fields: {
      cause: index("why", REBOOT_CAUSES),
      version: version("firmware version"),
      bootCount: count("boots so far", "boots"),
    },
    table: { name: "reboots", says: "reboots of devices" },
  }),
  bricked: event({
    kind: 5,
    by: "device",
    about: "entity",
    whenErased: "stays",
    says: "a device can never run again",
    fields: { cause: index("why", CAUSES) },
    table: { name: "bricked", says: "devices that can never boot again" },
  }),
  battery: event({
    kind: 6,
    by: "device",
    about: "entity",
    whenErased: "stays",
    says: "a turning point of a battery",
    fields: {
      what: index("which kind", BATTERY_NOTES),
      chargePpm: count("charge left", "ppm"),
      terminalMv: optional(count("terminal voltage, where it browned out or came back", "mV")),
      meanUa: optional(count("mean current, where its slope is judged", "uA")),
      forecastMs: optional(ms("depletion as forecast at half charge")),
    },
    table: { name: "battery", says: "turning points of batteries: brown-outs, off, back, forecasts" },
  }),
  health: event({
    kind: 7,
    by: "device",
    about: "entity",
    whenErased: "stays",
    says: "the health of a device changed",
    fields: { fromHealth: index("before", HEALTH_STATES), toHealth: index("after", HEALTH_STATES) },
    table: { name: "health", says: "changes of devices' health" },
  }),
  failure: event({
    kind: 35,
    by: "device",
    about: "entity",
    whenErased: "stays",
    says: "hardware failed by chance",
    fields: { mendedBy: index("who helps", MENDERS), takesMs: ms("until it works again") },
    table: { name: "failures", says: "random hardware failures" },
  }),
};
