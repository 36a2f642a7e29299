// Amounts with units: what is read, what is refused and with which help.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Parsed } from "../../src/core/amount.js";
import { DURATION_MAX_MS, formatDuration, parseDuration } from "../../src/core/duration.js";
import {
  formatBytes,
  formatCount,
  formatMoney,
  parseMoney,
  parseRate,
  parseShare,
  parseSize,
} from "../../src/core/units.js";

type Parser = (text: string) => Parsed;
const PARSERS: [string, Parser][] = [
  ["duration", parseDuration],
  ["size", parseSize],
  ["share", parseShare],
  ["money", parseMoney],
  ["rate", parseRate],
];
const refusal = (result: Parsed): { message: string; hint: string } => {
  if (result.ok) throw new Error(`expected a refusal, got ${result.value}`);
  return result;
};

describe("durations", () => {
  test.each([
    ["250ms", 250],
    ["90s", 90_000],
    ["5m", 300_000],
    ["24h", 86_400_000],
    ["14d", 1_209_600_000],
    ["2w", 1_209_600_000],
    ["0s", 0],
    ["1.5h", 5_400_000],
    ["0.1s", 100],
    ["1h30m", 5_400_000],
    ["1h 30m", 5_400_000],
    ["1w2d3h4m5s6ms", 788_645_006],
    ["86_400s", 86_400_000],
    [" 90 s ", 90_000],
    ["36500d", DURATION_MAX_MS],
  ])("%s is %i ms", (text, ms) => {
    expect(parseDuration(text)).toEqual({ ok: true, value: ms });
  });

  test.each([
    ["90", "add a unit, like 90s or 90m"],
    ["", "write a number and a unit"],
    ["s", "write a number and a unit"],
    ["-5s", "write a number and a unit"],
    ["1e3s", "the units are w, d, h, m, s, ms"],
    ["5 minutes", "did you mean 5m?"],
    ["5min", "did you mean 5m?"],
    ["5M", "did you mean 5m?"],
    ["5sm", "did you mean 5ms?"],
    ["5parsec", "the units are w, d, h, m, s, ms"],
    ["30m1h", "from the longest unit to the shortest"],
    ["1h1h", "each once"],
    ["1__0s", "write a number and a unit"],
    ["_10s", "write a number and a unit"],
    ["10_s", "write a number and a unit"],
    [".5s", "write a number and a unit"],
    ["5.s", "write a number and a unit"],
    ["1h,30m", "write a number and a unit"],
  ])("%j is refused with a hint", (text, hint) => {
    const { message, hint: given } = refusal(parseDuration(text));
    expect(message).toContain(`"${text}" is not a duration; it must be a number and a unit`);
    expect(given).toContain(hint);
  });

  test("parts of a millisecond and more than a hundred years are refused, never rounded", () => {
    expect(refusal(parseDuration("0.5ms")).message).toContain("not a whole number of milliseconds");
    expect(refusal(parseDuration("0.0001s")).message).toContain("not a whole number of milliseconds");
    expect(refusal(parseDuration("36500d1ms")).message).toContain("at most 36500d");
    expect(refusal(parseDuration("9999999999999999999999d")).message).toContain("at most 36500d");
  });

  test("what formatDuration writes, parseDuration reads back exactly", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: DURATION_MAX_MS }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toEqual({ ok: true, value: ms });
      }),
    );
  });

  test.each([
    [0, 5, "0s"],
    [250, 5, "250ms"],
    [5_400_000, 5, "1h30m"],
    [1_209_600_000, 5, "14d"],
    [788_645_006, 5, "9d3h4m5s6ms"],
    [788_645_006, 2, "9d3h"],
    [788_645_006, 1, "9d"],
    [59_999, 1, "1m"],
    [3_599_999, 2, "1h"],
    [86_399_999, 3, "1d"],
    [-1_500, 5, "-1s500ms"],
    [0.4, 5, "0s"],
    [Number.POSITIVE_INFINITY, 5, "never"],
  ])("%f ms in %i parts is %s", (ms, parts, text) => {
    // A rounded-up last part stays in its unit: 60s is written as 1m.
    expect(formatDuration(ms, parts)).toBe(text);
  });
});

describe("sizes, shares, money, rates", () => {
  test.each([
    [parseSize, "180KB", 180_000],
    [parseSize, "2MB", 2_000_000],
    [parseSize, "1.5 GB", 1_500_000_000],
    [parseSize, "4KiB", 4_096],
    [parseSize, "0.5MiB", 524_288],
    [parseSize, "150B", 150],
    [parseSize, "1_000B", 1_000],
    [parseShare, "0.1%", 1_000],
    [parseShare, "99.9%", 999_000],
    [parseShare, "99.9999%", 999_999],
    [parseShare, "0%", 0],
    [parseShare, "100%", 1_000_000],
    [parseShare, "12 %", 120_000],
    [parseMoney, "0.25 USD", 250_000],
    [parseMoney, "1_200USD", 1_200_000_000],
    [parseMoney, "0.000001 USD", 1],
    [parseRate, "500/s", 500],
    [parseRate, "20/min", 20 / 60],
    [parseRate, "36/h", 0.01],
    [parseRate, "1/d", 1 / 86_400],
    [parseRate, "0.5 / s", 0.5],
    [parseRate, "10_000/s", 10_000],
  ] as [Parser, string, number][])("%o reads %s as %f", (parse, text, value) => {
    expect(parse(text)).toEqual({ ok: true, value });
  });

  test.each([
    [parseSize, "180", "is not a size; it must be a number and a unit (B, KB", "add a unit, like 180B"],
    [parseSize, "180kb", "is not a size", "did you mean 180KB?"],
    [parseSize, "1.5B", "finer than 1 byte", "round it"],
    [parseSize, "1001TB", "at most 1000TB", "write"],
    [parseSize, "180 furlongs", "is not a size", "the units are B, KB"],
    [
      parseShare,
      "0.1",
      "is not a share; it must be a number from 0 to 100 and a percent sign",
      "add a unit, like 0.1%",
    ],
    [parseShare, "101%", "at most 100%", "write"],
    [parseShare, "-1%", "is not a share", "write"],
    [parseShare, "0.00001%", "finer than 0.0001%", "round it"],
    [parseMoney, "0.25", "is not an amount of money; it must be a number and USD", "add a unit"],
    [parseMoney, "0.25 usd", "is not an amount of money", "did you mean 0.25USD?"],
    [parseMoney, "$0.25", "is not an amount of money", "write a number and USD"],
    [parseMoney, "0.0000001 USD", "finer than 0.000001 USD", "round it"],
    [parseRate, "500", "is not a rate; it must be a number and /s", "add a unit, like 500/s"],
    [parseRate, "20/m", "is not a rate", "did you mean 20/min?"],
    [parseRate, "20/week", "is not a rate", "the units are /s, /min, /h, /d"],
    [parseRate, "fast", "is not a rate", "write a number and /s"],
    [parseRate, "2_000_000_000/s", "at most 1_000_000_000/s", "write"],
  ] as [Parser, string, string, string][])(
    "%o refuses %s and says what is allowed",
    (parse, text, message, hint) => {
      const refused = refusal(parse(text));
      expect(refused.message).toContain(`"${text}"`);
      expect(refused.message).toContain(message);
      expect(refused.hint).toContain(hint);
    },
  );

  test("decimals are read exactly: every share of up to four decimals is its ppm", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (ppm) => {
        const text = `${Math.floor(ppm / 10_000)}.${String(ppm % 10_000).padStart(4, "0")}%`;
        expect(parseShare(text)).toEqual({ ok: true, value: ppm });
      }),
    );
  });

  test.each(PARSERS)(
    "the %s parser answers any text with a finite number or a refusal that quotes it",
    (_, parse) => {
      const pieces = fc.constantFrom(
        "1",
        "0",
        ".",
        "_",
        "-",
        "ms",
        "h",
        "KB",
        "%",
        " ",
        "USD",
        "/s",
        "/",
        "e",
        "constructor",
      );
      const text = fc.oneof(
        fc.string(),
        fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join("")),
      );
      fc.assert(
        fc.property(text, (given) => {
          const result = parse(given);
          if (result.ok) expect(result.value >= 0 && Number.isFinite(result.value)).toBe(true);
          else expect([result.message.includes(given), result.hint.length > 0]).toEqual([true, true]);
        }),
      );
    },
  );
});

describe("numbers for reports", () => {
  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1 KB"],
    [180_000, "180 KB"],
    [1_240_000, "1.24 MB"],
    [86_400_000_000, "86.4 GB"],
    [999_499, "999 KB"],
    [999_600, "1 MB"],
    [2_160_000_000_000, "2.16 TB"],
    [5_000_000_000_000_000, "5,000 TB"],
    [-1_500, "-1.5 KB"],
  ])("%i bytes are %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test.each([
    [0, "0"],
    [999, "999"],
    [1_000, "1,000"],
    [14_400_000, "14,400,000"],
    [-28_800, "-28,800"],
    [0.016666, "0.0167"],
    [12.5, "12.5"],
    [0.5, "0.5"],
    [999.96, "1,000"],
    [1_234.56, "1,235"],
  ])("%f is counted as %s", (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  test.each([
    [0, "0.00 USD"],
    [250_000, "0.25 USD"],
    [43_200, "0.0432 USD"],
    [3_456, "0.003456 USD"],
    [1, "0.000001 USD"],
    [999_999, "0.999999 USD"],
    [1_000_000, "1.00 USD"],
    [1_234_500_000, "1,234.50 USD"],
    [1_695_600_000, "1,695.60 USD"],
    [-250_000, "-0.25 USD"],
  ])("%i microdollars are %s", (microUsd, text) => {
    expect(formatMoney(microUsd)).toBe(text);
  });

  test("money below one dollar is written exactly: reading it gives it back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (microUsd) => {
        expect(parseMoney(formatMoney(microUsd))).toEqual({ ok: true, value: microUsd });
      }),
    );
  });
});
