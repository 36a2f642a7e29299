// Duplicates by sequence number: the highest number seen of each sender and the 31 below it, as bits. What is older
// than that was seen where it says itself that it is a repeat: many messages sent at once may overtake one another further.
import { ReadingFlag } from "../../event/vocabulary.js";

export interface SequenceWindow {
  /** Highest number seen, -1 for none. */
  highest: Int32Array;
  /** Bit n: the number `highest - n` was seen. */
  mask: Int32Array;
}

const WINDOW = 32;

export const createSequenceWindow = (senders: number): SequenceWindow => ({
  highest: new Int32Array(senders).fill(-1),
  mask: new Int32Array(senders),
});

/**
 * The same for a reading with flags. Alarms have numbers of their own and overtake one another's elders, so they say
 * themselves that they are repeats.
 */
export const isRepeat = (seen: SequenceWindow, sender: number, seq: number, flags: number): boolean =>
  (flags & ReadingFlag.alarm) !== 0
    ? (flags & ReadingFlag.duplicate) !== 0
    : wasSeen(seen, sender, seq, (flags & ReadingFlag.duplicate) !== 0);

/** True when number `seq` of `sender` was seen before; remembers it. Hot: once per reading. */
export const wasSeen = (seen: SequenceWindow, sender: number, seq: number, saysRepeat: boolean): boolean => {
  const ahead = seq - seen.highest[sender];
  if (ahead > 0) {
    seen.mask[sender] = ahead < WINDOW ? (seen.mask[sender] << ahead) | 1 : 1;
    seen.highest[sender] = seq;
    return false;
  }
  if (ahead <= -WINDOW) return saysRepeat;
  const bit = 1 << -ahead;
  if ((seen.mask[sender] & bit) !== 0) return true;
  seen.mask[sender] |= bit;
  return false;
};
