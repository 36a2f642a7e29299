// What a firmware version does to the devices it runs on (OTA-6), one behaviour a list item: `{boot-loop: {share: 12%}}`.

import type { FirmwareBehaviour } from "../../spec/firmware.js";
import { current, positiveDuration, share } from "../quantities.js";
import { BIG, labels, numeric, strict } from "../schema-parts.js";

const whom = () => ({ share: share().prefault("100%"), labels: labels().default({}) });

const kinds = {
  "boot-loop": strict(whom()).optional(),
  leak: strict({ ...whom(), after: positiveDuration() }).optional(),
  drain: strict({ ...whom(), current: current() }).optional(),
  "sensor-bias": strict({ ...whom(), bias: numeric(-BIG, BIG) }).optional(),
  "payload-schema": strict(whom()).optional(),
  "sync-restart": strict({ ...whom(), every: positiveDuration() }).optional(),
  "no-backoff": strict(whom()).optional(),
};

/** The parameter of each kind, as the model names it. */
const PARAMS: Record<FirmwareBehaviour["kind"], Record<string, string>> = {
  "boot-loop": {},
  leak: { after: "afterMs" },
  drain: { current: "uA" },
  "sensor-bias": { bias: "bias" },
  "payload-schema": {},
  "sync-restart": { every: "everyMs" },
  "no-backoff": {},
};

/** For the docs: what each does and the keys of its own. */
export const BEHAVIOUR_MEANINGS: Record<FirmwareBehaviour["kind"], { keys: string; meaning: string }> = {
  "boot-loop": { keys: "", meaning: "crashes soon after each boot" },
  leak: { keys: "after (a duration)", meaning: "the watchdog bites this long after each boot" },
  drain: { keys: "current", meaning: "sleeps with this much more" },
  "sensor-bias": { keys: "bias (a number)", meaning: "readings are off by this" },
  "payload-schema": { keys: "", meaning: "sends readings that nobody can parse" },
  "sync-restart": { keys: "every (a duration)", meaning: "all restart at every multiple of this" },
  "no-backoff": { keys: "", meaning: "reconnects at once, whatever the twin says" },
};

export const behaviourSchema = strict(kinds)
  .refine((value) => Object.values(value).filter((kind) => kind !== undefined).length === 1, {
    message: `it must have exactly one of ${Object.keys(kinds).join(", ")}`,
    params: { code: "SCN017" },
  })
  .transform((value): FirmwareBehaviour => {
    const kind = Object.keys(value).find(
      (key) => value[key as FirmwareBehaviour["kind"]] !== undefined,
    ) as FirmwareBehaviour["kind"];
    const text = value[kind] as { share: number; labels: Record<string, string> } & Record<string, number>;
    const params: Record<string, number> = {};
    for (const [from, to] of Object.entries(PARAMS[kind])) params[to] = text[from];
    return { kind, sharePpm: text.share, labels: text.labels, params };
  });
