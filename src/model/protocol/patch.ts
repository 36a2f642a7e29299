// Delta images: a patch that copies runs of the base and inserts what is new (the two instructions of VCDIFF, RFC 3284).
// 16 bytes of head (magic, first 8 bytes of the base's SHA-256, new length), then 9 bytes a copy, 5 and the bytes an
// insert; numbers are big endian. Left out: compression, patches against a base that moves while it is written.
import { createHash } from "node:crypto";

const MAGIC = 0x49445031;
export const PATCH_HEAD_BYTES = 16;
export const COPY_BYTES = 9;
export const INSERT_HEAD_BYTES = 5;
const COPY = 0;
const INSERT = 1;
/** The base is indexed by words at every multiple of this. */
const INDEX_STEP = 16;
/** Shorter runs are cheaper to insert than to copy. */
const RUN_MIN_BYTES = 24;

/** What a base is known by in a patch's head. */
const fingerprint = (base: Uint8Array): Buffer => createHash("sha256").update(base).digest().subarray(0, 8);

const wordAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];

/** Offsets of the base by the word that stands there; of equal words the first. */
const indexOf = (base: Uint8Array): Map<number, number> => {
  const index = new Map<number, number>();
  for (let at = 0; at + 4 <= base.length; at += INDEX_STEP) {
    const word = wordAt(base, at);
    if (!index.has(word)) index.set(word, at);
  }
  return index;
};

/** A growing patch. */
class PatchWriter {
  private readonly parts: Buffer[] = [];

  head(base: Uint8Array, length: number): void {
    const head = Buffer.alloc(PATCH_HEAD_BYTES);
    head.writeUInt32BE(MAGIC, 0);
    fingerprint(base).copy(head, 4);
    head.writeUInt32BE(length, 12);
    this.parts.push(head);
  }

  copy(from: number, length: number): void {
    const run = Buffer.alloc(COPY_BYTES);
    run[0] = COPY;
    run.writeUInt32BE(from, 1);
    run.writeUInt32BE(length, 5);
    this.parts.push(run);
  }

  insert(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const head = Buffer.alloc(INSERT_HEAD_BYTES);
    head[0] = INSERT;
    head.writeUInt32BE(bytes.length, 1);
    this.parts.push(head, Buffer.from(bytes));
  }

  bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.parts));
  }
}

/** The patch that makes `next` out of `base`: greedy, by words of the base found in `next`. */
export const makePatch = (base: Uint8Array, next: Uint8Array): Uint8Array => {
  const writer = new PatchWriter();
  writer.head(base, next.length);
  const index = indexOf(base);
  let insertFrom = 0;
  let at = 0;
  while (at + 4 <= next.length) {
    const found = index.get(wordAt(next, at));
    if (found === undefined) {
      at++;
      continue;
    }
    let start = at;
    let from = found;
    while (start > insertFrom && from > 0 && next[start - 1] === base[from - 1]) {
      start--;
      from--;
    }
    let end = at;
    while (end < next.length && from + end - start < base.length && next[end] === base[from + end - start])
      end++;
    if (end - start < RUN_MIN_BYTES) {
      at++;
      continue;
    }
    writer.insert(next.subarray(insertFrom, start));
    writer.copy(from, end - start);
    insertFrom = end;
    at = end;
  }
  writer.insert(next.subarray(insertFrom));
  return writer.bytes();
};

export type Patched = { ok: true; bytes: Uint8Array } | { ok: false; reason: string };

const refuse = (reason: string): Patched => ({ ok: false, reason });

/** Makes the new image of `sizeBytes` out of the base, or says why not. Never reads or writes outside of either. */
export const applyPatch = (base: Uint8Array, patch: Uint8Array, sizeBytes: number): Patched => {
  const view = Buffer.from(patch.buffer, patch.byteOffset, patch.length);
  if (patch.length < PATCH_HEAD_BYTES || view.readUInt32BE(0) !== MAGIC) return refuse("it is no patch");
  if (!view.subarray(4, 12).equals(fingerprint(base))) return refuse("it is for another base");
  if (view.readUInt32BE(12) !== sizeBytes) return refuse("it makes an image of another length");
  const next = new Uint8Array(sizeBytes);
  let filled = 0;
  let at = PATCH_HEAD_BYTES;
  while (at < patch.length) {
    const isCopy = patch[at] === COPY;
    if (!isCopy && patch[at] !== INSERT) return refuse("it has an unknown instruction");
    if (at + (isCopy ? COPY_BYTES : INSERT_HEAD_BYTES) > patch.length) return refuse("it is cut short");
    const source = isCopy ? base : patch;
    const from = isCopy ? view.readUInt32BE(at + 1) : at + INSERT_HEAD_BYTES;
    const count = view.readUInt32BE(at + (isCopy ? 5 : 1));
    if (from + count > source.length) return refuse("it reads beyond its source");
    if (filled + count > next.length) return refuse("it writes beyond the image");
    next.set(source.subarray(from, from + count), filled);
    filled += count;
    at += isCopy ? COPY_BYTES : INSERT_HEAD_BYTES + count;
  }
  return filled === sizeBytes ? { ok: true, bytes: next } : refuse("it is cut short");
};
