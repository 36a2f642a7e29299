// LIF-10: commands carry a number and an Ed25519 signature over number, addressee and kind. A device obeys each number
// once, in rising order, and only with the right signature.
import { type KeyObject, sign, verify } from "node:crypto";

/** What is signed: a command's number, addressee (its global index) and kind. */
export interface SignedCommand {
  sequence: number;
  device: number;
  kind: number;
}

const textOf = ({ sequence, device, kind }: SignedCommand): Buffer =>
  Buffer.from(`${sequence}:${device}:${kind}`);

/** The cloud's signature, base64. */
export const signCommand = (privateKey: KeyObject, command: SignedCommand): string =>
  sign(null, textOf(command), privateKey).toString("base64");

/** True when the signature is the cloud's and was made for this very command. */
export const isCommandGenuine = (
  publicKey: KeyObject,
  signature: string,
  command: SignedCommand,
): boolean => {
  const bytes = Buffer.from(signature, "base64");
  return bytes.length === 64 && verify(null, textOf(command), publicKey, bytes);
};
