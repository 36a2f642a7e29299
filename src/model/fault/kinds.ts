// All fault kinds an entity can feel, by name. A new kind is one file and one line here.
import type { WorldAction } from "../plan.js";
import { backhaulOutage } from "./backhaul-outage.js";
import { certExpiry } from "./cert-expiry.js";
import { cloudOutage } from "./cloud-outage.js";
import { deviceOffline, recordedOutage } from "./device-offline.js";
import type { FaultModel } from "./fault.js";
import { linkLoss } from "./link-loss.js";
import { payloadCorrupt } from "./payload-corrupt.js";
import { powerOutage } from "./power-outage.js";
import { sensorStuck } from "./sensor-stuck.js";

/** broker.limit is the cloud's own; a local change is no fault. */
type FeltKind = Exclude<WorldAction["kind"], "local" | "broker.limit">;

export const FAULT_MODELS: Readonly<Record<FeltKind, FaultModel>> = {
  "backhaul.outage": backhaulOutage,
  "cert.expiry": certExpiry,
  "cloud.outage": cloudOutage,
  "device.offline": deviceOffline,
  "link.loss": linkLoss,
  "payload.corrupt": payloadCorrupt,
  "power.outage": powerOutage,
  "recorded-outage": recordedOutage,
  "sensor.stuck": sensorStuck,
};
