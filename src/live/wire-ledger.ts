// What was put on the wire and what came out of it, in the terms of the run's message ledger (contract A3): readings by
// device group, and session requests. The difference at the end is what the wire lost.

import type { World } from "../engine/world.js";
import type { MessageColumns } from "../event/message.js";
import { Connect } from "../event/uplinks.js";

export interface WireAccount {
  messages: number;
  connects: number;
  /** By device group. */
  readings: Float64Array;
}

export const emptyAccount = (groups: number): WireAccount => ({
  messages: 0,
  connects: 0,
  readings: new Float64Array(groups),
});

/** Adds the messages of a block to an account. */
export const book = (account: WireAccount, world: World, block: MessageColumns): void => {
  account.messages += block.count;
  for (let row = 0; row < block.count; row++) {
    if (block.kind[row] === Connect.kind) account.connects++;
    const { group, count } = world.inFlightOf(block, row);
    if (count > 0) account.readings[group] += count;
  }
};

/** Adds `more` to `sum`; with sign -1, takes it away. */
export const addAccount = (sum: WireAccount, more: WireAccount, sign: 1 | -1 = 1): void => {
  sum.messages += sign * more.messages;
  sum.connects += sign * more.connects;
  for (let group = 0; group < more.readings.length; group++)
    sum.readings[group] += sign * more.readings[group];
};
