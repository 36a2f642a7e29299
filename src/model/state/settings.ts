// SHD-5: the settings a device's loop goes by. They are the twin's until its shadow says otherwise; a device with values
// of its own has them in its shadow copy, found by one flag (`tuned`), so the others pay nothing for it. Left out: in a live
// run the keep-alive on the wire stays the twin's.

import type { ShadowPropertyTwin, ShadowSection, ShadowValue } from "../../spec/shadow.js";
import { APN, ruleSettingOf } from "../../spec/shadow.js";
import type { DeviceTwin, LocalRule, ReconnectTwin } from "../../spec/twin.js";
import { sameValue, valueAt } from "../protocol/shadow-document.js";

/** Bits of the `tuned` column. */
export const Tuned = {
  /** The shadow copy holds settings that are not the twin's. */
  settings: 1,
  /** A configuration is on trial. */
  trial: 2,
} as const;

export interface Settings {
  intervalMs: number;
  degradedIntervalMs: number;
  heartbeatMs: number;
  deadband: number;
  /** A reading beyond these is an alarm; infinite where there is none. */
  alarmAbove: number;
  alarmBelow: number;
  /** Added to what the sensor shows. */
  offset: number;
  rules: readonly LocalRule[];
  keepaliveMs: number;
  reconnect: ReconnectTwin;
  /** No network knows the device by these settings. */
  isShutOut: boolean;
}

export const twinSettings = ({
  reporting,
  degradedIntervalFactor,
  rules,
  keepaliveMs,
  reconnect,
}: DeviceTwin): Settings => ({
  intervalMs: reporting.intervalMs,
  degradedIntervalMs: reporting.intervalMs * degradedIntervalFactor,
  heartbeatMs: reporting.heartbeatMs,
  deadband: reporting.deadband,
  alarmAbove: reporting.alarm?.above ?? Infinity,
  alarmBelow: reporting.alarm?.below ?? -Infinity,
  offset: 0,
  rules,
  keepaliveMs,
  reconnect,
  isShutOut: false,
});

const SETTERS: Readonly<Record<string, (settings: Settings, value: number, twin: DeviceTwin) => void>> = {
  "reporting.interval": (settings, value, twin) => {
    settings.intervalMs = value;
    settings.degradedIntervalMs = value * twin.degradedIntervalFactor;
  },
  "reporting.heartbeat": (settings, value) => {
    settings.heartbeatMs = value;
  },
  "reporting.deadband": (settings, value) => {
    settings.deadband = value;
  },
  "reporting.alarm.above": (settings, value) => {
    settings.alarmAbove = value;
  },
  "reporting.alarm.below": (settings, value) => {
    settings.alarmBelow = value;
  },
  "sensor.offset": (settings, value) => {
    settings.offset = value;
  },
  keepalive: (settings, value) => {
    settings.keepaliveMs = value;
  },
  "reconnect.base": (settings, value) => {
    settings.reconnect = { ...settings.reconnect, baseMs: value };
  },
  "reconnect.cap": (settings, value) => {
    settings.reconnect = { ...settings.reconnect, capMs: value };
  },
};

const applyOne = (
  settings: Settings,
  property: ShadowPropertyTwin,
  value: ShadowValue,
  twin: DeviceTwin,
): void => {
  const { sets, unitMs, works } = property;
  if (sets === null) return;
  if (sets === APN) {
    settings.isShutOut = !works.some((name) => sameValue(name, value));
    return;
  }
  const rule = ruleSettingOf(sets);
  if (rule !== null) {
    settings.rules = settings.rules.map((one) =>
      one.actuate === rule.actuate && one[rule.side] !== null ? { ...one, [rule.side]: value } : one,
    );
    return;
  }
  const number = value as number;
  SETTERS[sets](settings, unitMs === null ? number : Math.max(1, Math.round(number * unitMs)), twin);
};

/** What a device's values make of its twin's settings `own`, or null where they change nothing. */
export const settingsOf = (twin: DeviceTwin, own: Settings, reported: ShadowSection): Settings | null => {
  let settings: Settings | null = null;
  for (const property of twin.shadow) {
    if (property.sets === null) continue;
    const value = valueAt(reported, property.name);
    if (value === undefined || sameValue(value, property.initial)) continue;
    settings ??= { ...own };
    applyOne(settings, property, value, twin);
  }
  return settings;
};
