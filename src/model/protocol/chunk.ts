// A block of an image as it travels: its bytes and a CRC-32 over them (IEEE 802.3, reflected, as in zip and MCUboot's
// serial recovery). A device writes a block only after checking its length and its sum.

export interface Chunk {
  bytes: Uint8Array;
  crc: number;
}

/** What can happen to a block on its way or where it is stored. */
export type ChunkHarm = "bit-flip" | "cut-short";

const POLYNOMIAL = 0xedb88320;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = (sum & 1) === 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
  return sum;
});

/** CRC-32 of some bytes, 0..2^32-1. */
export const crc32 = (bytes: Uint8Array): number => {
  let sum = -1;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  return (sum ^ -1) >>> 0;
};

/** The block as it leaves. */
export const sealChunk = (bytes: Uint8Array): Chunk => ({ bytes, crc: crc32(bytes) });

/** The block as it arrives; `bit` says which bit is hit. */
export const harmChunk = ({ bytes, crc }: Chunk, harm: ChunkHarm, bit: number): Chunk => {
  if (harm === "cut-short") return { bytes: bytes.slice(0, bytes.length - 1), crc };
  const flipped = bytes.slice();
  const at = bit % (flipped.length * 8);
  flipped[at >> 3] ^= 1 << (at & 7);
  return { bytes: flipped, crc };
};

/** Why a block of `length` bytes is refused, or null where it is whole. */
export const chunkFault = (chunk: Chunk, length: number): string | null => {
  if (chunk.bytes.length !== length) return `${chunk.bytes.length} of ${length} bytes`;
  return crc32(chunk.bytes) === chunk.crc ? null : "its check sum is wrong";
};
