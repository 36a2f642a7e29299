// What a class A gateway can answer: one second after a frame in the first receive window (the frame's own factor, 1 % duty
// cycle), a second later in the second one (869.525 MHz, SF9 as The Things Network has it, 10 % and 27 dBm), or not at all:
// the device tries again. The window with the shorter answer comes first.

import { addDownlink } from "../radio/lora-collision.js";
import { nextFreeMs } from "../radio/lora-duty.js";
import type { CellState } from "../state/cell-state.js";
import type { GroupModel } from "../state/group-model.js";

export const RX1 = { delayMs: 1_000, dutyPpm: 10_000 } as const;
export const RX2 = { delayMs: 2_000, dutyPpm: 100_000 } as const;
export const RX2_SPREADING = 9;

/** What the answer is: an acknowledgement, or a join's accept, whose windows open 4 s later (JOIN_ACCEPT_DELAY 5 and 6 s). */
export interface AnswerKind {
  lengths: "answerUs" | "acceptUs";
  delayMs: number;
}
const ACKNOWLEDGEMENT: AnswerKind = { lengths: "answerUs", delayMs: 0 };
export const ACCEPT: AnswerKind = { lengths: "acceptUs", delayMs: 4_000 };

/** Sends an answer of `airUs` in one window, where its band has room. */
const answerIn = (
  cell: CellState,
  slot: number,
  startMs: number,
  airUs: number,
  dutyPpm: number,
): boolean => {
  const { answerFreeMs } = cell.link;
  if (answerFreeMs[slot] > startMs) return false;
  answerFreeMs[slot] = nextFreeMs(startMs, airUs, dutyPpm);
  return true;
};

/**
 * Gateway `k` answers a frame of `airtimeUs` that starts at `atMs`. Returns the answer's airtime in us, or 0 where its duty cycle leaves
 * no room in either window.
 */
export const answerFrame = (
  cell: CellState,
  k: number,
  group: GroupModel,
  rate: number,
  atMs: number,
  airtimeUs = group.radio.airtimeUs[rate],
  kind: AnswerKind = ACKNOWLEDGEMENT,
): number => {
  const { radio } = group;
  const endMs = atMs + Math.ceil(airtimeUs / 1000) + kind.delayMs;
  const first = radio[kind.lengths][rate];
  const second = radio[kind.lengths][RX2_SPREADING];
  const isFirstShorter = first <= second;
  for (let turn = 0; turn < 2; turn++) {
    const useFirst = (turn === 0) === isFirstShorter;
    const window = useFirst ? RX1 : RX2;
    const airUs = useFirst ? first : second;
    const slot = 2 * k + (useFirst ? 0 : 1);
    if (!answerIn(cell, slot, endMs + window.delayMs, airUs, window.dutyPpm)) continue;
    addDownlink(cell.link.load, k, airUs, atMs);
    return airUs;
  }
  return 0;
};
