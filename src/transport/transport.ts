// What every transport says of itself: pure functions from its settings and a link's rate to plain numbers. A rate is what
// a link has adapted to: LoRa's spreading factor, a cellular coverage class, 0 elsewhere. Adding a transport is one
// file with this shape, and its name in kinds.ts: nobody else asks which one it is.
import type { DownloadHabits } from "./download-habits.js";
import type { OwnSetting, RadioSettings } from "./settings.js";
import type { UsualRadio } from "./usual-radio.js";

/** PINGREQ or PINGRESP of MQTT in its TLS record over TCP/IP: 2 + 29 + 40. */
export const PING_WIRE_BYTES = 71;
/** Rates are below this. */
export const RATES = 13;

/** One attempt to send one message. Charges in uA ms: times the supply's voltage they are energy. */
export interface Attempt {
  /** Radio sending, us, whole. */
  airtimeUs: number;
  txUAMs: number;
  /** Listening and waiting that belong to the attempt. */
  rxUAMs: number;
  /** One way, before the twin's jitter, ms. */
  latencyMs: number;
  /** Frames it takes: more than one where the payload is cut. */
  frames: number;
  /** Bytes on the wire, there and (acknowledgement) back. */
  wireBytes: number;
  ackBytes: number;
}

/** What a PINGREQ and its answer cost a radio that sleeps. */
export interface Ping {
  airtimeUs: number;
  txUAMs: number;
  rxUAMs: number;
  /** The radio stays awake this long after an exchange: a ping within it costs less. */
  awakeMs: number;
}

/** Rates with frames of their own length each, which a twin may fix. */
export interface FrameRates {
  /** What a frame and a rate are called. */
  readonly frame: string;
  readonly rate: string;
  readonly fastest: number;
  /** Most payload bytes of a frame. */
  payloadBytes(rate: number): number;
  /** The slowest rate whose frames hold `bytes`; the fastest where none does. */
  slowestFor(bytes: number): number;
  /** Readings of `payloadBytes` that go together into `mostBytes`. */
  readingsIn(mostBytes: number, payloadBytes: number): number;
}

/** Windows after a frame in which a device hears: airtimes of what comes in them, and of what asks for it, us. */
export interface ReceiveWindows {
  answerUs(radio: RadioSettings, rate: number): number;
  joinUs(radio: RadioSettings, rate: number): number;
  acceptUs(radio: RadioSettings, rate: number): number;
}

/** What kind of subscription a device's traffic is paid by. */
export type Subscription = "sim" | "network-server";

export interface Transport {
  /** Its figures where a twin has none of its own. */
  readonly usual: UsualRadio;
  readonly settings: readonly OwnSetting[];
  /** A device holds an MQTT session with the broker by itself over it, which has to be kept alive. */
  readonly holdsSession: boolean;
  readonly billedAs: Subscription | null;
  /** What a link can adapt to, the fastest first. */
  readonly rates: readonly number[];
  /** `SF9`, `CE1`; nothing where there is but one. */
  rateName(rate: number): string;
  /** The fastest rate that the twin's settings leave. */
  fastestRate(radio: RadioSettings): number;
  readonly frameRates?: FrameRates;
  readonly windows?: ReceiveWindows;
  /** While sending at a power, where a twin does not say, uA. */
  transmitUA(powerDbm: number): number;
  /** Mean current of staying reachable between exchanges, beyond the twin's own sleep, uA. */
  idleUA(radio: RadioSettings): number;
  /** One attempt at a time, spaced by the duty cycle; others retry within one exchange. */
  readonly isPaced: boolean;
  /** The rate of a new link at a signal strength, for payloads of `payloadBytes`. */
  rateFor(radio: RadioSettings, rssiDbm: number, payloadBytes: number): number;
  /** Signal strength above what the receiver needs at a rate, dB. */
  marginDb(radio: RadioSettings, rate: number, rssiDbm: number): number;
  /** Bytes that each reading of a batch takes for its age, the newest one's excepted. */
  readonly ageBytes: number;
  /** Most payload bytes of one frame at a rate. */
  payloadMaxBytes(radio: RadioSettings, rate: number): number;
  attempt(radio: RadioSettings, rate: number, payloadBytes: number): Attempt;
  /** A keep-alive's exchange; without it what a frame of two bytes costs, after which the radio listens as after any. */
  ping?(radio: RadioSettings, rate: number): Ping;
  /** Pause before attempt `attempt` (from 1), ms, from a uniform draw. */
  retryWaitMs(radio: RadioSettings, attempt: number, uniform: number): number;
  /** True where a downlink waits until the device has sent something. */
  hearsAfterUplinkOnly(radio: RadioSettings): boolean;
  /** What is its own about downloads at a rate (agent/download.ts); a paced one's go frame by frame (link/answer-block.ts). */
  download?(radio: RadioSettings, rate: number): Partial<DownloadHabits>;
}

/** Frames of at most `mostBytes` that `payloadBytes` take. */
export const framesOf = (radio: RadioSettings, payloadBytes: number, mostBytes: number): number =>
  radio.link.fragments ? Math.max(1, Math.ceil(payloadBytes / mostBytes)) : 1;

/** An attempt of a transport whose figures are a fixed time and a time per byte. */
export const linearAttempt = (radio: RadioSettings, payloadBytes: number, mostBytes: number): Attempt => {
  const frames = framesOf(radio, payloadBytes, mostBytes);
  const wireBytes = payloadBytes + frames * radio.overheadBytes;
  const airtimeUs = Math.floor(radio.txMs * 1000 * frames + radio.txUsPerByte * wireBytes);
  return {
    airtimeUs,
    txUAMs: (radio.txUA * airtimeUs) / 1000,
    rxUAMs: radio.rxUA * radio.rxMs * frames,
    latencyMs: radio.latencyMs,
    frames,
    wireBytes,
    ackBytes: radio.ackBytes,
  };
};

/** Retries at the twin's even pace. */
export const evenWaitMs = (radio: RadioSettings): number => radio.retryDelayMs;

/** A transport near by with one rate, a receiver of fixed sensitivity (none: a wire) and retries at an even pace. */
export const fixedRate = (
  usual: UsualRadio,
  sensitivityDbm: number | null,
  more: Partial<Pick<Transport, "retryWaitMs" | "attempt" | "download" | "holdsSession">> = {},
): Transport => ({
  usual,
  settings: sensitivityDbm === null ? [] : ["distance"],
  holdsSession: false,
  billedAs: null,
  rates: [0],
  rateName: () => "",
  fastestRate: () => 0,
  transmitUA: () => usual.txUA,
  idleUA: () => 0,
  isPaced: false,
  ageBytes: 0,
  rateFor: () => 0,
  marginDb: (_radio, _rate, rssiDbm) => (sensitivityDbm === null ? Infinity : rssiDbm - sensitivityDbm),
  payloadMaxBytes: (radio) => radio.payloadMaxBytes,
  attempt: (radio, _rate, payloadBytes) => linearAttempt(radio, payloadBytes, radio.payloadMaxBytes),
  retryWaitMs: evenWaitMs,
  hearsAfterUplinkOnly: () => false,
  ...more,
});
