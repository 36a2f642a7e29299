// OTA-5: blocks with their check sum and patches, on real bytes.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seedKey } from "../../src/core/rng.js";
import { chunkFault, crc32, harmChunk, sealChunk } from "../../src/model/protocol/chunk.js";
import {
  buildImage,
  freshBytes,
  grownBytes,
  signImage,
  vendorKey,
  verifyImage,
} from "../../src/model/protocol/image.js";
import { applyPatch, makePatch } from "../../src/model/protocol/patch.js";

const runKey = seedKey("patches");
const bytesOf = (name: string, length: number): Uint8Array => freshBytes(runKey, name, length);

describe("a block", () => {
  it("has the CRC-32 of the standard's check value", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });

  it("passes whole, and is refused with any bit flipped or cut short", () => {
    const length = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(length, fc.nat(), (bytes, bit) => {
        const chunk = sealChunk(bytesOf("block", bytes));
        expect(chunkFault(chunk, bytes)).toBeNull();
        expect(chunkFault(harmChunk(chunk, "bit-flip", bit), bytes)).toBe("its check sum is wrong");
        expect(chunkFault(harmChunk(chunk, "cut-short", bit), bytes)).toBe(`${bytes - 1} of ${bytes} bytes`);
      }),
    );
  });
});

describe("a patch", () => {
  it("makes any image out of any base", () => {
    const bytes = fc.uint8Array({ maxLength: 400 });
    const cut = fc.nat({ max: 400 });
    fc.assert(
      fc.property(bytes, bytes, cut, cut, (base, own, from, to) => {
        // Something of the base in the middle of something new.
        const next = new Uint8Array([...own, ...base.subarray(from, to), ...own.subarray(0, from)]);
        expect(applyPatch(base, makePatch(base, next), next.length)).toEqual({ ok: true, bytes: next });
      }),
    );
  });

  it.each([
    [180_000, 184_000, 31_000],
    [40_000, 40_000, 600],
    [64_000, 30_000, 8_000],
    [20_000, 90_000, 4_000],
  ])("for an image grown out of %i bytes to %i is about as long as declared: %i", (base, size, declared) => {
    const old = bytesOf("old", base);
    const next = grownBytes(old, bytesOf("new", size), declared);
    const patch = makePatch(old, next);
    // A base that is used several times over takes a copy more each time.
    expect(Math.abs(patch.length - declared)).toBeLessThan(100);
    expect(applyPatch(old, patch, size)).toEqual({ ok: true, bytes: next });
  });

  it("is refused by a device that runs another base", () => {
    const old = bytesOf("old", 5_000);
    const patch = makePatch(old, grownBytes(old, bytesOf("new", 5_200), 900));
    expect(applyPatch(bytesOf("other", 5_000), patch, 5_200)).toEqual({
      ok: false,
      reason: "it is for another base",
    });
  });

  it("forged to fit another base still makes no image that the vendor has signed", () => {
    const old = bytesOf("old", 5_000);
    const other = bytesOf("other", 5_000);
    const image = signImage(runKey, "2.0.0", grownBytes(old, bytesOf("new", 5_200), 900));
    const forged = makePatch(old, image.bytes);
    forged.set(makePatch(other, image.bytes).subarray(4, 12), 4);
    const made = applyPatch(other, forged, 5_200);
    expect(made.ok).toBe(true);
    if (!made.ok) return;
    expect(verifyImage({ ...image, bytes: made.bytes }, vendorKey(runKey))).toBe(false);
    const right = applyPatch(old, makePatch(old, image.bytes), 5_200);
    expect(right.ok && verifyImage({ ...image, bytes: right.bytes }, vendorKey(runKey))).toBe(true);
  });

  it("damaged anywhere never throws and never makes the image", () => {
    const old = bytesOf("old", 3_000);
    const image = buildImage(runKey, "3.0.0", 10);
    const next = grownBytes(old, bytesOf("new", 3_100), 700);
    const patch = makePatch(old, next);
    fc.assert(
      fc.property(fc.nat({ max: patch.length * 8 - 1 }), (bit) => {
        const damaged = patch.slice();
        damaged[bit >> 3] ^= 1 << (bit & 7);
        const made = applyPatch(old, damaged, next.length);
        if (made.ok) expect(made.bytes).not.toEqual(next);
      }),
    );
    expect(applyPatch(old, patch.subarray(0, patch.length - 1), next.length).ok).toBe(false);
    expect(applyPatch(old, image.bytes, next.length).ok).toBe(false);
  });
});
