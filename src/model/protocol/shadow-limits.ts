// SHD-1: what a shadow document may be, and how AWS words its refusal. Sizes without metadata. Sources: AWS IoT limits and
// device shadow error messages.

import type { ShadowPatch } from "../../spec/shadow.js";
import { SHADOW_DEPTH_MAX } from "../../spec/shadow.js";
import type { ShadowState, StatePatch } from "./shadow-document.js";

/** Desired and reported together, as JSON. */
export const DOCUMENT_BYTES_MAX = 8_192;

/** Why an update is refused: an HTTP-like code and AWS's words. */
export interface Refusal {
  code: 400 | 409 | 413;
  message: string;
}

const TOO_DEEP = `JSON contains too many levels of nesting; maximum is ${SHADOW_DEPTH_MAX}`;
const INVALID_NODE = "State contains an invalid node";
export const TOO_LARGE: Refusal = { code: 413, message: "The payload exceeds the maximum size allowed" };
export const VERSION_CONFLICT: Refusal = { code: 409, message: "Version conflict" };

const badNode = (value: unknown, level: number, isInList: boolean): string | null => {
  if (value === null) return isInList ? INVALID_NODE : null;
  if (typeof value === "number") return Number.isFinite(value) ? null : INVALID_NODE;
  if (typeof value !== "object") return null;
  if (level > SHADOW_DEPTH_MAX) return TOO_DEEP;
  const isList = Array.isArray(value);
  for (const [name, inner] of Object.entries(value)) {
    // Laid into a map it would change what the map is, not what it holds.
    if (name === "__proto__") return INVALID_NODE;
    const bad = badNode(inner, level + 1, isList || isInList);
    if (bad !== null) return bad;
  }
  return null;
};

/** What is wrong with a patch by itself. */
export const refusalOfPatch = ({ desired, reported }: StatePatch): Refusal | null => {
  for (const section of [desired, reported] as (ShadowPatch | null | undefined)[]) {
    const bad = section === undefined ? null : badNode(section, 1, false);
    if (bad !== null) return { code: 400, message: bad };
  }
  return null;
};

const utf8 = new TextEncoder();

/** What is wrong with the document a patch would make. */
export const refusalOfState = (state: ShadowState): Refusal | null => {
  const text = JSON.stringify({ desired: state.desired, reported: state.reported });
  // No character takes more than three bytes a code unit: most documents need no counting.
  if (text.length * 3 <= DOCUMENT_BYTES_MAX) return null;
  return utf8.encode(text).length > DOCUMENT_BYTES_MAX ? TOO_LARGE : null;
};
