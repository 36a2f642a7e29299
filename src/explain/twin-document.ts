// A twin's explanation as plain data (`iotctl twin explain --json`): numbers, names and units that a program can use.

import { HOUR_MS } from "../core/duration.js";
import { LIFECYCLE_TABLE } from "../model/state/lifecycle.js";
import { chooseTransport } from "../scenario/transport-choice.js";
import type { TransportChoice } from "../spec/radio.js";
import { TRANSPORTS } from "../transport/kinds.js";
import type { TwinExplanation } from "./explain-twin.js";

/** What each radio or wire would take for the same readings, range and latency set aside; not what rides on them. */
export const alternativesOf = ({ twin, traffic }: TwinExplanation): TransportChoice["reasons"] => {
  const { power, reporting } = twin;
  return chooseTransport({
    payloadBytes: reporting.payloadBytes,
    messagesPerDay: traffic.readingsPerDay,
    latencyMs: HOUR_MS,
    rangeM: 0,
    isWired: power.source === "mains",
    isBattery: power.source === "battery",
    capacityMAh: power.battery?.capacityMAh ?? null,
    baseUA: power.sleepUA,
    lifeDays: 0,
    via: twin.attach,
  }).reasons.filter(({ transport }) => TRANSPORTS[transport].usual.needsBearer !== true);
};

/** Charge of one message, all its tries and the acknowledgement, mC; 0 for mains. */
export const messageChargeMc = ({ link }: TwinExplanation): number =>
  (link.tries * (link.txUAMs + link.rxUAMs) + link.answerUAMs) / 1e6;

/** The whole explanation. */
export const explanationDocument = (explanation: TwinExplanation): object => {
  const { twin, traffic, link, budget, dutyUsed } = explanation;
  return {
    schema: "iotctl.twin-explanation/1",
    twin: twin.name,
    description: twin.description,
    traffic,
    message: {
      payloadBytes: link.payloadBytes,
      wireBytes: link.wireBytes,
      ackBytes: link.isConfirmed ? link.ackBytes : 0,
      airtimeMs: link.airtimeMs,
      tries: link.tries,
      loss: link.loss,
      rates: link.rates.map(({ rate, places: _, ...each }) => ({
        rate: TRANSPORTS[twin.radio.transport].rateName(rate),
        ...each,
      })),
      chargeMc: twin.power.source === "mains" ? null : messageChargeMc(explanation),
    },
    dutyUsed,
    energy:
      budget === null
        ? null
        : {
            mAhPerDay: budget.mAhPerDay,
            lines: budget.lines.map(({ consumer, mAhPerDay, factors, divisor }) => ({
              consumer,
              mAhPerDay,
              share: mAhPerDay / budget.mAhPerDay,
              factors,
              divisor,
            })),
            life: budget.life,
            lifeSpread: budget.spread,
            lifeByRate: budget.lifeAt.map(({ rate, ...each }) => ({
              rate: TRANSPORTS[twin.radio.transport].rateName(rate),
              ...each,
            })),
          },
    transport: {
      name: twin.radio.transport,
      choice: twin.radio.choice,
      alternatives: alternativesOf(explanation),
    },
    lifecycle: LIFECYCLE_TABLE.rows,
  };
};
