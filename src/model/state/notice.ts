// What a paced device has to tell the cloud and nobody answers: how a command or an update ended. Kept until acknowledged.
import { isSameNews, type Letter } from "../../event/letter.js";

export interface Notice {
  letter: Letter;
  /** It has arrived, and its acknowledgement got lost: the network knows a repeated frame by its number. */
  wasHeard: boolean;
}

/** Notices that wait on one device; the oldest goes when another comes. */
const NOTICES_MAX = 8;

/** The notices that wait with another one at their end; a later one about the same thing takes the earlier one's place. */
export const withNotice = (waiting: readonly Notice[], letter: Letter): Notice[] => {
  const others = waiting.filter((notice) => !isSameNews(notice.letter, letter));
  return [...others.slice(-(NOTICES_MAX - 1)), { letter, wasHeard: false }];
};
