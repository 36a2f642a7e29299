// What a transport may say of its downloads; the rest is usual (agent/download.ts).
import type { RadioSettings } from "./settings.js";

/** Blocks as a cloud's file streams have them, and a request that names the file, the offset and the length. */
export const BLOCK_BYTES_USUAL = 16_384;
export const REQUEST_BYTES_USUAL = 32;

export interface DownloadHabits {
  /** Image bytes one request asks for. */
  blockBytes: number;
  requestBytes: number;
  /** Header of each frame beside the transport's own overhead. */
  headBytes: number;
  bytesPerS: number;
  /** Current while a block comes in, uA. */
  receiveUA: number;
  /**
   * How long a connection that was set up for one request stays for the next, ms; 0: each request is an exchange of its
   * own. While it stays, a request costs its time on air alone.
   */
  connectedMs: number;
  requestUs: number;
}

/** A transport whose blocks are this long, and what heads its frames. */
export const blocksOf =
  (blockBytes: number, headBytes = 0) =>
  (_radio: RadioSettings): Partial<DownloadHabits> => ({ blockBytes, headBytes });
