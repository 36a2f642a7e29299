// The statistics of one aggregation window, kept while its readings come: count, least, greatest, and the sums that mean
// and standard deviation are made of. A meter's register of 250,000,000 that rises by one needs more digits than a double
// has for "mean of squares less square of the mean", so values count from the window's first one, and sums are pairs of
// doubles (Dekker 1971; Knuth 4.2.2): about 32 digits. So the order in which readings come shows in no figure.
import {
  COUNT,
  MAX,
  MIN,
  ORIGIN,
  SLOT_FIELDS,
  SQUARES,
  SQUARES_LOW,
  SUM,
  SUM_LOW,
} from "../state/gateway-columns.js";

/** Splits a double into two halves whose products are exact (Veltkamp). */
const SPLITTER = 134_217_729;

/** What a * b loses in rounding to `product`. */
const productError = (a: number, b: number, product: number): number => {
  const aUp = SPLITTER * a;
  const aHigh = aUp - (aUp - a);
  const aLow = a - aHigh;
  const bUp = SPLITTER * b;
  const bHigh = bUp - (bUp - b);
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
};

/** What a + b loses in rounding to `sum`. */
const sumError = (a: number, b: number, sum: number): number => {
  const back = sum - a;
  return a - (sum - back) + (b - back);
};

/** Takes one value into the accumulator at `at`. Hot: once per reading, about 5 ns. */
export const addValue = (slots: Float64Array, at: number, value: number): void => {
  if (slots[at + COUNT]++ === 0) {
    slots[at + ORIGIN] = value;
    slots[at + MIN] = value;
    slots[at + MAX] = value;
    return;
  }
  if (value < slots[at + MIN]) slots[at + MIN] = value;
  else if (value > slots[at + MAX]) slots[at + MAX] = value;
  const origin = slots[at + ORIGIN];
  const off = value - origin;
  if (off === 0) return;
  const offLow = sumError(value, -origin, off);
  const sum = slots[at + SUM];
  const nextSum = sum + off;
  slots[at + SUM] = nextSum;
  slots[at + SUM_LOW] += sumError(sum, off, nextSum) + offLow;
  const square = off * off;
  const squares = slots[at + SQUARES];
  const nextSquares = squares + square;
  slots[at + SQUARES] = nextSquares;
  slots[at + SQUARES_LOW] +=
    sumError(squares, square, nextSquares) + productError(off, off, square) + 2 * off * offLow;
};

/** Empties the accumulator at `at`. */
export const clearSlot = (slots: Float64Array, at: number): void => {
  slots.fill(0, at, at + SLOT_FIELDS);
};

/** Mean of the values in the accumulator at `at`; it holds at least one. */
export const meanOf = (slots: Float64Array, at: number): number => {
  const count = slots[at + COUNT];
  const origin = slots[at + ORIGIN];
  const sum = slots[at + SUM];
  const base = count * origin;
  const high = base + sum;
  const low = productError(count, origin, base) + sumError(base, sum, high) + slots[at + SUM_LOW];
  const total = high + low;
  const rest = low - (total - high);
  const mean = total / count;
  const back = mean * count;
  return mean + (total - back - productError(mean, count, back) + rest) / count;
};

/** Their population standard deviation. */
export const deviationOf = (slots: Float64Array, at: number): number => {
  const count = slots[at + COUNT];
  const sum = slots[at + SUM];
  const squares = slots[at + SQUARES];
  const scaled = count * squares;
  const scaledLow = productError(count, squares, scaled) + count * slots[at + SQUARES_LOW];
  const square = sum * sum;
  const squareLow = productError(sum, sum, square) + 2 * sum * slots[at + SUM_LOW];
  const high = scaled - square;
  const spread = high + (sumError(scaled, -square, high) + scaledLow - squareLow);
  return Math.sqrt(Math.max(0, spread)) / count;
};
