// The radio of a twin: what its text says, the transport's usual values where it says nothing, the transport itself where
// the text leaves it open; and what does not go together (a payload above the limit, a spreading factor on Wi-Fi).
import { DAY_MS, HOUR_MS } from "../core/duration.js";
import { formatBytes } from "../core/units.js";
import type { RadioTwin, TransportNeed } from "../spec/radio.js";
import { TRANSPORT_NAMES, TRANSPORTS, type TransportName } from "../transport/kinds.js";
import type { LinkSettings, OwnSetting } from "../transport/settings.js";
import type { UsualRadio } from "../transport/usual-radio.js";
import type { Problems } from "./problems.js";
import type { DeviceTwinText } from "./schema/twin-device.js";
import { RANGES, type RadioText } from "./schema/twin-radio.js";
import { chooseTransport } from "./transport-choice.js";
import { keySpanAt, type Path, spanAt, type Tree } from "./tree.js";

/** Uplink channels of a usual LoRaWAN gateway. */
const LORAWAN_CHANNELS = 8;
const CODING_RATES = ["4/5", "4/6", "4/7", "4/8"];
const COVERAGES = ["ce0", "ce1", "ce2"];
/** SF9 where nothing says more. */
const SPREADING_DEFAULT = 9;

/** Radio settings that only some transports have, with those that have them. */
const ONLY_FOR: ReadonlyMap<OwnSetting, readonly TransportName[]> = new Map(
  [...new Set(TRANSPORT_NAMES.flatMap((name) => TRANSPORTS[name].settings))].map((setting) => [
    setting,
    TRANSPORT_NAMES.filter((name) => TRANSPORTS[name].settings.includes(setting)),
  ]),
);

/** What the twin needs of a transport, for `transport: auto`. */
const needOf = (text: DeviceTwinText, via: "gateway" | "direct"): TransportNeed => {
  const { power, radio, reporting } = text;
  const need = radio.need ?? { latency: HOUR_MS, range: "room" as const, wired: false, life: 0 };
  const everyMs =
    reporting.mode === "periodic"
      ? reporting.interval
      : Math.min(reporting.heartbeat, reporting.interval * 10);
  const samples = DAY_MS / reporting.interval;
  const sampleUAMs = power.sense.current * power.sense.time + power.compute.current * power.compute.time;
  return {
    payloadBytes: reporting.payload,
    messagesPerDay: DAY_MS / everyMs,
    latencyMs: need.latency,
    rangeM: RANGES[need.range],
    isWired: need.wired,
    isBattery: power.source === "battery",
    capacityMAh: power.battery?.capacity ?? null,
    baseUA: power.sleep + (sampleUAMs * samples) / DAY_MS,
    lifeDays: need.life / DAY_MS,
    via,
  };
};

/** Power saving mode: as written; usual for a modem, unless its twin says that it can be paged. */
const psmOf = ({ psm, edrx }: RadioText, { psmActiveMs }: UsualRadio): LinkSettings["psm"] => {
  if (psm === false) return null;
  if (psm !== undefined) return { activeMs: psm.active };
  return psmActiveMs !== undefined && (edrx ?? 0) === 0 ? { activeMs: psmActiveMs } : null;
};

const linkOf = (radio: RadioText, transport: TransportName, qos: 0 | 1): LinkSettings => {
  const usual = TRANSPORTS[transport].usual;
  const { distance, burst, batch } = radio;
  return {
    computesTransmit: radio.transmit?.time === undefined,
    computesReceive: radio.receive === undefined,
    spreading: radio.sf ?? (distance === undefined ? SPREADING_DEFAULT : 0),
    adr: radio.adr ?? false,
    bandwidthKhz: radio.bandwidth ?? 125,
    codingRate: radio.codingRate === undefined ? 5 : CODING_RATES.indexOf(radio.codingRate) + 5,
    channels: radio.channels ?? LORAWAN_CHANNELS,
    distance: distance === undefined ? null : { minM: distance.min, maxM: distance.max },
    environment: radio.environment ?? usual.environment,
    wallsDb: radio.walls,
    txPowerDbm: radio.txPower ?? usual.txPowerDbm,
    frequencyMhz: usual.frequencyMhz,
    dutyCyclePpm: radio.dutyCycle ?? usual.dutyCyclePpm ?? 0,
    confirmed: radio.confirmed ?? qos === 1,
    burst:
      burst === undefined ? null : { meanAttempts: burst.meanAttempts ?? 0, meanMs: burst.meanLength ?? 0 },
    coverage:
      radio.coverage === undefined || radio.coverage === "auto" ? -1 : COVERAGES.indexOf(radio.coverage),
    psm: psmOf(radio, usual),
    edrxMs: radio.edrx ?? 0,
    rai: radio.rai ?? usual.rai ?? false,
    batch: batch === undefined ? null : { max: batch.max, waitMs: batch.wait },
    fragments: radio.fragment,
  };
};

/** The most bytes one message of this radio can carry, unfragmented. */
const limitBytes = (radio: RadioText, transport: TransportName): number => {
  const { usual, frameRates } = TRANSPORTS[transport];
  const own = radio.payloadMax ?? usual.payloadMaxBytes;
  const { sf = 0 } = radio;
  return frameRates === undefined || sf === 0 ? own : Math.min(own, frameRates.payloadBytes(sf));
};

const complete = (text: DeviceTwinText, transport: TransportName): RadioTwin => {
  const { radio, reporting } = text;
  const usual = TRANSPORTS[transport].usual;
  const link = linkOf(radio, transport, reporting.qos);
  return {
    transport,
    // With a link budget fading makes the loss, unless the twin says what else there is.
    lossPpm: radio.loss ?? (link.distance === null ? usual.lossPpm : 0),
    ackLossPpm: radio.ackLoss,
    latencyMs: radio.latency ?? usual.latencyMs,
    jitterMs: radio.jitter ?? usual.jitterMs,
    txUA: radio.transmit?.current ?? TRANSPORTS[transport].transmitUA(link.txPowerDbm),
    txMs: radio.transmit?.time ?? usual.txMs,
    txUsPerByte: radio.transmit?.perByte ?? (link.computesTransmit ? usual.txUsPerByte : 0),
    rxUA: radio.receive?.current ?? usual.rxUA,
    rxMs: radio.receive?.time ?? usual.rxMs,
    retriesMax: radio.retries ?? usual.retriesMax,
    retryDelayMs: radio.retryDelay ?? usual.retryDelayMs,
    payloadMaxBytes: radio.payloadMax ?? usual.payloadMaxBytes,
    overheadBytes: radio.overhead ?? usual.overheadBytes,
    downlinkBytesPerS: radio.downlink ?? usual.downlinkBytesPerS,
    joinUA: radio.join?.current ?? usual.joinUA,
    joinMs: radio.join?.time ?? usual.joinMs,
    ackBytes: usual.ackBytes,
    link,
    choice: null,
  };
};

interface Place {
  problems: Problems;
  tree: Tree;
  /** The twin's name, before the path in messages. */
  name: string;
}

const at = (place: Place, ...path: Path) => spanAt(place.tree, path);

/** Tells of a batch that no frame holds, not even at the fastest rate. */
const checkBatch = (
  { problems, tree, name }: Place,
  text: DeviceTwinText,
  transport: TransportName,
): void => {
  const { radio, reporting } = text;
  const { batch, sf = 0, adr = false } = radio;
  const { ageBytes, frameRates } = TRANSPORTS[transport];
  if (frameRates === undefined || batch === undefined) return;
  const fastest = sf === 0 || adr ? frameRates.fastest : sf;
  const most = Math.min(radio.payloadMax ?? Infinity, frameRates.payloadBytes(fastest));
  const fits = frameRates.readingsIn(most, reporting.payload);
  // One that does not fit by itself is told of as a payload.
  if (fits >= batch.max || fits < 1) return;
  problems.error(
    spanAt(tree, ["radio", "batch", "max"]),
    "SCN029",
    `${name}.radio.batch.max is ${batch.max} readings; a ${frameRates.frame} at ${frameRates.rate} ${fastest} holds at most ${fits} of ` +
      `${formatBytes(reporting.payload)} (${formatBytes(most)}, ${ageBytes} B of age for each but one)`,
    fits > 1 ? `set it to ${fits} or less` : "leave the batch out",
  );
};

/** Tells of settings the transport does not have, and of a payload it cannot carry. */
const check = (place: Place, text: DeviceTwinText, transport: TransportName): boolean => {
  const { problems, name } = place;
  const { radio, reporting } = text;
  const before = problems.errorCount;
  for (const [key, transports] of ONLY_FOR) {
    if (radio[key] === undefined || transports.includes(transport)) continue;
    problems.error(
      keySpanAt(place.tree, ["radio"], key),
      "SCN028",
      `${name}.radio.${key} means nothing to ${transport}; it is for ${transports.join(", ")}`,
      "leave it out, or name another transport",
    );
  }
  checkBatch(place, text, transport);
  const most = limitBytes(radio, transport);
  const { frameRates } = TRANSPORTS[transport];
  // Where a batch ends when its frame is full a single reading has to fit.
  const together = frameRates === undefined ? (radio.batch?.max ?? 1) : 1;
  const carried = reporting.payload * together;
  if (carried <= most || radio.fragment) return problems.errorCount === before;
  const fixed = (radio.sf ?? 0) === 0 ? undefined : frameRates;
  const where = fixed === undefined ? transport : `${transport} at ${fixed.rate} ${radio.sf}`;
  const what = together === 1 ? formatBytes(carried) : `${formatBytes(carried)} (${together} readings)`;
  const slowest = fixed?.slowestFor(carried) ?? 0;
  const fits = fixed !== undefined && fixed.payloadBytes(slowest) >= carried;
  problems.error(
    at(place, "reporting", "payload"),
    "SCN026",
    `${name}.reporting.payload makes ${what} in one message; ${where} carries at most ${formatBytes(most)}`,
    `${fits ? `use sf: ${slowest} or less, ` : ""}make it smaller, or set radio.fragment: true`,
  );
  return false;
};

/** The radio as the model reads it, or undefined after telling what is wrong. */
export const radioTwinOf = (
  place: Place,
  text: DeviceTwinText,
  via: "gateway" | "direct",
): RadioTwin | undefined => {
  const { problems, name } = place;
  const { transport } = text.radio;
  if (transport !== "auto") {
    if (text.radio.need !== undefined) {
      problems.error(
        keySpanAt(place.tree, ["radio"], "need"),
        "SCN017",
        `${name}.radio.need is for \`transport: auto\`; the transport is ${transport}`,
      );
      return undefined;
    }
    return check(place, text, transport) ? complete(text, transport) : undefined;
  }
  const choice = chooseTransport(needOf(text, via));
  if (choice.transport === null) {
    problems.error(
      at(place, "radio", "transport"),
      "SCN027",
      `${name}: no transport meets the need`,
      choice.reasons.map((reason) => `${reason.transport}: ${reason.why}`).join("; "),
    );
    return undefined;
  }
  if (!check(place, text, choice.transport)) return undefined;
  return { ...complete(text, choice.transport), choice };
};
