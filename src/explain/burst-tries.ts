// How often an exchange is tried until both sides know of it, where losses come together: the two-state chain of
// radio/gilbert-elliott.ts, tried at the pauses of link/publish.ts. Left out: a reading that comes while an earlier
// one is still tried waits behind it and takes no tries of its own in that spell; the spread of the pauses.
import { BUFFER_RETRY_MS } from "../model/link/at-once.js";
import { badChance } from "../model/radio/gilbert-elliott.js";
import type { RadioModel } from "../model/radio/radio-model.js";

/** No exchange is given up before this many tries in the reckoning; on a link that hears nothing it would never end. */
export const TRIES_MAX = 50;
/** A burst of attempts that come fast needs more of them to be over. */
const BURST_TRIES_MAX = 2_000;

/** Chances of one try's losses. `flat`: by the link's quality, in bursts where there are any; the others come at random. */
export interface Losses {
  flat: number;
  faded: number;
  ack: number;
}

/** Mean number of tries of an acknowledged exchange, the first one at any moment. */
export const triesOf = ({ twin, transport, attemptsMax }: RadioModel, losses: Losses): number => {
  const { flat, faded, ack } = losses;
  const { burst } = twin.link;
  const goodFails = 1 - (1 - faded) * (1 - ack);
  if (burst === null || flat <= 0 || flat >= 1)
    return Math.min(TRIES_MAX, 1 / ((1 - flat) * (1 - goodFails)));
  // Shares of exchanges still without an answer, by the state of the link.
  let [bad, good, tries] = [flat, 1 - flat, 0];
  for (let attempt = 1; attempt <= BURST_TRIES_MAX && bad + good > 1e-9; attempt++) {
    tries += bad + good;
    good *= goodFails;
    const tried = attempt % attemptsMax;
    const pauseMs = tried === 0 ? BUFFER_RETRY_MS : transport.retryWaitMs(twin, tried, 0.5);
    const staysBad = badChance(burst, flat, true, pauseMs);
    const turnsBad = badChance(burst, flat, false, pauseMs);
    [bad, good] = [bad * staysBad + good * turnsBad, bad * (1 - staysBad) + good * (1 - turnsBad)];
  }
  return tries;
};
