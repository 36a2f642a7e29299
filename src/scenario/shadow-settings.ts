// SHD-5: what a shadow property can set on its device. A setting goes by its key in the twin (`reporting.interval`,
// `rules.<actuate>.above`); two have no key there: `sensor.offset`, and `network.apn` for whatever must be right for a
// network to let the device in (an APN, an SSID, a key).

import { closest } from "../core/diagnostic.js";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../core/duration.js";
import { APN, ruleSettingOf } from "../spec/shadow.js";
import type { DeviceTwinText } from "./schema/twin-device.js";

/** What kind of value a setting takes. */
type SettingKind = "duration" | "number" | "text";

interface Setting {
  kind: SettingKind;
  /** What the twin itself says: ms for durations; undefined where it says nothing. */
  own: (twin: DeviceTwinText) => number | undefined;
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  "reporting.interval": { kind: "duration", own: ({ reporting }) => reporting.interval },
  "reporting.heartbeat": { kind: "duration", own: ({ reporting }) => reporting.heartbeat },
  "reporting.deadband": { kind: "number", own: ({ reporting }) => reporting.deadband },
  "reporting.alarm.above": { kind: "number", own: ({ reporting }) => reporting.alarm?.above },
  "reporting.alarm.below": { kind: "number", own: ({ reporting }) => reporting.alarm?.below },
  "sensor.offset": { kind: "number", own: () => 0 },
  keepalive: { kind: "duration", own: ({ keepalive }) => keepalive },
  "reconnect.base": { kind: "duration", own: ({ reconnect }) => reconnect.base },
  "reconnect.cap": { kind: "duration", own: ({ reconnect }) => reconnect.cap },
  [APN]: { kind: "text", own: () => undefined },
};

/** The setting of a name in one twin; or, for an unknown name, a hint. */
export const settingNamed = (sets: string, twin: DeviceTwinText): Setting | { hint: string } => {
  if (Object.hasOwn(SETTINGS, sets)) return SETTINGS[sets];
  const rule = ruleSettingOf(sets);
  const own = twin.rules.find((one) => one.actuate === rule?.actuate && one[rule.side] !== undefined);
  if (rule !== null && own !== undefined) return { kind: "number", own: () => own[rule.side] };
  const rules = twin.rules.flatMap((one) =>
    (["above", "below"] as const)
      .filter((side) => one[side] !== undefined)
      .map((side) => `rules.${one.actuate}.${side}`),
  );
  const names = [...Object.keys(SETTINGS), ...rules];
  const near = closest(sets, names);
  return { hint: near === undefined ? `allowed: ${names.join(", ")}` : `did you mean \`${near}\`?` };
};

/** Units a property that sets a duration can have, in ms. */
export const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: MINUTE_MS,
  min: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
};
