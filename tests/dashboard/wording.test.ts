import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { barOf, makeTheme } from "../../src/dashboard/theme.js";
import {
  clockText,
  countText,
  shareText,
  shortText,
  speedText,
  waitText,
} from "../../src/dashboard/wording.js";

describe("the dashboard's numbers", () => {
  test("a clock runs over days", () => {
    expect([0, 59_999, 3_661_000, 86_400_000 * 3 + 7_384_000].map(clockText)).toEqual([
      "00:00:00",
      "00:00:59",
      "01:01:01",
      "3d 02:03:04",
    ]);
  });

  test("counts are grouped or shortened", () => {
    expect([0, 999, 1_000, 1_234_567, -42_000].map(countText)).toEqual([
      "0",
      "999",
      "1,000",
      "1,234,567",
      "-42,000",
    ]);
    expect([0, 999, 1_000, 12_345, 99_960, 999_600, 4_560_000].map(shortText)).toEqual([
      "0",
      "999",
      "1.00k",
      "12.3k",
      "100k",
      "1.00M",
      "4.56M",
    ]);
  });

  test("a short count never takes more than six characters", () => {
    fc.assert(fc.property(fc.nat(2 ** 31 - 1), (n) => shortText(n * 1000).length <= 6));
  });

  test("a share is 100 % or 0 % only when it is", () => {
    expect([0, 0.0000001, 0.5, 0.99999, 1].map(shareText)).toEqual([
      "0 %",
      "0.1 %",
      "50.0 %",
      "99.9 %",
      "100 %",
    ]);
  });

  test("waits and speeds are words a person reads at a glance", () => {
    expect([100, 59_000, 180_000, 7_800_000].map(waitText)).toEqual(["1 s", "59 s", "3 min", "2 h 10 min"]);
    expect([1, 12, 17_280].map(speedText)).toEqual(["x1.0", "x12", "x17,280"]);
  });

  test("a bar has exactly its width, and something is never drawn as nothing", () => {
    const theme = makeTheme({ colour: false, unicode: false });
    fc.assert(
      fc.property(fc.double({ min: -1, max: 2, noNaN: true }), fc.nat(60), (share, width) => {
        expect(barOf(theme, share, width)).toHaveLength(width);
      }),
    );
    expect(barOf(theme, 0.0001, 10)).toBe("#---------");
    expect(barOf(theme, 0, 10)).toBe("----------");
  });
});
