// LIF-10: commands carry a number and an Ed25519 signature over number, addressee and kind. A device obeys each number
// once, in rising order, and only with the right signature.
import { type KeyObject, sign, verify } from "node:crypto";

const textOf = (sequence: number, device: number, kind: number): Buffer =>
  Buffer.from(`${sequence}:${device}:${kind}`);

/** The cloud's signature, base64. */
export const signCommand = (privateKey: KeyObject, sequence: number, device: number, kind: number): string =>
  sign(null, textOf(sequence, device, kind), privateKey).toString("base64");

/** True when the signature is the cloud's and was made for this very command. */
export const isCommandGenuine = (
  publicKey: KeyObject,
  signature: string,
  sequence: number,
  device: number,
  kind: number,
): boolean => {
  const bytes = Buffer.from(signature, "base64");
  return bytes.length === 64 && verify(null, textOf(sequence, device, kind), publicKey, bytes);
};
