// Tables of measured points, read on straight lines between them. The hot loops read them resampled at equal steps.

/** y at `x` on straight lines through (xs, ys), xs rising; the ends' values hold beyond them. */
export const onLines = (xs: ArrayLike<number>, ys: ArrayLike<number>, x: number): number => {
  const last = xs.length - 1;
  if (x <= xs[0]) return ys[0];
  if (x >= xs[last]) return ys[last];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const mid = (low + high) >> 1;
    if (xs[mid] <= x) low = mid;
    else high = mid;
  }
  return ys[low] + ((ys[high] - ys[low]) * (x - xs[low])) / (xs[high] - xs[low]);
};

/** Like {@link onLines}, but the outermost lines go on beyond the ends. */
export const onLinesBeyond = (xs: ArrayLike<number>, ys: ArrayLike<number>, x: number): number => {
  const last = xs.length - 1;
  if (last === 0) return ys[0];
  const from = x < xs[0] ? 0 : last - 1;
  if (x >= xs[0] && x <= xs[last]) return onLines(xs, ys, x);
  return ys[from] + ((ys[from + 1] - ys[from]) * (x - xs[from])) / (xs[from + 1] - xs[from]);
};

/** The table at x = 0, 1/steps, ... 1: steps + 1 values. */
export const resampled = (xs: ArrayLike<number>, ys: ArrayLike<number>, steps: number): Float64Array =>
  Float64Array.from({ length: steps + 1 }, (_, at) => onLines(xs, ys, at / steps));
