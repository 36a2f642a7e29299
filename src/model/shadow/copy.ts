// A device's own copy of its shadow.

export type ShadowValue = number | string | boolean;

export interface ShadowCopy {
  /** What the device runs with, and so reports. */
  reported: Record<string, ShadowValue>;
  /** Properties changed at the device that the cloud has not yet acknowledged, with the device's clock at the change. */
  changedMs: Record<string, number>;
  /** The true time of those changes, to know when the clock misled (no device knows this). */
  trueMs: Record<string, number>;
  /** Latest version seen. */
  version: number;
  /** A reported patch waits to be sent. */
  dirty: boolean;
  /** Properties the device has won and wants desired to follow. */
  claims: Record<string, ShadowValue>;
}
