// What a paced device has to tell the cloud and nobody answers: how a command or an update ended. Kept until acknowledged.
import type { MessageKind } from "../../event/message.js";

export interface Notice {
  kind: MessageKind;
  a: number;
  b: number;
  c: number;
  d?: number;
  bytes: number;
  body: string | undefined;
  /** It has arrived, and its acknowledgement got lost: the network knows a repeated frame by its number. */
  wasHeard: boolean;
}

/** Notices that wait on one device; the oldest goes when another comes. */
const NOTICES_MAX = 8;

/** The notices that wait with another one at their end; a later one about the same thing takes the earlier one's place. */
export const withNotice = (waiting: readonly Notice[], notice: Notice): Notice[] => {
  const others = waiting.filter(({ kind, a }) => kind !== notice.kind || a !== notice.a);
  return [...others.slice(-(NOTICES_MAX - 1)), notice];
};
