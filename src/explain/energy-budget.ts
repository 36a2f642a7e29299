// Where a battery twin's charge goes in a day, consumer by consumer, each as a product that can be followed with a pocket
// calculator. Currents, times and charges are the ones the simulation books (state/group-model.ts, radio/radio-model.ts,
// battery/pack.ts). Left out: firmware updates, faults, what a brown-out wastes.
import { DAY_MS, DAYS_PER_YEAR, YEAR_MS } from "../core/duration.js";
import { NC_PER_MAH } from "../core/units.js";
import type { Consumer } from "../event/vocabulary.js";
import type { Pack } from "../model/battery/pack.js";
import { betweenFailuresMs } from "../model/device/wear.js";
import type { DeviceTwin } from "../spec/twin.js";
import type { LinkMean } from "./link-mean.js";
import type { Traffic } from "./traffic.js";

/** One factor of a line's product. Units: "" (a count), mA, s, h, mC, mAh, per year. */
export interface Factor {
  value: number;
  unit: string;
  /** What it is, where the unit does not say it. */
  is?: string;
}

export interface BudgetLine {
  consumer: Consumer;
  mAhPerDay: number;
  /** Multiplied, then divided by `divisor` (seconds of an hour, days of a year), they are mAh a day. */
  factors: Factor[];
  divisor: number;
}

const SECONDS_PER_HOUR = 3_600;
const mA = (uA: number): Factor => ({ value: uA / 1_000, unit: "mA" });
const seconds = (ms: number): Factor => ({ value: ms / 1_000, unit: "s" });
const times = (value: number, is: string): Factor => ({ value, unit: "", is });

const lineOf = (consumer: Consumer, divisor: number, factors: Factor[]): BudgetLine => ({
  consumer,
  divisor,
  factors,
  mAhPerDay: factors.reduce((product, { value }) => product * value, 1) / divisor,
});

/** Charge that self-discharge and calendar ageing take in a year, share of the capacity, at the twin's temperatures. */
const idleLossPerYear = (pack: Pack): { share: number; is: string } => {
  const warm = pack.selfTime.until(YEAR_MS) / YEAR_MS;
  const self = (pack.selfUA * YEAR_MS) / pack.capacityNc;
  const aged = pack.calendarPerMs * YEAR_MS;
  const warmAged = pack.calendarTime.until(YEAR_MS) / YEAR_MS;
  const parts = [`${percent(self)} at 25 degC x ${warm.toPrecision(3)} for its temperatures`];
  if (aged > 0) parts.push(`${percent(aged)} of ageing x ${warmAged.toPrecision(3)}`);
  return { share: self * warm + aged * warmAged, is: parts.join(" + ") };
};

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;

/** Keep-alives: a short exchange each, the mean over the places. */
const pingLines = ({ keepaliveMs }: DeviceTwin, { pingsPerDay }: Traffic, link: LinkMean): BudgetLine[] => {
  const { model, rates } = link;
  const pings = times(pingsPerDay, "keep-alives");
  const mean = (chargeOf: (rate: number) => number): Factor => ({
    value: rates.reduce((sum, { rate, share }) => sum + share * chargeOf(rate), 0) / 1e6,
    unit: "mC",
  });
  return [
    lineOf("transmit", SECONDS_PER_HOUR, [pings, mean((rate) => model.pingTxNc[rate])]),
    lineOf("receive", SECONDS_PER_HOUR, [pings, mean((rate) => model.pingListenNc(rate, keepaliveMs))]),
  ];
};

const asleepLine = ({ power }: DeviceTwin, { model: { idleUA } }: LinkMean): BudgetLine =>
  lineOf("sleep", 1, [
    {
      ...mA(power.sleepUA + idleUA),
      ...(idleUA > 0 ? { is: `${idleUA.toPrecision(3)} uA of it to stay reachable` } : {}),
    },
    { value: 24, unit: "h" },
  ]);

const awakeLines = ({ power }: DeviceTwin, { samplesPerDay }: Traffic): BudgetLine[] => {
  const samples = times(samplesPerDay, "samples");
  return [
    lineOf("sense", SECONDS_PER_HOUR, [samples, mA(power.senseUA), seconds(power.senseMs)]),
    lineOf("compute", SECONDS_PER_HOUR, [samples, mA(power.computeUA), seconds(power.computeMs)]),
  ];
};

/** What listening takes that belongs to a try. */
const listening = ({ radio }: DeviceTwin, { model, rxUAMs }: LinkMean): Factor[] => {
  const { isPaced } = model.transport;
  if (radio.rxUA > 0 && radio.rxMs > 0 && !isPaced) return [mA(radio.rxUA), seconds(rxUAMs / radio.rxUA)];
  const is = isPaced ? "two receive windows" : "connect, tail, active time";
  return [{ value: rxUAMs / 1e6, unit: "mC", is }];
};

const radioLines = (twin: DeviceTwin, traffic: Traffic, link: LinkMean): BudgetLine[] => {
  const exchanges = times(traffic.exchangesPerDay, "exchanges");
  const sent = link.isConfirmed ? [exchanges, times(link.tries, "tries")] : [exchanges];
  const isLowered = link.txUA < 0.999 * twin.radio.txUA;
  const lines = [
    lineOf("transmit", SECONDS_PER_HOUR, [
      ...sent,
      { ...mA(link.txUA), ...(isLowered ? { is: "the mean of the powers that ADR sets first" } : {}) },
      seconds(link.txUAMs / Math.max(1, link.txUA)),
    ]),
    lineOf("receive", SECONDS_PER_HOUR, [...sent, ...listening(twin, link)]),
  ];
  if (link.answerUAMs > 0)
    lines.push(
      lineOf("receive", SECONDS_PER_HOUR, [
        exchanges,
        { value: link.answerUAMs / 1e6, unit: "mC", is: "the acknowledgement" },
      ]),
    );
  if (traffic.pingsPerDay > 0) lines.push(...pingLines(twin, traffic, link));
  return lines;
};

/** Restarts after failures, and what rules switch. */
const rareLines = (twin: DeviceTwin, { actionsPerDay }: Traffic): BudgetLine[] => {
  const { power, radio } = twin;
  const lines: BudgetLine[] = [];
  if (twin.mtbfMs > 0) {
    const restarts = times(DAY_MS / betweenFailuresMs(twin.mtbfMs, twin.hangs.sharePpm), "restarts");
    const { rebootMs } = twin.firmware;
    lines.push(lineOf("compute", SECONDS_PER_HOUR, [restarts, mA(power.computeUA), seconds(rebootMs)]));
    if (twin.attach === "direct")
      lines.push(lineOf("join", SECONDS_PER_HOUR, [restarts, mA(radio.joinUA), seconds(radio.joinMs)]));
  }
  twin.rules.forEach(({ actuate, loadUA, loadMs }, at) => {
    const moves = times(actionsPerDay[at], `times ${actuate}`);
    if (actionsPerDay[at] > 0)
      lines.push(lineOf("actuate", SECONDS_PER_HOUR, [moves, mA(loadUA), seconds(loadMs)]));
  });
  return lines;
};

/** The lines of a battery twin: asleep, awake, on the radio, on its own. A mains twin has none. */
export const energyBudgetOf = (
  twin: DeviceTwin,
  pack: Pack,
  traffic: Traffic,
  link: LinkMean,
): BudgetLine[] => {
  const loss = idleLossPerYear(pack);
  return [
    asleepLine(twin, link),
    ...awakeLines(twin, traffic),
    ...radioLines(twin, traffic, link),
    ...rareLines(twin, traffic),
    lineOf("self-discharge", DAYS_PER_YEAR, [
      { value: pack.capacityNc / NC_PER_MAH, unit: "mAh" },
      times(loss.share, loss.is),
    ]),
  ];
};

/** Sum of the lines, mAh a day. */
export const drainPerDay = (lines: readonly BudgetLine[]): number =>
  lines.reduce((sum, { mAhPerDay }) => sum + mAhPerDay, 0);

/** A day's lines where the link works at `rate`: the radio's mean is replaced by that of those places. */
export const radioAt = (
  lines: readonly BudgetLine[],
  { readingsPerDay, pingsPerDay }: Traffic,
  { rates, model }: LinkMean,
  { rate, keepaliveMs }: { rate: number; keepaliveMs: number },
): BudgetLine[] => {
  const { readings, chargeUAMs } = rates.find((each) => each.rate === rate) ?? rates[0];
  const exchange = { value: chargeUAMs / 1e6, unit: "mC" };
  return [
    ...lines.filter(({ consumer }) => consumer !== "transmit" && consumer !== "receive"),
    lineOf("transmit", SECONDS_PER_HOUR, [times(readingsPerDay / readings, "exchanges"), exchange]),
    lineOf("transmit", SECONDS_PER_HOUR, [
      times(pingsPerDay, "keep-alives"),
      { value: (model.pingTxNc[rate] + model.pingListenNc(rate, keepaliveMs)) / 1e6, unit: "mC" },
    ]),
  ];
};
