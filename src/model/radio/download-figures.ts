// How a file comes down: block by block, each asked for with a request of its own. What a transport says of it, and what
// is usual where it says nothing: 16 KB blocks as a cloud's file streams have them, at the twin's downlink rate. A block
// larger than a frame comes in several. Left out: windows of several blocks under way at once.

import {
  BLOCK_BYTES_USUAL,
  type DownloadHabits,
  REQUEST_BYTES_USUAL,
} from "../../transport/download-habits.js";
import { RATES } from "../../transport/transport.js";
import type { RadioModel } from "./radio-model.js";

/** A CRC-32 goes with each block (with each frame of LoRa, where a frame is a block). */
export const BLOCK_CHECK_BYTES = 4;

/** One group's downloads at one rate, as plain numbers. */
export interface Download {
  readonly blockBytes: number;
  readonly frameBytes: number;
  readonly bytesPerS: number;
  readonly receiveUA: number;
  readonly connectedMs: number;
  /** A request with its exchange: time on air us, charges nC, latency ms; and bytes on the wire. */
  readonly requestUs: number;
  readonly requestTxNc: number;
  readonly requestRxNc: number;
  readonly requestMs: number;
  readonly requestWireBytes: number;
  /** A request on a connection that is there. */
  readonly nextUs: number;
  readonly nextNc: number;
  /** Bytes around the image bytes of a frame. */
  readonly frameOverheadBytes: number;
}

const figuresOf = ({ transport, twin }: RadioModel, rate: number): Download => {
  const habits: Partial<DownloadHabits> = transport.download?.(twin, rate) ?? {};
  const { blockBytes = BLOCK_BYTES_USUAL, requestBytes = REQUEST_BYTES_USUAL, headBytes = 0 } = habits;
  const request = transport.attempt(twin, rate, requestBytes);
  const nextUs = habits.requestUs ?? request.airtimeUs;
  const frameBytes = transport.payloadMaxBytes(twin, rate) - headBytes - BLOCK_CHECK_BYTES;
  return {
    blockBytes,
    frameBytes: Math.max(1, frameBytes),
    bytesPerS: habits.bytesPerS ?? twin.downlinkBytesPerS,
    receiveUA: habits.receiveUA ?? twin.rxUA,
    connectedMs: habits.connectedMs ?? 0,
    requestUs: request.airtimeUs,
    requestTxNc: Math.floor(request.txUAMs),
    requestRxNc: Math.floor(request.rxUAMs),
    requestMs: request.latencyMs,
    requestWireBytes: request.wireBytes,
    nextUs,
    nextNc: Math.floor((twin.txUA * nextUs) / 1000),
    frameOverheadBytes: twin.overheadBytes + headBytes + BLOCK_CHECK_BYTES,
  };
};

const known = new WeakMap<RadioModel, (Download | undefined)[]>();

/** The figures of a group at a rate; worked out once. */
export const downloadOf = (radio: RadioModel, rate: number): Download => {
  let figures = known.get(radio);
  if (figures === undefined) {
    figures = new Array<Download | undefined>(RATES).fill(undefined);
    known.set(radio, figures);
  }
  return (figures[rate] ??= figuresOf(radio, rate));
};

/** Most image bytes of one LoRa frame that holds `payloadMaxBytes`, and at least one. */
export const imageBytesOf = (payloadMaxBytes: number): number =>
  Math.max(1, payloadMaxBytes - BLOCK_CHECK_BYTES);

/** Whole ms that `bytes` take at a rate. */
export const transferMs = (bytes: number, bytesPerS: number): number =>
  Math.max(1, Math.ceil((bytes * 1000) / bytesPerS));
