// Cloud profiles: the limits a provider sets, with their source. AWS as of 2026 in the larger regions; Azure IoT Hub
// per unit as documented (devguide-quotas-throttling); self-hosted after a five-node EMQX 4.3 benchmark's connect rate.
// Queue bound and processing time are ours: no provider states them.

import type { CloudSpec } from "../spec/cloud.js";
import type { Context } from "./context.js";
import { readBy } from "./issues.js";
import { cloudSchema } from "./schema/cloud.js";
import { keyHint } from "./schema-parts.js";
import { childOf, spanAt } from "./tree.js";

type Limits = Omit<CloudSpec, "profile" | "units">;

const COMMON = { ingestQueueMax: 1_000_000, processingMs: 5 };

/** AWS IoT Core, additional metering details: steps of 5 KB of payload and topic; CONNECT, SUBSCRIBE, PUBACK of a device. */
const AWS_METERING = { stepBytes: 5 * 1024, connects: true, acknowledgements: true };
/** IoT Hub developer guide, pricing: chunks of 4 KB; connects, keep-alives and acknowledgements are free. */
const AZURE_METERING = { stepBytes: 4 * 1024, connects: false, acknowledgements: false };
/** MQTT's own: a 16-bit number of seconds [MQTT-3.1.2.10]. */
const MQTT_KEEPALIVE = { minMs: 1_000, maxMs: 65_535_000 };
/** IoT Hub closes after 29 min 27 s at the latest whatever the client asks for (recalled, to be checked). */
const AZURE_KEEPALIVE = { minMs: 1_000, maxMs: 1_767_000 };

interface Profile {
  /** Sold by the unit; else there is one. */
  isByUnit: boolean;
  limits(units: number): Limits;
}

/** An Azure IoT Hub: `perSecond` connects and sends a unit (at least `floor`), `perDay` messages a unit; DPS 1,000 registrations/min. */
const azure = (perSecond: number, floor: number, perDay: number): Profile => ({
  isByUnit: true,
  limits: (units) => ({
    ...COMMON,
    connectsPerSecond: Math.max(floor, perSecond * units),
    provisionsPerSecond: 16,
    ingestPerSecond: Math.max(floor, perSecond * units),
    messagesPerDay: perDay * units,
    metering: AZURE_METERING,
    keepalive: AZURE_KEEPALIVE,
  }),
});

const CLOUD_PROFILES: Readonly<Record<string, Profile>> = {
  // CONNECT 3,000/s (500/s until about 2023), publish 20,000/s, RegisterThing 10/s; keep-alive 30 to 1,200 s.
  "aws-iot-core": {
    isByUnit: false,
    limits: () => ({
      ...COMMON,
      connectsPerSecond: 3_000,
      provisionsPerSecond: 10,
      ingestPerSecond: 20_000,
      messagesPerDay: null,
      metering: AWS_METERING,
      keepalive: { minMs: 30_000, maxMs: 1_200_000 },
    }),
  },
  "azure-iot-hub-s1": azure(12, 100, 400_000),
  "azure-iot-hub-s2": azure(120, 120, 6_000_000),
  "azure-iot-hub-s3": azure(6_000, 6_000, 300_000_000),
  "self-hosted": {
    isByUnit: false,
    limits: () => ({
      ...COMMON,
      connectsPerSecond: 20_000,
      provisionsPerSecond: 1_000,
      ingestPerSecond: 100_000,
      messagesPerDay: null,
      metering: AWS_METERING,
      keepalive: MQTT_KEEPALIVE,
    }),
  },
};

/** Names of the profiles, for those who price them. */
export const CLOUD_PROFILE_NAMES = Object.keys(CLOUD_PROFILES);

/** The profile's limits with the file's own on top. */
export const readCloud = (context: Context): CloudSpec | undefined => {
  const { problems, root } = context;
  const tree = childOf(root, "cloud");
  const text = tree === undefined ? cloudSchema.parse({}) : readBy(problems, cloudSchema, tree, ["cloud"]);
  if (text === undefined) return undefined;
  const { profile, broker, provisioning, ingest } = text;
  if (!Object.hasOwn(CLOUD_PROFILES, profile)) {
    const at = spanAt(root, ["cloud", "profile"]);
    problems.error(
      at,
      "SCN030",
      `there is no cloud profile \`${profile}\``,
      keyHint(profile, Object.keys(CLOUD_PROFILES)),
    );
    return undefined;
  }
  const { isByUnit, limits: limitsOf } = CLOUD_PROFILES[profile];
  if (text.units !== undefined && !isByUnit) {
    const sold = CLOUD_PROFILE_NAMES.filter((name) => CLOUD_PROFILES[name].isByUnit).join(", ");
    problems.error(
      spanAt(root, ["cloud", "units"]),
      "SCN013",
      `cloud.units is ${text.units}; the profile ${profile} is not sold by the unit`,
      `profiles with units: ${sold}; leave units out, or set broker.connectsPerSecond and ingest.perSecond`,
    );
  }
  const units = text.units ?? 1;
  const limits = limitsOf(units);
  return {
    profile,
    units,
    messagesPerDay: limits.messagesPerDay,
    metering: limits.metering,
    keepalive: limits.keepalive,
    connectsPerSecond: broker.connectsPerSecond ?? limits.connectsPerSecond,
    provisionsPerSecond: provisioning.perSecond ?? limits.provisionsPerSecond,
    ingestPerSecond: ingest.perSecond ?? limits.ingestPerSecond,
    ingestQueueMax: ingest.queueMax ?? limits.ingestQueueMax,
    processingMs: ingest.processing ?? limits.processingMs,
  };
};
