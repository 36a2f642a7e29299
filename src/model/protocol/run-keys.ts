// The keys of a run, made from its seed: whoever knows the seed knows them, so they protect nothing outside of it.
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { deriveKey, type StreamKey, threefry2x32 } from "../../core/rng.js";

export interface KeyPair {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** DER head of a PKCS #8 Ed25519 private key; 32 key bytes follow (RFC 8410). */
const PKCS8_ED25519_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

/** `length` bytes that depend on the key alone. */
export const keyedBytes = (key: StreamKey, length: number): Uint8Array => {
  const words = new Uint32Array(Math.ceil(length / 8) * 2);
  const pair = new Uint32Array(2);
  for (let at = 0; at < words.length; at += 2) {
    threefry2x32(key.k0, key.k1, at, 0, pair);
    words.set(pair, at);
  }
  return new Uint8Array(words.buffer, 0, length);
};

const makePair = (runKey: StreamKey, purpose: string): KeyPair => {
  const seed = keyedBytes(deriveKey(runKey, `key:${purpose}`), 32);
  const der = Buffer.concat([PKCS8_ED25519_HEAD, seed]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return { privateKey, publicKey: createPublicKey(privateKey) };
};

/** Pairs made so far, by the run's key: making one takes 0.3 ms, ten signatures. Never shows in a result. */
const made = new WeakMap<StreamKey, Map<string, KeyPair>>();

/** The Ed25519 key pair of one purpose ("firmware", "commands"). */
export const keyPair = (runKey: StreamKey, purpose: string): KeyPair => {
  let pairs = made.get(runKey);
  if (pairs === undefined) {
    pairs = new Map();
    made.set(runKey, pairs);
  }
  let pair = pairs.get(purpose);
  if (pair === undefined) {
    pair = makePair(runKey, purpose);
    pairs.set(purpose, pair);
  }
  return pair;
};
