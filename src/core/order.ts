// Orders that are the same on every machine: text by UTF-16 code unit, never by locale.

/** Compares text by code unit: negative, 0 or positive, for sort(). */
export const compareCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A sorted copy of `items` by the text that `keyOf` gives, by code unit; equal keys keep their order. */
export const sortedBy = <T>(items: Iterable<T>, keyOf: (item: T) => string): T[] =>
  [...items].sort((a, b) => compareCodeUnits(keyOf(a), keyOf(b)));
