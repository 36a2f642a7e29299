// The one door for text that leaves the command line: what others wrote cannot steer a terminal (core/printable.ts), and
// what could not be written is remembered, so that a full disk behind `>` is not taken for success.
import { fstatSync, writeSync } from "node:fs";
import { printable } from "../core/printable.js";
import type { Output } from "./system.js";

/** What takes the text in the end. */
export interface Sink {
  put(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows: number;
  /** Waits until everything has been taken; why it has not, or null. */
  settle?(): Promise<Error | null>;
}

export const outputOver = (sink: Sink): Output => ({
  write: (text) => sink.put(printable(text)),
  styled: (text) => sink.put(text),
  settle: async () => (await sink.settle?.()) ?? null,
  get isTTY() {
    return sink.isTTY;
  },
  get columns() {
    return sink.columns;
  },
  get rows() {
    return sink.rows;
  },
});

const COLUMNS_DEFAULT = 80;
const ROWS_DEFAULT = 24;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "";

/** A reader that has what it wanted (`| head -1`), or a terminal that was closed: the rest has nobody to go to. */
const isReaderGone = (error: unknown, isTTY: boolean): boolean =>
  codeOf(error) === "EPIPE" || (isTTY && codeOf(error) === "EIO");

/** Files and devices take less than was given when they are full, and Node's stream would not look. */
const writesDirectly = (stream: NodeJS.WriteStream & { fd: number }): boolean => {
  if (stream.isTTY) return false;
  try {
    const kind = fstatSync(stream.fd);
    return kind.isFile() || kind.isCharacterDevice();
  } catch {
    return false;
  }
};

const writeAll = (fd: number, text: string): void => {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at);
};

/** Standard output or error of this process. */
export const streamOutput = (stream: NodeJS.WriteStream & { fd: number }): Output => {
  let failure: Error | null = null;
  let isClosed = false;
  const fail = (error: Error): void => {
    isClosed = true;
    if (!isReaderGone(error, stream.isTTY)) failure ??= error;
  };
  stream.on("error", fail);
  const isDirect = writesDirectly(stream);
  return outputOver({
    put: (text) => {
      if (isClosed) return;
      if (!isDirect) {
        stream.write(text);
        return;
      }
      try {
        writeAll(stream.fd, text);
      } catch (error) {
        fail(error as Error);
      }
    },
    settle: () =>
      new Promise((resolve) => {
        if (isClosed || isDirect) {
          resolve(failure);
          return;
        }
        stream.once("error", () => resolve(failure));
        stream.write("", () => resolve(failure));
      }),
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? COLUMNS_DEFAULT;
    },
    get rows() {
      return stream.rows ?? ROWS_DEFAULT;
    },
  });
};
