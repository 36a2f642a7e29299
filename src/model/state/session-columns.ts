// Sessions of everything that speaks to the cloud by itself: direct devices and gateways.

/** Indexed by local entity (devices first, then gateways). */
export interface SessionColumns {
  /** SessionState (session-states.ts). */
  state: Uint8Array;
  /** Faults that cut the way to the cloud. */
  holds: Uint16Array;
  /** Faults that make the certificate worthless. */
  certHolds: Uint16Array;
  tries: Uint16Array;
  waitMs: Uint32Array;
  /** When the client last sent a packet on a session that is up, ms. */
  packetMs: Float64Array;
  /** Connect attempts so far: names the session. */
  dials: Uint32Array;
  /** Message and event sequence numbers of each entity. */
  outSeq: Int32Array;
  eventSeq: Int32Array;
}

export const createSessionColumns = (n: number): SessionColumns => ({
  state: new Uint8Array(n),
  holds: new Uint16Array(n),
  certHolds: new Uint16Array(n),
  tries: new Uint16Array(n),
  waitMs: new Uint32Array(n),
  packetMs: new Float64Array(n),
  dials: new Uint32Array(n),
  outSeq: new Int32Array(n),
  eventSeq: new Int32Array(n),
});
