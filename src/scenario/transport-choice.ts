// NET-5: a transport chosen from need. Each candidate is tried against the need, test by test; of those that pass, the
// one that takes the least energy (battery) or loses the least (mains) is taken. Every verdict is kept with its figures
// for the report. Left out: prices of subscriptions, what is already installed on a site.
import { DAY_MS, DAYS_PER_YEAR } from "../core/duration.js";
import { formatBytes } from "../core/units.js";
import type { TransportChoice, TransportNeed } from "../spec/radio.js";
import { TRANSPORT_NAMES, TRANSPORTS, type TransportName } from "../transport/kinds.js";

/** Charge of one message, uA ms. */
const messageUAMs = (name: TransportName, bytes: number): number => {
  const row = TRANSPORTS[name].usual;
  const txMs = row.txMs + (row.txUsPerByte * (bytes + row.overheadBytes)) / 1000;
  return row.txUA * txMs + row.rxUA * row.rxMs + (row.exchangeUAMs ?? 0);
};

/** Mean current of the radio, uA: its messages and what it takes to stay reachable. */
const meanUA = (name: TransportName, need: TransportNeed): number =>
  TRANSPORTS[name].usual.idleUA + (messageUAMs(name, need.payloadBytes) * need.messagesPerDay) / DAY_MS;

const rounded = (value: number): string => String(Number(value.toPrecision(3)));

/** Why a transport does not meet a need, or null where it does. */
const obstacle = (name: TransportName, need: TransportNeed): string | null => {
  const row = TRANSPORTS[name].usual;
  if (row.needsBearer) return "an application protocol: name it together with its bearer";
  if (need.via === "gateway" && row.reach === "direct") return "has no use for a gateway";
  if (need.via === "direct" && row.reach === "gateway") return "needs a gateway near by";
  if (need.payloadBytes > row.payloadMaxBytes)
    return `carries ${formatBytes(row.payloadMaxBytes)}, needed ${formatBytes(need.payloadBytes)}`;
  const latencyMs = row.latencyMs + row.jitterMs;
  if (latencyMs > need.latencyMs) return `takes ${latencyMs} ms, needed within ${need.latencyMs} ms`;
  if (row.rangeM < need.rangeM) return `carries about ${row.rangeM} m, needed ${need.rangeM} m`;
  if (row.frequencyMhz === 0 && !need.isWired) return "needs a cable";
  if (TRANSPORTS[name].isPaced) {
    const airMs = row.txMs + (row.txUsPerByte * (need.payloadBytes + row.overheadBytes)) / 1000;
    const most = Math.floor((DAY_MS * 0.01) / airMs);
    if (need.messagesPerDay > most)
      return `1 % duty cycle allows ${most} messages a day at SF9, needed ${Math.ceil(need.messagesPerDay)}`;
  }
  if (need.isBattery && need.capacityMAh !== null && need.lifeDays > 0) {
    const days = (need.capacityMAh * 1000) / (need.baseUA + meanUA(name, need)) / 24;
    if (days < need.lifeDays)
      return `lives ${rounded(days / DAYS_PER_YEAR)} years on ${need.capacityMAh} mAh, needed ${rounded(need.lifeDays / DAYS_PER_YEAR)}`;
  }
  return null;
};

/** Chooses a transport for a need; `transport` is null where none meets it. The reasons name every candidate. */
export const chooseTransport = (need: TransportNeed): TransportChoice => {
  const reasons: TransportChoice["reasons"] = [];
  let best: TransportName | null = null;
  let bestScore = Infinity;
  for (const name of TRANSPORT_NAMES) {
    const why = obstacle(name, need);
    if (why !== null) {
      reasons.push({ transport: name, fits: false, why });
      continue;
    }
    const { overheadBytes, lossPpm } = TRANSPORTS[name].usual;
    const wireBytes = Math.round((need.payloadBytes + overheadBytes) * need.messagesPerDay);
    const score = need.isBattery ? meanUA(name, need) : lossPpm;
    const first = need.isBattery ? `${rounded(score)} uA on average` : `${score / 10_000} % lost`;
    reasons.push({
      transport: name,
      fits: true,
      why: `${first}, ${formatBytes(wireBytes)} a day on the wire`,
    });
    if (score >= bestScore) continue;
    bestScore = score;
    best = name;
  }
  return { transport: best, reasons };
};
