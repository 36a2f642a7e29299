// The field's own units as zod schemas: text such as `90s`, `31KB`, `0.1%`, `44mA` becomes a number in the base unit
// that the output type names. A bare number where a unit is needed is an error, never a guess.
import { z } from "zod";
import { parseDuration } from "../core/duration.js";
import { parseRate, parseShare, parseSize } from "../core/units.js";
import type { ScenarioCode } from "./codes.js";
import { DURATION_MAX_MS, SPAN_MAX_MS } from "./limits.js";

type Parsed = { ok: true; value: number } | { ok: false; message: string; hint?: string };

export interface Bounds {
  min?: number;
  max?: number;
  /** How the bounds read, e.g. `1s to 3660d`. */
  range?: string;
}

interface Kind {
  /** `a duration such as 90s, 5m or 24h`. */
  expected: string;
  /** For editors: what the text looks like. */
  pattern: string;
  parse: (text: string) => Parsed;
  /** Some quantities are counts and also come as plain numbers. */
  bareNumber?: boolean;
}

/** What a custom issue carries beside zod's own fields; read by issues.ts. */
export interface IssueNote {
  code: ScenarioCode;
  hint?: string;
}

const quantity = ({ expected, pattern, parse, bareNumber }: Kind) => {
  // Zero needs no unit.
  const editor = bareNumber ? { type: ["string", "number"] } : { type: ["string", "number"], maximum: 0 };
  const make = (bounds: Bounds) =>
    z
      .unknown()
      .transform((raw, context): number => {
        const refuse = (message: string, note: IssueNote): never => {
          context.addIssue({ code: "custom", message, input: raw, params: { ...note } });
          return z.NEVER;
        };
        if (raw === undefined) return refuse(`it must be ${expected}`, { code: "SCN011" });
        if (typeof raw === "number" && !bareNumber && raw !== 0) {
          return refuse(`it must be ${expected}`, { code: "SCN015", hint: "a number needs its unit here" });
        }
        if (typeof raw !== "string" && typeof raw !== "number") {
          return refuse(`it must be ${expected}`, { code: "SCN012" });
        }
        const parsed: Parsed = typeof raw === "number" ? { ok: true, value: raw } : parse(raw.trim());
        if (!parsed.ok) {
          const negative =
            typeof raw === "string" && /^-\s*\d/.test(raw) && parse(raw.replace(/^-\s*/, "")).ok;
          if (negative) return refuse("it must not be negative", { code: "SCN014" });
          return refuse(`it must be ${expected}`, { code: "SCN015", hint: parsed.hint });
        }
        const { min = 0, max = Number.MAX_SAFE_INTEGER } = bounds;
        if (!(parsed.value >= min && parsed.value <= max)) {
          const range = bounds.range ?? `between ${min} and ${max}`;
          return refuse(`it must be ${range}`, { code: "SCN014" });
        }
        return parsed.value;
      })
      .meta({ ...editor, pattern, description: expected });
  // Making a schema costs more than using it once; most places have the same bounds.
  const made = new Map<string, ReturnType<typeof make>>();
  return (bounds: Bounds = {}) => {
    const key = JSON.stringify(bounds);
    const schema = made.get(key) ?? make(bounds);
    made.set(key, schema);
    return schema;
  };
};

const UNIT_NUMBER = /^([-+]?\d[\d_]*(?:\.\d+)?)\s*([^\d\s].*)?$/;

/** A parser for `<number><unit>` over a table of units; the result is rounded to `digits` after the point. */
const tabled =
  (units: Record<string, number>, digits: number) =>
  (text: string): Parsed => {
    const match = UNIT_NUMBER.exec(text);
    const factor = match ? units[match[2] ?? ""] : undefined;
    if (!match || factor === undefined || !Object.hasOwn(units, match[2] ?? "")) {
      return { ok: false, message: "not readable", hint: `units: ${Object.keys(units).join(", ")}` };
    }
    const scale = [1, 10, 100, 1000][digits];
    return { ok: true, value: Math.round(Number(match[1].replaceAll("_", "")) * factor * scale) / scale };
  };

const durationKind: Kind = {
  expected: "a duration such as 250ms, 90s, 5m, 24h or 14d",
  pattern: "^(0|([0-9][0-9_.]*\\s*(ms|s|m|h|d|w)\\s*)+|\\$\\{.+\\})$",
  parse: parseDuration,
};
const durations = quantity(durationKind);
/** Milliseconds. Without bounds 0 to ten years. */
export const duration = (bounds: Bounds = {}) =>
  durations({ min: 0, max: SPAN_MAX_MS, range: "between 0s and 3660d", ...bounds });
/** Milliseconds, above 0. */
export const positiveDuration = () =>
  durations({ min: 1, max: SPAN_MAX_MS, range: "above 0s and at most 3660d" });
/** Milliseconds; MQTT has 16 bits for the seconds of a keep-alive [MQTT-3.1.2.10]. */
export const keepaliveDuration = () =>
  durations({ min: 1_000, max: 65_535_000, range: "between 1s and 65535s, MQTT's 16 bits" });
/** Milliseconds; the length of a run. */
export const runDuration = () =>
  durations({ min: 1_000, max: DURATION_MAX_MS, range: "between 1s and 3660d" });

/** Bytes. */
export const size = quantity({
  expected: "a size such as 12B, 180KB or 2MB",
  pattern: "^([0-9][0-9_.]*\\s*(B|KB|MB|GB|TB|KiB|MiB|GiB)|\\$\\{.+\\})$",
  parse: parseSize,
});

const shares = quantity({
  expected: "a share such as 0.1% or 95%",
  pattern: "^([0-9][0-9_.]*\\s*%|\\$\\{.+\\})$",
  parse: parseShare,
});
/** Ppm, 0..1,000,000. */
export const share = (bounds: Bounds = {}) =>
  shares({ min: 0, max: 1_000_000, range: "between 0% and 100%", ...bounds });

const percents = quantity({
  expected: "a percentage such as 1 or 12.5",
  pattern: "^([0-9][0-9_.]*\\s*%?|\\$\\{.+\\})$",
  parse: tabled({ "": 1, "%": 1 }, 3),
  bareNumber: true,
});
/** Ppm from a number of percent: `percent: 10` is 100,000; above 0, at most 100 %. */
export const percent = (bounds: { min?: number } = {}) =>
  percents({
    min: bounds.min ?? 0.0001,
    max: 100,
    range: `above ${bounds.min === 0 ? "or at 0" : "0"} and at most 100`,
  }).transform((value) => Math.round(value * 10_000));

/** Per second; a bare number is per second too. */
export const rate = quantity({
  expected: "a speed such as 500/s or 500",
  pattern: "^([0-9][0-9_.]*\\s*(/\\s?(s|min|h|d))?|\\$\\{.+\\})$",
  parse: (text) =>
    /^\d[\d_]*(\.\d+)?$/.test(text) ? { ok: true, value: Number(text.replaceAll("_", "")) } : parseRate(text),
  bareNumber: true,
});

const CURRENTS = { nA: 0.001, uA: 1, µA: 1, mA: 1_000, A: 1_000_000 };
const currents = quantity({
  expected: "a current such as 2uA or 44mA",
  pattern: "^[0-9][0-9_.]*\\s*(nA|uA|µA|mA|A)$",
  parse: tabled(CURRENTS, 3),
});
/** Microamperes, to a thousandth. */
export const current = () => currents({ max: 100_000_000, range: "between 0A and 100A" });
/** Milliampere-hours. */
export const charge = quantity({
  expected: "a battery capacity such as 2400mAh or 8.5Ah",
  pattern: "^[0-9][0-9_.]*\\s*(mAh|Ah)$",
  parse: tabled({ mAh: 1, Ah: 1_000 }, 3),
});
/** Millivolts. */
export const voltage = quantity({
  expected: "a voltage such as 3.6V or 3300mV",
  pattern: "^[0-9][0-9_.]*\\s*(mV|V)$",
  parse: tabled({ mV: 1, V: 1_000 }, 0),
});
/** Milliohms. */
export const resistance = quantity({
  expected: "a resistance such as 400mOhm or 12Ohm",
  pattern: "^[0-9][0-9_.]*\\s*(mOhm|Ohm|mΩ|Ω)$",
  parse: tabled({ mOhm: 1, Ohm: 1_000, mΩ: 1, Ω: 1_000 }, 3),
});
/** Milliwatts. */
export const power = quantity({
  expected: "a power such as 500mW or 2W",
  pattern: "^[0-9][0-9_.]*\\s*(mW|W)$",
  parse: tabled({ mW: 1, W: 1_000 }, 3),
});
/** Degrees Celsius. */
const temperatures = quantity({
  expected: "a temperature such as 15degC or -20degC",
  pattern: "^-?[0-9][0-9_.]*\\s*(degC|°C)$",
  parse: tabled({ degC: 1, "°C": 1 }, 3),
});
export const temperature = (bounds: Bounds = {}) =>
  temperatures({ min: -60, max: 90, range: "between -60degC and 90degC", ...bounds });
/** Microseconds: times per payload byte. */
export const microseconds = quantity({
  expected: "a short time such as 32us or 4ms",
  pattern: "^[0-9][0-9_.]*\\s*(us|µs|ms|s)$",
  parse: tabled({ us: 1, µs: 1, ms: 1_000, s: 1_000_000 }, 0),
});
/** Metres. */
export const metres = quantity({
  expected: "a distance such as 40m or 2.5km",
  pattern: "^[0-9][0-9_.]*\\s*(m|km)$",
  parse: tabled({ m: 1, km: 1_000 }, 1),
});
/** LoRa spreading factor: 7..12, or 0 for `auto`. */
export const spreadingFactor = () =>
  z
    .unknown()
    .transform((raw, context): number => {
      if (raw === "auto") return 0;
      if (typeof raw === "number" && Number.isInteger(raw) && raw >= 7 && raw <= 12) return raw;
      const code: ScenarioCode = typeof raw === "number" ? "SCN014" : "SCN012";
      const message = "it must be auto or a spreading factor from 7 to 12";
      context.addIssue({ code: "custom", message, input: raw, params: { code } });
      return z.NEVER;
    })
    .meta({ enum: ["auto", 7, 8, 9, 10, 11, 12], description: "spreading factor 7 to 12, or auto" });
/** Bytes per second. */
export const byteRate = quantity({
  expected: "a speed such as 20KB/s",
  pattern: "^[0-9][0-9_.]*\\s*(B|KB|MB)/s$",
  parse: tabled({ "B/s": 1, "KB/s": 1_000, "MB/s": 1_000_000 }, 0),
});

/** A point in time as written: `5m`, `storm`, `storm + 2m`, `fw.aborted + 1h`; read by times.ts once phases are known. */
export const timeText = () =>
  z
    .unknown()
    .transform((raw, context): string => {
      if (raw === 0) return "0s";
      if (typeof raw === "string" && raw.trim() !== "") return raw.trim();
      const code: ScenarioCode = raw === undefined ? "SCN011" : typeof raw === "number" ? "SCN015" : "SCN012";
      const message = "it must be a time such as 5m, a phase or `phase + 2m`";
      context.addIssue({ code: "custom", message, input: raw, params: { code } });
      return z.NEVER;
    })
    .meta({ type: ["string", "number"], maximum: 0, description: "a time: 5m, a phase, or phase + 2m" });
