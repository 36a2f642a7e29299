// A twin's signal as the model reads it.
import type { SignalTwin } from "../spec/signal.js";
import { DAYS, type DeviceTwinText, dayNumber } from "./schema/twin-device.js";

export const signalOf = (text: DeviceTwinText["signal"]): SignalTwin => {
  switch (text.kind) {
    case "occupancy":
      return { kind: "occupancy", meanOccupiedMs: text.meanOccupied, meanVacantMs: text.meanVacant };
    case "counter":
      return { ...text, wrapsAt: text.wrapsAt ?? null };
    case "schedule": {
      const times = text.times.map(({ days, from, until, value }) => ({
        days: typeof days === "string" ? [...DAYS[days]] : days.map(dayNumber),
        fromHour: from,
        untilHour: until,
        value,
      }));
      return { ...text, times };
    }
    case "track": {
      const { shows, points, kmPerHour, stop, fence, noise } = text;
      return { kind: "track", shows, points, kmPerHour, stopMs: stop, fence: fence ?? null, noise };
    }
    default:
      return text;
  }
};
