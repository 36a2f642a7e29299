// What a measure is, and what it says: figures, each with its target where there is one. A target that is missed is
// shown, never an error: the machine may be busy or small.

export interface BenchOptions {
  /** Small sizes: shows that everything works; its figures are not judged. */
  quick: boolean;
  /** The costly sizes too (a million devices, thirty days). */
  full: boolean;
}

export interface Figure {
  what: string;
  value: number;
  unit: string;
  /** Target and its direction; absent where the figure only informs. */
  atMost?: number;
  atLeast?: number;
}

export interface Outcome {
  figures: Figure[];
  /** Conditions of the measurement, checks that were made, why something is absent. */
  notes: string[];
  /** Set where the measure could not be taken at all. */
  skipped?: string;
}

export interface Measure {
  name: string;
  about: string;
  take(options: BenchOptions): Promise<Outcome>;
}

export const skip = (why: string): Outcome => ({ figures: [], notes: [], skipped: why });

const UNITS: Readonly<Record<string, string>> = { ms: " ms", s: " s", x: "x", "": "" };

/** A number short enough for a table: 3 significant digits, thousands apart. */
export const shortNumber = (value: number): string => {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e6) return `${(value / 1e6).toFixed(magnitude >= 1e8 ? 0 : 2)} M`;
  if (magnitude >= 100 || Number.isInteger(value))
    return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
  return value.toFixed(magnitude >= 10 ? 1 : 2);
};

export const withUnit = (value: number, unit: string): string =>
  `${shortNumber(value)}${UNITS[unit] ?? ` ${unit}`}`;

/** `target <= 10 s: met`, or nothing where there is no target. */
export const verdictOf = ({ value, unit, atMost, atLeast }: Figure, isJudged: boolean): string => {
  const parts: string[] = [];
  if (atMost !== undefined) parts.push(`<= ${withUnit(atMost, unit)}`);
  if (atLeast !== undefined) parts.push(`>= ${withUnit(atLeast, unit)}`);
  if (parts.length === 0) return "";
  const isMet = (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast);
  const verdict = isJudged ? (isMet ? "met" : "not met") : "not judged";
  return `target ${parts.join(" and ")}: ${verdict}`;
};

/** The middle of a list of numbers. */
export const median = (values: readonly number[]): number => {
  const ascending = [...values].sort((x, y) => x - y);
  return ascending[ascending.length >> 1];
};
