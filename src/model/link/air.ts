// What differs between the classes of radios, as one object for each; a group's radio says which, and nobody else asks.
import { JOIN } from "../battery/load.js";
import { drain } from "../power/battery.js";
import { nextFreeMs } from "../radio/lora-duty.js";
import { RadioClass } from "../radio/radio-model.js";
import type { CellState } from "../state/cell-state.js";
import type { Frame, ReadingQueue } from "../state/frame.js";
import type { GroupModel } from "../state/group-model.js";
import { answerFrame } from "./answer.js";
import { drainAtOnce, sendAtOnce } from "./at-once.js";
import { sendJoin, sendRequest } from "./own-frame.js";
import { sendPaced, sendPacedHead } from "./paced.js";
import { bookRequest } from "./uplink.js";

export interface Air {
  /** Sends a fresh reading, or keeps it where it did not get through. */
  send(cell: CellState, frame: Frame): void;
  /** Sends what is at the head of the buffer. */
  drain(cell: CellState, device: number, queue: ReadingQueue, nowMs: number): void;
  /** True while a frame of the device's own has to wait. */
  mustWait(cell: CellState, device: number, nowMs: number): boolean;
  /** A device comes on its network. Returns how long it takes, ms; Infinity where that was lost. */
  join(cell: CellState, device: number, nowMs: number): number;
  /** Sends a request (`isJoin`: for an identity, behind a gateway). Returns what it takes on air, ms; Infinity where it was lost. */
  ask(cell: CellState, device: number, isJoin: boolean, nowMs: number): number;
  /** Books what a message of the device's own takes, without asking whether there is room. */
  book(cell: CellState, device: number, nowMs: number): void;
  /** True where the network can answer a request at `atMs`. */
  canAnswer(cell: CellState, device: number, atMs: number): boolean;
  /** True while a device that sleeps can still be called. */
  isAwake(cell: CellState, device: number, nowMs: number): boolean;
  /** Of what has waited for a device, so much reaches it when it was heard. */
  readonly downlinksMax: number;
}

const atOnce: Air = {
  send: sendAtOnce,
  drain: drainAtOnce,
  mustWait: () => false,
  join(cell, device) {
    const { attachLoad, twin } = cell.group(device);
    drain(cell, device, JOIN, attachLoad.chargeNc);
    return twin.radio.joinMs;
  },
  ask(cell, device, _isJoin, nowMs) {
    bookRequest(cell, device, nowMs);
    return 0;
  },
  book: bookRequest,
  canAnswer: () => true,
  isAwake(cell, device, nowMs) {
    const { psm } = cell.group(device).radio.twin.link;
    const exchangedMs = cell.link.freeMs[device];
    return psm !== null && exchangedMs > 0 && nowMs <= exchangedMs + psm.activeMs;
  },
  downlinksMax: Infinity,
};

/** LoRa class A. */
const paced: Air = {
  send: sendPaced,
  drain: sendPacedHead,
  mustWait: (cell, device, nowMs) => nowMs < cell.link.freeMs[device],
  join: sendJoin,
  ask: (cell, device, isJoin, nowMs) =>
    isJoin ? sendJoin(cell, device, nowMs) : sendRequest(cell, device, nowMs),
  book(cell, device, nowMs) {
    bookRequest(cell, device, nowMs);
    const { freeMs, rate } = cell.link;
    const { single, twin } = cell.group(device).radio;
    const { airtimeUs } = single[rate[device]];
    const { dutyCyclePpm } = twin.link;
    freeMs[device] = nextFreeMs(Math.max(nowMs, freeMs[device]), airtimeUs, dutyCyclePpm);
  },
  canAnswer(cell, device, atMs) {
    const { airtimeUs } = cell.group(device).radio.single[cell.link.rate[device]];
    return answerFrame(cell, device, airtimeUs, atMs);
  },
  isAwake: () => false,
  downlinksMax: 1,
};

const BY_CLASS: Readonly<Record<RadioClass, Air>> = {
  [RadioClass.atOnce]: atOnce,
  [RadioClass.paced]: paced,
};

export const airOf = ({ radio }: GroupModel): Air => BY_CLASS[radio.kind];
