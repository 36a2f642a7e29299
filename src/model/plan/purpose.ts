// What a random draw decides. A purpose has its own counter, so a new one disturbs no other (contract A2). Append only.

export const Purpose = {
  /** Per device, once: link quality, also read by the `worst-signal` pick. Counter 0. */
  quality: 0,
  phase: 1,
  sense: 2,
  occupancy: 3,
  link: 4,
  backoff: 5,
  latency: 6,
  start: 7,
  firmware: 8,
  restart: 9,
  corrupt: 10,
  /** Lost acknowledgements. */
  ack: 11,
  spread: 12,
  rolloutRank: 13,
  failure: 14,
  downlink: 15,
  repair: 16,
  clock: 17,
  actuator: 18,
  spike: 19,
  /** A sample taken because a command asks for it. */
  asked: 21,
  /** The ways of a gateway's action. */
  edge: 22,
  /** Which readings a sample keeps. */
  record: 25,
  /** Radio: where a device hangs (counter 0), drift of its shadow, bursts. */
  distance: 40,
  shadow: 41,
  drift: 42,
  burst: 43,
  /** When a session that is open at the start was last used. */
  keepalive: 70,
  /** Updates: whether a LoRa block is heard; harm done to blocks. */
  block: 60,
  harm: 61,
  /** When a modem with eDRX is paged next. */
  paging: 23,
  /** Where a process of the device stands at virtual time 0: its signal, its bursts. */
  signalStart: 24,
  burstStart: 44,
  driftStart: 45,
  /** How long a device waits before it looks for its lost gateway again. */
  search: 46,
  /** Cloud of a day; of the site's weather, not of a device. */
  cloud: 20,
} as const;
