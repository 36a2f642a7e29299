// Cloud profiles: the limits a provider sets, with their source. AWS as of 2026 in the larger regions; Azure IoT Hub
// per unit as documented (devguide-quotas-throttling); self-hosted after a five-node EMQX 4.3 benchmark's connect rate.
// Queue bound, processing time and presence grace are ours: no provider states them.
import type { Context } from "./context.js";
import { readBy } from "./issues.js";
import type { CloudSpec } from "./scenario.js";
import { cloudSchema } from "./schema/cloud.js";
import { keyHint } from "./schema-parts.js";
import { childOf, spanAt } from "./tree.js";

type Limits = Omit<CloudSpec, "profile">;

const COMMON = { ingestQueueMax: 1_000_000, processingMs: 5, presenceGraceMs: 5_000 };

const CLOUD_PROFILES: Readonly<Record<string, Limits>> = {
  // CONNECT 3,000/s (500/s until about 2023), publish 20,000/s, RegisterThing 10/s.
  "aws-iot-core": { ...COMMON, connectsPerSecond: 3_000, provisionsPerSecond: 10, ingestPerSecond: 20_000 },
  // New connections and device-to-cloud sends max(100, 12/unit)/s; DPS 1,000 registrations/min.
  "azure-iot-hub-s1": { ...COMMON, connectsPerSecond: 100, provisionsPerSecond: 16, ingestPerSecond: 100 },
  // 120/unit/s.
  "azure-iot-hub-s2": { ...COMMON, connectsPerSecond: 120, provisionsPerSecond: 16, ingestPerSecond: 120 },
  // 6,000/unit/s.
  "azure-iot-hub-s3": {
    ...COMMON,
    connectsPerSecond: 6_000,
    provisionsPerSecond: 16,
    ingestPerSecond: 6_000,
  },
  "self-hosted": {
    ...COMMON,
    connectsPerSecond: 20_000,
    provisionsPerSecond: 1_000,
    ingestPerSecond: 100_000,
  },
};

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
  const limits = CLOUD_PROFILES[profile];
  return {
    profile,
    connectsPerSecond: broker.connectsPerSecond ?? limits.connectsPerSecond,
    provisionsPerSecond: provisioning.perSecond ?? limits.provisionsPerSecond,
    ingestPerSecond: ingest.perSecond ?? limits.ingestPerSecond,
    ingestQueueMax: ingest.queueMax ?? limits.ingestQueueMax,
    processingMs: ingest.processing ?? limits.processingMs,
    presenceGraceMs: broker.presenceGrace ?? limits.presenceGraceMs,
  };
};
