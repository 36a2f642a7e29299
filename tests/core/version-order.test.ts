// The order of firmware versions against Semantic Versioning 2.0.0, item 11, and against names as people write them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareVersions } from "../../src/core/version-order.js";

/** Each is newer than the one before it. */
const risesInOrder = (names: readonly string[]): void => {
  names.forEach((older, at) => {
    for (const newer of names.slice(at + 1)) {
      expect(compareVersions(older, newer), `${older} < ${newer}`).toBeLessThan(0);
      expect(compareVersions(newer, older), `${newer} > ${older}`).toBeGreaterThan(0);
    }
    expect(compareVersions(older, older)).toBe(0);
  });
};

describe("the order of versions", () => {
  it("is the example of SemVer item 11", () => {
    risesInOrder(
      "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 2.0.0 2.1.0 2.1.1".split(
        " ",
      ),
    );
  });

  it.each([
    ["1.5.0-rc1", "1.5.0"],
    ["1.4.0", "v1.5.0"],
    ["v1.4.0", "1.5.0"],
    ["V1.4.0", "v1.5"],
    ["3.9", "3.10"],
    ["3.9.9", "3.10"],
    ["1.5.0-rc9", "1.5.0-rc10"],
    ["1.5.0-rc1", "1.5.0-rc2"],
    ["1.5.0rc1", "1.5.0"],
    ["1.5.0rc9", "1.5.0-rc10"],
    ["1.5b2", "1.5"],
    ["1.5.0~rc1", "1.5.0"],
    ["1.4.0-hotfix.2", "1.4.1-hotfix.1"],
    ["fw-1.4.0", "fw-1.10.0"],
    ["release 1.2", "release 1.3"],
    ["1.2.3.9", "1.2.3.10"],
    ["2026.04", "2026.10"],
    ["2026-04-09", "2026-04-10"],
    ["20260412093015123456", "20260412093015123457"],
    ["7", "8"],
    ["1.0.0-2", "1.0.0-a"],
    ["1.5.0-rc1+build9", "1.5.0+build1"],
  ])("%s is older than %s", (older, newer) => risesInOrder([older, newer]));

  it.each([
    ["1.5.0+build7", "1.5.0+build3"],
    ["1.5", "1.5.0"],
    ["v1.5.0", "1.5.0"],
    ["1.05.0", "1.5.0"],
    ["blue", "green"],
    ["3.9", "2e3"],
    ["a-1", "b-2"],
  ])("%s and %s are of one age, or have no order", (x, y) => {
    expect(compareVersions(x, y)).toBe(0);
    expect(compareVersions(y, x)).toBe(0);
  });

  it("holds for versions built so that the answer is known", () => {
    const number = fc.nat(30);
    const word = fc.constantFrom("alpha", "beta", "rc");
    // Tuples compare as their versions do: numbers, then candidate (none is the highest), then its number.
    const version = fc.tuple(number, number, number, fc.option(fc.tuple(word, number), { nil: null }));
    type Built = [number, number, number, [string, number] | null];
    const rank = ([a, b, c, candidate]: Built): (number | string)[] => [
      a,
      b,
      c,
      candidate === null ? 1 : 0,
      candidate?.[0] ?? "",
      candidate?.[1] ?? 0,
    ];
    const known = (x: Built, y: Built): number => {
      const [left, right] = [rank(x), rank(y)];
      const at = left.findIndex((part, index) => part !== right[index]);
      return at < 0 ? 0 : left[at] < right[at] ? -1 : 1;
    };
    const dress = fc.record({
      v: fc.constantFrom("", "v", "V"),
      dot: fc.constantFrom(".", ""),
      build: fc.constantFrom("", "+7", "+b.1-x"),
    });
    const text = (
      [a, b, c, candidate]: Built,
      { v, dot, build }: { v: string; dot: string; build: string },
    ): string =>
      `${v}${a}.${b}.${c}${candidate === null ? "" : `-${candidate[0]}${dot}${candidate[1]}`}${build}`;
    fc.assert(
      fc.property(version, version, dress, fc.constantFrom("", "v"), (x, y, one, v) => {
        const found = compareVersions(text(x, one), text(y, { ...one, v, build: "+other" }));
        expect(Math.sign(found)).toBe(known(x, y));
      }),
    );
  });

  it("is found at once for a name made to be slow", () => {
    expect(compareVersions(`1a${"1".repeat(50)}!`, `${"v.".repeat(30)}!`)).toBe(0);
  });

  it("never has two names each older than the other", () => {
    const part = fc.constantFrom("1", "2", "10", ".", "-", "rc", "v", "+b", "a", "0");
    const name = fc.array(part, { minLength: 1, maxLength: 7 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(name, name, (x, y) => {
        expect(Math.sign(compareVersions(x, y))).toBe(-Math.sign(compareVersions(y, x)) + 0);
      }),
    );
  });
});
