// A seal on every payload of a run: on somebody else's broker anyone may publish into the run's topics, and a forged reading
// that looks right would unbalance its books. HMAC-SHA256 by a key of this run that never leaves its process; about 3 us.
// It stands as the payload's last field, so observers still read plain JSON.
import { createHmac, randomBytes } from "node:crypto";

const SEAL_HEX = 32;
const OPENING = ',"seal":"';
const CLOSING = '"}';
const SEALED = new RegExp(`^(.*)${OPENING}([0-9a-f]{${SEAL_HEX}})${CLOSING}$`, "s");

export const newSealKey = (): string => randomBytes(32).toString("hex");

const sealOf = (text: string, key: string): string =>
  createHmac("sha256", key).update(text).digest("hex").slice(0, SEAL_HEX);

/** `payload`, a JSON object with at least one field, with its seal. */
export const sealed = (payload: string, key: string): string => {
  const open = payload.slice(0, -1);
  return `${open}${OPENING}${sealOf(open, key)}${CLOSING}`;
};

/** What was sealed with this key, or null: somebody else's. */
export const unsealed = (payload: string, key: string): string | null => {
  const [, open, seal] = SEALED.exec(payload) ?? [];
  return open !== undefined && sealOf(open, key) === seal ? `${open}}` : null;
};
