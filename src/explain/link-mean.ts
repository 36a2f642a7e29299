// The mean of a twin's radio links: at which rate they work, how often an exchange is tried, what a try takes. With a link
// budget that differs from place to place, so it is taken over thousands of places drawn as the fleet's are. Left out: what
// a crowd does to a link (collisions, gateways too busy to answer).
import { KeyedRandom, seedKey } from "../core/rng.js";
import { type Exchange, RadioModel } from "../model/radio/radio-model.js";
import { flatLossPpm, rssiDbm } from "../model/radio/signal-strength.js";
import type { DeviceTwin } from "../spec/twin.js";
import { adrSetting, POWER_STEP_DB } from "../transport/lora-spreading.js";
import { DRIFT_DB, FADING_DB, noiseDbm, upperTail } from "../transport/path-loss.js";
import { triesOf } from "./burst-tries.js";

/** Places looked at: few are bad, and they cost the most; the mean's standard error is about 2 %. */
const PLACES = 4_000;
/** Expected best of 20 standard normals: what ADR's first decision sees of a drifting shadow; more follow. */
const BEST_OF_ADR_FRAMES = 1.87;

export interface RateShare {
  rate: number;
  /** Of the places that were looked at; and as a share. */
  places: number;
  share: number;
  /** Readings together in one exchange, and its time on air. */
  readings: number;
  airtimeMs: number;
  /** Of one exchange with all its tries and the acknowledgement, mean over these places. */
  chargeUAMs: number;
}

export interface LinkMean {
  model: RadioModel;
  /** By rate, most common first. */
  rates: RateShare[];
  isConfirmed: boolean;
  /** Share of tries lost on the way. */
  loss: number;
  /** Readings together in one exchange, over all places. */
  readingsPerExchange: number;
  /** Tries of one exchange. */
  tries: number;
  /** One try: time on air, current times time of sending, of listening, and of hearing the acknowledgement, uA ms. */
  airtimeMs: number;
  txUAMs: number;
  rxUAMs: number;
  answerUAMs: number;
  /** Mean current while sending, uA: the twin's, or less where ADR has lowered the power. */
  txUA: number;
  /** Payload, and on the wire, of one try at the most common rate, there and back. */
  payloadBytes: number;
  wireBytes: number;
  ackBytes: number;
}

interface Place {
  rate: number;
  powerSteps: number;
  /** Share of tries lost by the link's quality, in bursts where there are any; and by fading. */
  flat: number;
  faded: number;
}

const placeOf = (twin: DeviceTwin, model: RadioModel, random: KeyedRandom, index: number): Place => {
  const { radio } = twin;
  const { transport, payloadBytes } = model;
  const strength = rssiDbm(radio, random, index);
  const flat = flatLossPpm(radio, random, index) / 1e6;
  const setting = { spreading: transport.rateFor(radio, strength, payloadBytes), powerSteps: 0 };
  const { distance, adr, spreading, bandwidthKhz } = radio.link;
  if (distance === null) return { rate: setting.spreading, powerSteps: 0, flat, faded: 0 };
  if (adr && spreading === 0) {
    const bestDb = Math.round(strength + BEST_OF_ADR_FRAMES * DRIFT_DB - noiseDbm(bandwidthKhz));
    Object.assign(setting, adrSetting(setting, bestDb, model.powerStepsMax));
  }
  const { spreading: rate, powerSteps } = setting;
  const marginDb = transport.marginDb(radio, rate, strength - POWER_STEP_DB * powerSteps);
  // Fading on top of a drifting shadow: two normals add up to one.
  const faded = upperTail(marginDb / Math.sqrt(FADING_DB * FADING_DB + DRIFT_DB * DRIFT_DB));
  return { rate, powerSteps, flat, faded };
};

/** Readings over exchanges, of places that all have the same readings to send. A whole number where all rates agree. */
const readingsTogether = (rates: readonly RateShare[]): number => {
  const [{ readings: usual }] = rates;
  const exchanges = rates.reduce((sum, { places, readings }) => sum + (places * usual) / readings, 0);
  return (usual * PLACES) / exchanges;
};

/** Exchanges of as many readings as a rate has room for, up to `readings`, by rate. */
class Exchanges {
  private readonly known = new Map<number, Exchange>();

  constructor(
    readonly model: RadioModel,
    private readonly readings: number,
  ) {}

  togetherAt(rate: number): number {
    return Math.min(this.readings, this.model.batchFits[rate]);
  }

  at(rate: number): Exchange {
    const known = this.known.get(rate) ?? this.model.exchange(rate, this.togetherAt(rate));
    this.known.set(rate, known);
    return known;
  }
}

/** Sums over all places; and by rate how many there are and what they take. */
interface PlaceSums {
  exchanges: number;
  tries: number;
  lost: number;
  airtimeUs: number;
  tx: number;
  rx: number;
  answers: number;
  places: Map<number, number>;
  charges: Map<number, number>;
}

const addPlace = (sums: PlaceSums, { radio }: DeviceTwin, exchanges: Exchanges, place: Place): void => {
  const { rate, powerSteps, flat, faded } = place;
  const { link, ackLossPpm } = radio;
  const { model } = exchanges;
  const ack = ackLossPpm / 1e6;
  const each = 1 / exchanges.togetherAt(rate);
  const tries = each * (link.confirmed ? triesOf(model, { flat, faded, ack }) : 1);
  // Every exchange ends with one try that came through and was acknowledged; an acknowledgement lost is no try lost.
  const loss = link.confirmed ? 1 - 1 / (tries / each) / (1 - ack) : 1 - (1 - flat) * (1 - faded);
  const { txNc, rxNc, airtimeUs } = exchanges.at(rate);
  sums.places.set(rate, (sums.places.get(rate) ?? 0) + 1);
  const once = model.txNcAt(txNc, powerSteps) + rxNc;
  const charge = (tries / each) * once + (link.confirmed ? model.answerNc[rate] : 0);
  sums.charges.set(rate, (sums.charges.get(rate) ?? 0) + charge);
  sums.exchanges += each;
  sums.tries += tries;
  sums.lost += tries * loss;
  sums.airtimeUs += tries * airtimeUs;
  sums.tx += tries * model.txNcAt(txNc, powerSteps);
  sums.rx += tries * rxNc;
  if (link.confirmed) sums.answers += each * model.answerNc[rate];
};

/** The mean link, for exchanges of `readings` readings, or of as many as a rate has room for. */
export const linkMeanOf = (twin: DeviceTwin, readings: number): LinkMean => {
  const model = new RadioModel(twin);
  const { link } = twin.radio;
  const random = new KeyedRandom(seedKey("twin explain"));
  const exchanges = new Exchanges(model, readings);
  const counts = { exchanges: 0, tries: 0, lost: 0, airtimeUs: 0, tx: 0, rx: 0, answers: 0 };
  const sums: PlaceSums = { ...counts, places: new Map(), charges: new Map() };
  for (let index = 0; index < PLACES; index++)
    addPlace(sums, twin, exchanges, placeOf(twin, model, random, index));
  const rates = [...sums.places]
    .map(([rate, count]) => ({
      rate,
      places: count,
      share: count / PLACES,
      readings: exchanges.togetherAt(rate),
      airtimeMs: exchanges.at(rate).airtimeUs / 1000,
      chargeUAMs: (sums.charges.get(rate) ?? 0) / count,
    }))
    .sort((x, y) => y.share - x.share || x.rate - y.rate);
  return {
    model,
    rates,
    isConfirmed: link.confirmed,
    loss: sums.lost / sums.tries,
    readingsPerExchange: readingsTogether(rates),
    tries: sums.tries / sums.exchanges,
    airtimeMs: sums.airtimeUs / sums.tries / 1000,
    txUAMs: sums.tx / sums.tries,
    rxUAMs: sums.rx / sums.tries,
    answerUAMs: sums.answers / sums.exchanges,
    txUA: link.adr ? (sums.tx / sums.airtimeUs) * 1000 : twin.radio.txUA,
    payloadBytes: model.batchBytes(rates[0].readings),
    wireBytes: exchanges.at(rates[0].rate).wireBytes,
    ackBytes: model.ackBytes,
  };
};
