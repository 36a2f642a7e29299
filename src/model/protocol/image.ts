// OTA-5: firmware images with real bytes, a real SHA-256 and a real Ed25519 signature, all made from the run's seed. A
// version that has a delta shares its bytes with its base but for as much as the delta's declared size has room for.
import { createHash, type KeyObject, sign, verify } from "node:crypto";
import { deriveKey, type StreamKey } from "../../core/rng.js";
import { COPY_BYTES, INSERT_HEAD_BYTES, PATCH_HEAD_BYTES } from "./patch.js";
import { keyedBytes, keyPair } from "./run-keys.js";

export interface FirmwareImage {
  version: string;
  bytes: Uint8Array;
  sha256: string;
  signature: Uint8Array;
}

/** What can be wrong with an image on its way: a bit flipped, its end missing, somebody else's signature. */
export type ImageDefect = "none" | "corrupt" | "truncated" | "wrong-key";

/** A change of a version against its base is about this long in the patch, and there are not more of them. */
const CHANGE_BYTES = 512;
const CHANGES_MAX = 64;

const signedText = (version: string, sha256: string): Buffer => Buffer.from(`${version}\n${sha256}`);

/** The vendor's public key, burned into every device of a run. */
export const vendorKey = (runKey: StreamKey): KeyObject => keyPair(runKey, "firmware").publicKey;

/** Hashes and signs a version's bytes. */
export const signImage = (runKey: StreamKey, version: string, bytes: Uint8Array): FirmwareImage => {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const signature = sign(null, signedText(version, sha256), keyPair(runKey, "firmware").privateKey);
  return { version, bytes, sha256, signature };
};

/** Bytes of a version that has no base. */
export const freshBytes = (runKey: StreamKey, version: string, sizeBytes: number): Uint8Array =>
  keyedBytes(deriveKey(runKey, `firmware:${version}`), sizeBytes);

/** Builds and signs the image of one version. */
export const buildImage = (runKey: StreamKey, version: string, sizeBytes: number): FirmwareImage =>
  signImage(runKey, version, freshBytes(runKey, version, sizeBytes));

/** Part `part` of `parts` of a whole: sizes that differ by one at most and add up. */
const partOf = (whole: number, part: number, parts: number): number =>
  Math.floor((whole * (part + 1)) / parts) - Math.floor((whole * part) / parts);

/**
 * Bytes of a version that grew out of `base`: changes spread evenly over it, as long together as a patch of `patchBytes`
 * has room for. The new bytes are the version's own; where the base is too short, it is used again from its start.
 */
export const grownBytes = (base: Uint8Array, fresh: Uint8Array, patchBytes: number): Uint8Array => {
  const sizeBytes = fresh.length;
  const changes = Math.max(1, Math.min(CHANGES_MAX, Math.floor(patchBytes / CHANGE_BYTES)));
  const around = PATCH_HEAD_BYTES + changes * (COPY_BYTES + INSERT_HEAD_BYTES);
  const newBytes = Math.min(sizeBytes, Math.max(0, patchBytes - around));
  const keptBytes = base.length === 0 ? 0 : sizeBytes - newBytes;
  const skippedBytes = Math.max(0, base.length - keptBytes);
  const next = fresh.slice();
  let at = 0;
  let from = 0;
  for (let change = 0; change < changes; change++) {
    let kept = partOf(keptBytes, change, changes);
    while (kept > 0) {
      if (from >= base.length) from = 0;
      const run = Math.min(kept, base.length - from);
      next.set(base.subarray(from, from + run), at);
      at += run;
      from += run;
      kept -= run;
    }
    from += partOf(skippedBytes, change, changes);
    at += partOf(sizeBytes - keptBytes, change, changes);
  }
  return next;
};

/** The image as it arrives, with the defect. */
export const damageImage = (image: FirmwareImage, defect: ImageDefect, runKey: StreamKey): FirmwareImage => {
  if (defect !== "wrong-key") return { ...image, bytes: damageBytes(image.bytes, defect) };
  const { privateKey } = keyPair(runKey, "stranger");
  return { ...image, signature: sign(null, signedText(image.version, image.sha256), privateKey) };
};

/** A file (an image or a patch) as it arrives, with the defect. */
export const damageBytes = (bytes: Uint8Array, defect: ImageDefect): Uint8Array => {
  if (defect === "truncated") return bytes.slice(0, bytes.length - 1);
  if (defect !== "corrupt") return bytes;
  const damaged = bytes.slice();
  damaged[damaged.length >> 1] ^= 1;
  return damaged;
};

/** What the update agent checks before it writes anything: the bytes' hash, and the signature over version and hash. */
export const verifyImage = (image: FirmwareImage, publicKey: KeyObject): boolean => {
  const sha256 = createHash("sha256").update(image.bytes).digest("hex");
  return (
    sha256 === image.sha256 && verify(null, signedText(image.version, sha256), publicKey, image.signature)
  );
};
