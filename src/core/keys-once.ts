// The pairs of a YAML map by name, each once; and those that repeat a name. The parser's own search compares every pair with
// every other, which takes minutes for a large file.
import { isScalar } from "yaml";

interface PairLike {
  readonly key: unknown;
}

export interface KeysOnce<Pair> {
  once: Map<string, Pair>;
  /** A pair whose name stands before, and the first of that name. */
  again: { name: string; pair: Pair; first: Pair }[];
  /** Pairs whose key is a map or a list. */
  nameless: Pair[];
}

/** A name is what is written: `1.10` is not 1.1. */
export const keyName = (key: unknown): string | undefined => {
  if (!isScalar(key)) return undefined;
  return typeof key.value === "string" ? key.value : key.source || String(key.value);
};

export const keysOnce = <Pair extends PairLike>(pairs: readonly Pair[]): KeysOnce<Pair> => {
  const found: KeysOnce<Pair> = { once: new Map(), again: [], nameless: [] };
  for (const pair of pairs) {
    const name = keyName(pair.key);
    const first = name === undefined ? undefined : found.once.get(name);
    if (name === undefined) found.nameless.push(pair);
    else if (first !== undefined) found.again.push({ name, pair, first });
    else found.once.set(name, pair);
  }
  return found;
};
