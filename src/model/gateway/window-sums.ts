// The statistics of one aggregation window, kept while its readings come: count, least, greatest, and the sums that mean
// and standard deviation are made of. A meter's register of 250,000,000 that rises by one needs more digits than a double
// has for "mean of squares less square of the mean", so values count from the window's first one, and sums are pairs of
// doubles (Dekker 1971; Knuth 4.2.2): about 32 digits. So the order in which readings come shows in no figure.
import type { GatewayColumns } from "../state/gateway-columns.js";

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

/** Takes one value into the window at `slot`. Hot: once per reading, about 5 ns. */
export const addValue = (gw: GatewayColumns, slot: number, value: number): void => {
  if (gw.count[slot]++ === 0) {
    gw.origin[slot] = value;
    gw.min[slot] = value;
    gw.max[slot] = value;
    return;
  }
  if (value < gw.min[slot]) gw.min[slot] = value;
  else if (value > gw.max[slot]) gw.max[slot] = value;
  const origin = gw.origin[slot];
  const off = value - origin;
  if (off === 0) return;
  const offLow = sumError(value, -origin, off);
  const sum = gw.sum[slot];
  gw.sum[slot] = sum + off;
  gw.sumLow[slot] += sumError(sum, off, gw.sum[slot]) + offLow;
  const square = off * off;
  const squares = gw.squares[slot];
  gw.squares[slot] = squares + square;
  gw.squaresLow[slot] +=
    sumError(squares, square, gw.squares[slot]) + productError(off, off, square) + 2 * off * offLow;
};

/** Empties the window at `slot`. */
export const clearSums = (gw: GatewayColumns, slot: number): void => {
  gw.count[slot] = 0;
  gw.sum[slot] = 0;
  gw.sumLow[slot] = 0;
  gw.squares[slot] = 0;
  gw.squaresLow[slot] = 0;
};

/** Mean of the values in the window at `slot`; it holds at least one. */
export const meanOf = (gw: GatewayColumns, slot: number): number => {
  const count = gw.count[slot];
  const origin = gw.origin[slot];
  const base = count * origin;
  const high = base + gw.sum[slot];
  const low = productError(count, origin, base) + sumError(base, gw.sum[slot], high) + gw.sumLow[slot];
  const total = high + low;
  const rest = low - (total - high);
  const mean = total / count;
  const back = mean * count;
  return mean + (total - back - productError(mean, count, back) + rest) / count;
};

/** Their population standard deviation. */
export const deviationOf = (gw: GatewayColumns, slot: number): number => {
  const count = gw.count[slot];
  const scaled = count * gw.squares[slot];
  const scaledLow = productError(count, gw.squares[slot], scaled) + count * gw.squaresLow[slot];
  const square = gw.sum[slot] * gw.sum[slot];
  const squareLow = productError(gw.sum[slot], gw.sum[slot], square) + 2 * gw.sum[slot] * gw.sumLow[slot];
  const high = scaled - square;
  const spread = high + (sumError(scaled, -square, high) + scaledLow - squareLow);
  return Math.sqrt(Math.max(0, spread)) / count;
};
