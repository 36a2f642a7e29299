// What a random draw decides, and by what number (contract A2): by the event it decides, whose number the world keeps anyway.
// So how often anything else was drawn is nobody's input, and one more draw of a purpose moves no other. Append only: a
// purpose that changes its number changes every run. tests/model/purpose.test.ts holds the call sites to these lists.

/** Once for an entity: counter 0. */
const once = {
  /** Link quality, also read by the pick `worst-signal`; where a device hangs, and the shadow over it. */
  quality: 0,
  distance: 1,
  shadow: 2,
  /** Where a process of the device stands at virtual time 0: its shadow's drift, its bursts, its signal. */
  driftStart: 3,
  burstStart: 4,
  signalStart: 5,
  /** When it is switched on for the first time; when the first heartbeat comes. */
  start: 6,
  heartbeat: 7,
  /** When a session that is open at the start was last used. */
  keepalive: 8,
  clockDrift: 9,
  /** Its place in a selection or a rollout, below a key of that one's own. */
  rank: 10,
} as const;

/** By the number of an attempt over the link: a reading's, a request's, a block's. */
const byAttempt = {
  link: 16,
  /** How late what arrives is; the pause before it is tried again. */
  jitter: 17,
  retry: 18,
  drift: 19,
  burst: 20,
  /** Lost acknowledgements. */
  ack: 21,
  /** How long a device waits before it looks for its lost gateway again. */
  search: 22,
  /** Updates over a paced link: the pause between two requests, whether a block is heard. */
  pace: 23,
  block: 24,
  /** Harm done to a block that the attempt has fetched, and the bit it hits. */
  harm: 25,
  harmBit: 26,
} as const;

/** By the number of boots. */
const byBoot = {
  phase: 32,
  /** How long a device waits that gets its power back together with others. */
  powerUp: 33,
  /** When hardware fails next, whether it only hangs, how long a repair takes. */
  failure: 34,
  hang: 35,
  repair: 36,
} as const;

/** By the number of a sample. */
const bySample = {
  sense: 48,
  /** Faulty sensors. */
  spike: 49,
  noise: 50,
  /** Latency of a local rule: by sample and rule. */
  actuator: 51,
} as const;

/** By the number of a reading: whether it leaves unreadable, whether it is kept as a row. */
const byReading = { corrupt: 56, record: 57 } as const;

/** By the number of a message of its sender: latency of the device's hop and of a gateway's backhaul, up and down; paging. */
const byMessage = {
  latency: 64,
  backhaul: 65,
  downlink: 66,
  backhaulDown: 67,
  paging: 68,
} as const;

/** By the number of a connect attempt, and of a request: the wait after it failed. */
const byDial = { dialBackoff: 72 } as const;
const byRequest = { requestBackoff: 73 } as const;

/** By the number of a stay of an occupancy sensor; of a command that asks for a sample. */
const byStay = { occupancy: 80 } as const;
const byCommand = { asked: 81 } as const;

/** By the number of a gateway's try to reach an actuator: whether it is lost, how late it is, the pause, the rule's latency. */
const byReach = { edge: 88, edgeJitter: 89, edgeRetry: 90, edgeLatency: 91 } as const;

/** By the second in which it happens: a clock is set right; attached devices see their gateway again. */
const bySecond = { clockError: 96, reunion: 97 } as const;

/** By the day: clouds over a site. */
const byDay = { cloud: 104 } as const;

/** By a name: what a firmware version does to a device; the jitter of a restart in a rollout. */
const byName = { firmware: 112, restart: 113 } as const;

export const PURPOSES = {
  once,
  byAttempt,
  byBoot,
  bySample,
  byReading,
  byMessage,
  byDial,
  byRequest,
  byStay,
  byCommand,
  byReach,
  bySecond,
  byDay,
  byName,
} as const;

export const Purpose = {
  ...once,
  ...byAttempt,
  ...byBoot,
  ...bySample,
  ...byReading,
  ...byMessage,
  ...byDial,
  ...byRequest,
  ...byStay,
  ...byCommand,
  ...byReach,
  ...bySecond,
  ...byDay,
  ...byName,
} as const;
export type Purpose = (typeof Purpose)[keyof typeof Purpose];
