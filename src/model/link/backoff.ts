// NET-6: how long a device waits before it tries again. After Amazon's "exponential backoff and jitter".
import type { ReconnectTwin } from "../../spec/twin.js";

/** Even the policy `none` waits this long: a client notices the refusal and dials again. */
export const RETRY_FLOOR_MS = 200;
/** Doubling stops here; the cap is reached long before. */
const DOUBLINGS_MAX = 30;

/**
 * The wait before attempt `tries + 1`, in ms.
 * @param tries failures so far, from 1
 * @param previousMs the wait before this one (decorrelated jitter builds on it)
 * @param uniform a draw in [0, 1)
 */
export const backoffMs = (
  policy: ReconnectTwin,
  tries: number,
  previousMs: number,
  uniform: number,
): number => {
  const doubled = Math.min(
    policy.capMs,
    policy.baseMs * (1 << Math.min(DOUBLINGS_MAX, Math.max(0, tries - 1))),
  );
  const grown = doubled > 0 ? doubled : policy.capMs;
  switch (policy.policy) {
    case "none":
      return RETRY_FLOOR_MS;
    case "fixed":
      return Math.max(RETRY_FLOOR_MS, policy.baseMs);
    case "exponential":
      return Math.max(RETRY_FLOOR_MS, grown);
    case "full-jitter":
      return Math.max(RETRY_FLOOR_MS, Math.floor(uniform * grown));
    case "decorrelated-jitter": {
      const top = Math.max(policy.baseMs, previousMs) * 3;
      return Math.max(
        RETRY_FLOOR_MS,
        Math.min(policy.capMs, Math.floor(policy.baseMs + uniform * (top - policy.baseMs))),
      );
    }
  }
};
