// "Did you mean ...": the candidate nearest to a mistyped word by edit distance (insert, delete, replace, swap of two
// neighbours; Damerau's restricted form), letter case aside.
import { compareCodeUnits } from "./order.js";

/** A third of the letters may be wrong, and always one. */
const DISTANCE_SHARE = 3;
/** Longer words are not compared: nobody mistypes them, and the work is quadratic. */
const WORD_LENGTH_MAX = 64;
/** More than any gap of lengths that is compared. */
const SCORE_PER_EDIT = WORD_LENGTH_MAX + 1;

/** The candidate nearest to `word`, or undefined when none is near; of equals the first by code unit. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > WORD_LENGTH_MAX) return undefined;
  const wanted = word.toLowerCase();
  // One wrong letter in a word of one is another word, so at most all but one may be wrong.
  const distanceMax = Math.min(Math.max(1, Math.floor(word.length / DISTANCE_SHARE)), word.length - 1);
  let best: string | undefined;
  let bestScore = (distanceMax + 1) * SCORE_PER_EDIT;
  for (const candidate of [...candidates].sort(compareCodeUnits)) {
    const lengthGap = Math.abs(candidate.length - word.length);
    if (lengthGap > distanceMax) continue;
    // Of equal distances the word of the same length wins: people swap letters more than they drop them.
    const score = editDistance(wanted, candidate.toLowerCase()) * SCORE_PER_EDIT + lengthGap;
    if (score >= bestScore) continue;
    best = candidate;
    bestScore = score;
  }
  return best;
}

/** Least number of inserted, deleted, replaced and swapped letters that turn one word into the other. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1] ? 0 : 1;
      let distance = Math.min(last[column] + 1, current[column - 1] + 1, last[column - 1] + same);
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) distance = Math.min(distance, beforeLast[column - 2] + 1);
      current.push(distance);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length];
}
