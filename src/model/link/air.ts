// What differs between the classes of radios, as one object for each; a group's radio says which, and nobody else asks.
import { drain, JOIN } from "../power/battery.js";
import { nextFreeMs } from "../radio/lora-duty.js";
import { RadioClass } from "../radio/radio-model.js";
import type { ReadingQueue } from "../state/cell-memory.js";
import type { CellState } from "../state/cell-state.js";
import type { GroupModel } from "../state/group-model.js";
import { answerFrame } from "./answer.js";
import { drainAtOnce, sendAtOnce } from "./at-once.js";
import { sendJoin, sendRequest } from "./own-frame.js";
import { sendPaced, sendPacedHead } from "./paced.js";
import { bookRequest } from "./uplink.js";

export interface Air {
  /** Sends a fresh reading, or keeps it where it did not get through. */
  send(
    cell: CellState,
    device: number,
    group: GroupModel,
    nowMs: number,
    value: number,
    seq: number,
    flags: number,
  ): void;
  /** Sends what is at the head of the buffer. */
  drain(cell: CellState, device: number, group: GroupModel, queue: ReadingQueue, nowMs: number): void;
  /** True while a frame of the device's own has to wait. */
  mustWait(cell: CellState, device: number, nowMs: number): boolean;
  /** A device comes on its network. Returns how long it takes, ms; Infinity where that was lost. */
  join(cell: CellState, device: number, group: GroupModel, nowMs: number): number;
  /** Sends a request (`isJoin`: for an identity, behind a gateway). Returns what it takes on air, ms; Infinity where it was lost. */
  ask(cell: CellState, device: number, group: GroupModel, isJoin: boolean, nowMs: number): number;
  /** Books what a message of the device's own takes, without asking whether there is room. */
  book(cell: CellState, device: number, group: GroupModel, nowMs: number): void;
  /** True where the network can answer a request at `atMs`. */
  canAnswer(cell: CellState, device: number, group: GroupModel, atMs: number): boolean;
  /** True while a device that sleeps can still be called. */
  isAwake(cell: CellState, device: number, group: GroupModel, nowMs: number): boolean;
  /** Of what has waited for a device, so much reaches it when it was heard. */
  readonly downlinksMax: number;
}

const atOnce: Air = {
  send: sendAtOnce,
  drain: drainAtOnce,
  mustWait: () => false,
  join(cell, device, group) {
    drain(cell, device, group, JOIN, group.joinNc);
    return group.twin.radio.joinMs;
  },
  ask(cell, device, group, _isJoin, nowMs) {
    bookRequest(cell, device, group, nowMs);
    return 0;
  },
  book: bookRequest,
  canAnswer: () => true,
  isAwake(cell, device, { radio }, nowMs) {
    const { psm } = radio.twin.link;
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
  ask: (cell, device, group, isJoin, nowMs) =>
    isJoin ? sendJoin(cell, device, group, nowMs) : sendRequest(cell, device, group, nowMs),
  book(cell, device, group, nowMs) {
    bookRequest(cell, device, group, nowMs);
    const { freeMs, rate } = cell.link;
    const airtimeUs = group.radio.airtimeUs[rate[device]];
    const { dutyCyclePpm } = group.radio.twin.link;
    freeMs[device] = nextFreeMs(Math.max(nowMs, freeMs[device]), airtimeUs, dutyCyclePpm);
  },
  canAnswer(cell, device, group, atMs) {
    const k = cell.gatewayOf[device];
    return k < 0 || answerFrame(cell, k, group, cell.link.rate[device], atMs) > 0;
  },
  isAwake: () => false,
  downlinksMax: 1,
};

const BY_CLASS: Readonly<Record<RadioClass, Air>> = {
  [RadioClass.atOnce]: atOnce,
  [RadioClass.paced]: paced,
};

export const airOf = ({ radio }: GroupModel): Air => BY_CLASS[radio.kind];
