// What a transport has to know of a twin: its radio's figures, completed with the transport's usual ones.

export type RadioEnvironment = "urban" | "suburban" | "indoor" | "free-space";

/** A radio's own figures. */
export interface RadioFigures {
  /** Most bytes of payload in one message, without fragmentation. */
  payloadMaxBytes: number;
  /** Bytes around a payload on the wire, and of the acknowledgement that comes back. */
  overheadBytes: number;
  ackBytes: number;
  latencyMs: number;
  jitterMs: number;
  /** Loss of one attempt, ppm; with a link budget (see {@link LinkSettings}) what is lost beside fading. */
  lossPpm: number;
  /** Sending: current, fixed time (medium access, wake), time per byte on the wire. */
  txUA: number;
  txMs: number;
  txUsPerByte: number;
  /** Listening after each attempt. */
  rxUA: number;
  rxMs: number;
  /** Attempts beyond the first. */
  retriesMax: number;
  retryDelayMs: number;
  downlinkBytesPerS: number;
  /** Session start (join, attach, TLS): charge and time. */
  joinUA: number;
  joinMs: number;
}

/** Settings of a radio that only some transports have, as a twin names them. */
export type OwnSetting =
  | "sf"
  | "adr"
  | "bandwidth"
  | "codingRate"
  | "channels"
  | "coverage"
  | "psm"
  | "edrx"
  | "rai"
  | "distance";

/** What a twin says of its radio, whatever its transport. */
export interface RadioSettings extends RadioFigures {
  /** Share of delivered attempts whose acknowledgement is lost (makes duplicates), ppm. */
  ackLossPpm: number;
  link: LinkSettings;
}

/** The link beneath: budget, rates, power saving. */
export interface LinkSettings {
  /** True: time on air from the transport's formula; false: the twin's `transmit`. The same for `receive`. */
  computesTransmit: boolean;
  computesReceive: boolean;
  /** LoRa's spreading factor 7..12, or 0: by the link budget. */
  spreading: number;
  adr: boolean;
  bandwidthKhz: number;
  /** LoRa's coding rate 4/n, 5..8. */
  codingRate: number;
  /** LoRa uplink channels. */
  channels: number;
  /** Distances to the gateway or cell; null: no link budget. */
  distance: { minM: number; maxM: number } | null;
  environment: RadioEnvironment;
  /** Loss in walls on top of the surroundings', dB. */
  wallsDb: number;
  txPowerDbm: number;
  frequencyMhz: number;
  /** Share of time on air; 0 no limit. */
  dutyCyclePpm: number;
  /** Readings are acknowledged on the link, and sent again. Alarms always are. */
  confirmed: boolean;
  /** Lost attempts come in bursts of this mean length, in attempts or in time (the other 0). */
  burst: { meanAttempts: number; meanMs: number } | null;
  /** Cellular coverage extension: 0..2, or -1: by the link budget. */
  coverage: number;
  /** Cellular: reachable for `activeMs` after an exchange, then asleep; null: never asleep. */
  psm: { activeMs: number } | null;
  /** Cellular: paging cycle while idle; 0 none. */
  edrxMs: number;
  /** Release assistance: the connection ends at once after the last byte. */
  rai: boolean;
  /** Readings are collected and sent together. */
  batch: { max: number; waitMs: number } | null;
  /** Payloads above the limit are cut into several frames. */
  fragments: boolean;
}
