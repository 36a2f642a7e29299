// What a class A gateway can answer: one second after a frame in the first receive window (the frame's own factor, 1 % duty
// cycle), else a second later in the second one (869.525 MHz, SF12, 10 %), else not at all: the device tries again.
import type { CellState } from "../cell-state.js";
import type { GroupModel } from "../group-model.js";
import { addDownlink } from "./lora-collision.js";
import { nextFreeMs } from "./lora-duty.js";
import { SPREADING_MAX } from "./lora-spreading.js";

const RX1_MS = 1_000;
const RX2_MS = 2_000;
const RX1_DUTY_PPM = 10_000;
const RX2_DUTY_PPM = 100_000;

/**
 * Gateway `k` answers a frame that starts at `atMs`. Returns the answer's airtime in us, or 0 where its duty cycle leaves
 * no room in either window.
 */
export const answerFrame = (
  cell: CellState,
  k: number,
  group: GroupModel,
  rate: number,
  atMs: number,
): number => {
  const { link } = cell;
  const { radio } = group;
  const endMs = atMs + Math.ceil(radio.airtimeUs[rate] / 1000);
  for (let window = 0; window < 2; window++) {
    const startMs = endMs + (window === 0 ? RX1_MS : RX2_MS);
    const slot = 2 * k + window;
    if (link.answerFreeMs[slot] > startMs) continue;
    const airUs = radio.answerUs[window === 0 ? rate : SPREADING_MAX];
    link.answerFreeMs[slot] = nextFreeMs(startMs, airUs, window === 0 ? RX1_DUTY_PPM : RX2_DUTY_PPM);
    addDownlink(link.load, k, airUs, atMs);
    return airUs;
  }
  return 0;
};
