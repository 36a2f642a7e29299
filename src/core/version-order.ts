// Which of two firmware versions is the newer: Semantic Versioning 2.0.0, item 11, for names as people write them. Beyond
// SemVer: a `v` (or `V`, `ver`, `version`, or a name both share: `fw-1.4.0`) before the numbers is a habit; there may be one number
// or five, and a missing one is 0; a candidate may follow without its hyphen (`1.5.0rc1`); and digits within an identifier
// count as a number (`rc9` before `rc10`, which SemVer would have the other way round). A library was looked at: `semver` refuses
// or guesses at such names, and takes rc10 for older than rc9.

interface Version {
  /** What stands before the numbers, in lower case, without the habitual `v`. */
  prefix: string;
  /** Digits without leading zeros: dates and build counters do not fit a double. */
  numbers: string[];
  /** Identifiers of a pre-release; none for a final release. */
  candidate: string[];
}

const NUMBERS = String.raw`(?<numbers>\d+(?:\.\d+)*)`;
const HYPHENED = `-(?<hyphened>[0-9A-Za-z.-]+)`;
/** The words of candidates that are written straight on (PEP 440), or after another sign than the hyphen. */
const GLUED = String.raw`[._~ ]?(?<glued>(?:alpha|beta|preview|pre|snapshot|dev|rc|a|b|c)\d*(?:[.-]\d+)*)`;
const NAME = new RegExp(
  String.raw`^(?<prefix>[A-Za-z][A-Za-z_. -]*?)?[_. -]?${NUMBERS}(?:${HYPHENED}|${GLUED})?(?:\+.*)?$`,
  "i",
);
const HABITS = new Set(["v", "ver", "version"]);

const digitsOf = (text: string): string => text.replace(/^0+(?=\d)/, "");

/** A version's parts, or null where the name is none that can be put in order (`blue`, `2e3`). */
const read = (name: string): Version | null => {
  const groups = NAME.exec(name.trim())?.groups;
  if (groups === undefined) return null;
  const prefix = (groups.prefix ?? "").toLowerCase().replace(/[_. -]+$/, "");
  const candidate = groups.hyphened ?? groups.glued ?? "";
  return {
    prefix: HABITS.has(prefix) ? "" : prefix,
    numbers: groups.numbers.split(".").map(digitsOf),
    candidate: candidate === "" ? [] : candidate.split(".").filter((one) => one !== ""),
  };
};

const compareTexts = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);

/** Numbers of any length, as digits. */
const compareDigits = (x: string, y: string): number => x.length - y.length || compareTexts(x, y);

const isNumber = (identifier: string): boolean => /^\d+$/.test(identifier);

/** Letters by code unit, runs of digits as numbers. */
const compareWords = (x: string, y: string): number => {
  const [left, right] = [x, y].map((text) => text.match(/\d+|\D/g) ?? []);
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const both = isNumber(left[at]) && isNumber(right[at]);
    const difference = both
      ? compareDigits(digitsOf(left[at]), digitsOf(right[at]))
      : compareTexts(left[at], right[at]);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
};

/** SemVer 11.4: numbers below words, and by their size. */
const compareIdentifiers = (x: string, y: string): number => {
  if (isNumber(x) && isNumber(y)) return compareDigits(digitsOf(x), digitsOf(y));
  if (isNumber(x) !== isNumber(y)) return isNumber(x) ? -1 : 1;
  return compareWords(x, y);
};

const compareCandidates = (x: readonly string[], y: readonly string[]): number => {
  // A final release is newer than its candidates.
  if (x.length === 0 || y.length === 0) return Number(x.length === 0) - Number(y.length === 0);
  for (let at = 0; at < Math.min(x.length, y.length); at++) {
    const difference = compareIdentifiers(x[at], y[at]);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
};

/**
 * Negative where `left` is older than `right`, positive where it is newer, 0 where they are of one age or cannot be compared:
 * build metadata (`+build7`) is no part of the order, and a name that is no version has none.
 */
export const compareVersions = (left: string, right: string): number => {
  const [x, y] = [read(left), read(right)];
  if (x === null || y === null || x.prefix !== y.prefix) return 0;
  for (let at = 0; at < Math.max(x.numbers.length, y.numbers.length); at++) {
    const difference = compareDigits(x.numbers[at] ?? "0", y.numbers[at] ?? "0");
    if (difference !== 0) return difference;
  }
  return compareCandidates(x.candidate, y.candidate);
};
