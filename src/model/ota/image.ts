// OTA-5: firmware images with real bytes, a real SHA-256 and a real Ed25519 signature, all made from the run's seed.
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { deriveKey, type StreamKey, threefry2x32 } from "../../core/rng.js";

export interface FirmwareImage {
  version: string;
  bytes: Uint8Array;
  sha256: string;
  signature: Uint8Array;
}

/** DER head of a PKCS #8 Ed25519 private key; 32 key bytes follow (RFC 8410). */
const PKCS8_ED25519_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

const keyedBytes = (key: StreamKey, length: number): Uint8Array => {
  const words = new Uint32Array(Math.ceil(length / 8) * 2);
  const pair = new Uint32Array(2);
  for (let at = 0; at < words.length; at += 2) {
    threefry2x32(key.k0, key.k1, at, 0, pair);
    words.set(pair, at);
  }
  return new Uint8Array(words.buffer, 0, length);
};

/** The vendor's signing key of a run. */
export const signingKey = (runKey: StreamKey): { privateKey: KeyObject; publicKey: KeyObject } => {
  const seed = keyedBytes(deriveKey(runKey, "firmware-signing-key"), 32);
  const der = Buffer.concat([PKCS8_ED25519_HEAD, seed]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return { privateKey, publicKey: createPublicKey(privateKey) };
};

/** Builds and signs the image of one version. */
export const buildImage = (runKey: StreamKey, version: string, sizeBytes: number): FirmwareImage => {
  const bytes = keyedBytes(deriveKey(runKey, `firmware:${version}`), sizeBytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const signature = sign(null, Buffer.from(`${version}\n${sha256}`), signingKey(runKey).privateKey);
  return { version, bytes, sha256, signature };
};

/** What the update agent checks before it writes anything: the bytes' hash, and the signature over version and hash. */
export const verifyImage = (image: FirmwareImage, publicKey: KeyObject): boolean => {
  const sha256 = createHash("sha256").update(image.bytes).digest("hex");
  if (sha256 !== image.sha256) return false;
  return verify(null, Buffer.from(`${image.version}\n${sha256}`), publicKey, image.signature);
};
