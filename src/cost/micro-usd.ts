// Money is whole microdollars. A product of prices and quantities is held exactly (bigint) until a line is done, then
// rounded once, half up, to one microdollar; totals add rounded lines, so an invoice adds up on paper.

/** numerator / denominator to the nearest whole number, halves up; both not negative, denominator above 0. */
export const dividedHalfUp = (numerator: bigint, denominator: bigint): bigint =>
  (2n * numerator + denominator) / (2n * denominator);

/** A bigint as a number; throws where it would lose a digit (above 9 billion USD). */
export const safeNumber = (value: bigint): number => {
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new RangeError("an amount or quantity is too large to be held exactly (above 9 billion USD)");
  return Number(value);
};

/** quantity * part / whole to the nearest whole number, halves up; whole numbers, not negative. */
export const scaledHalfUp = (quantity: number, part: number, whole: number): number =>
  safeNumber(dividedHalfUp(BigInt(quantity) * BigInt(part), BigInt(whole)));
