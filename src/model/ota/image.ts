// OTA-5: firmware images with real bytes, a real SHA-256 and a real Ed25519 signature, all made from the run's seed.
import { createHash, type KeyObject, sign, verify } from "node:crypto";
import { deriveKey, type StreamKey } from "../../core/rng.js";
import { keyedBytes, keyPair } from "../security/run-keys.js";

export interface FirmwareImage {
  version: string;
  bytes: Uint8Array;
  sha256: string;
  signature: Uint8Array;
}

/** What can be wrong with an image on its way: a bit flipped, its end missing, somebody else's signature. */
export type ImageDefect = "none" | "corrupt" | "truncated" | "wrong-key";

const signedText = (version: string, sha256: string): Buffer => Buffer.from(`${version}\n${sha256}`);

/** The vendor's public key, burned into every device of a run. */
export const vendorKey = (runKey: StreamKey): KeyObject => keyPair(runKey, "firmware").publicKey;

/** Builds and signs the image of one version. */
export const buildImage = (runKey: StreamKey, version: string, sizeBytes: number): FirmwareImage => {
  const bytes = keyedBytes(deriveKey(runKey, `firmware:${version}`), sizeBytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const signature = sign(null, signedText(version, sha256), keyPair(runKey, "firmware").privateKey);
  return { version, bytes, sha256, signature };
};

/** The image as it arrives, with the defect. */
export const damageImage = (image: FirmwareImage, defect: ImageDefect, runKey: StreamKey): FirmwareImage => {
  switch (defect) {
    case "none":
      return image;
    case "truncated":
      return { ...image, bytes: image.bytes.slice(0, image.bytes.length - 1) };
    case "wrong-key": {
      const { privateKey } = keyPair(runKey, "stranger");
      return { ...image, signature: sign(null, signedText(image.version, image.sha256), privateKey) };
    }
    case "corrupt": {
      const bytes = image.bytes.slice();
      bytes[bytes.length >> 1] ^= 1;
      return { ...image, bytes };
    }
  }
};

/** What the update agent checks before it writes anything: the bytes' hash, and the signature over version and hash. */
export const verifyImage = (image: FirmwareImage, publicKey: KeyObject): boolean => {
  const sha256 = createHash("sha256").update(image.bytes).digest("hex");
  return (
    sha256 === image.sha256 && verify(null, signedText(image.version, sha256), publicKey, image.signature)
  );
};
