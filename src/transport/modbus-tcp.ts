// Modbus/TCP: the gateway asks (FC 03, 12 bytes), the device answers with registers of two bytes, at most 125. A reading
// costs its question, its answer and TCP/IP around both. Left out: coils, exceptions, several devices behind one port.
import { blocksOf } from "./download-habits.js";
import { fixedRate, linearAttempt } from "./transport.js";
import type { UsualRadio } from "./usual-radio.js";

// The gateway polls: request of 12 bytes, answer of 9 and at most 125 registers; each with TCP/IP's 40.
const USUAL: UsualRadio = {
  payloadMaxBytes: 250,
  overheadBytes: 101,
  ackBytes: 40,
  latencyMs: 20,
  jitterMs: 30,
  lossPpm: 500,
  txUA: 60_000,
  txMs: 1,
  txUsPerByte: 0,
  rxUA: 60_000,
  rxMs: 1,
  retriesMax: 3,
  retryDelayMs: 1_000,
  downlinkBytesPerS: 100_000,
  joinUA: 60_000,
  joinMs: 500,
  txPowerDbm: 0,
  frequencyMhz: 0,
  environment: "indoor",
  reach: "gateway",
  rangeM: 100,
  idleUA: 40_000,
  needsBearer: true,
};

const REGISTER_BYTES = 2;
/** The gateway writes file records (FC 21): 7 bytes before the data, eight records a turn. */
const RECORDS_BYTES = 1_920;
const RECORD_HEAD_BYTES = 7;

export const modbusTcp = fixedRate(USUAL, null, {
  attempt: (radio, _rate, payloadBytes) =>
    linearAttempt(radio, Math.ceil(payloadBytes / REGISTER_BYTES) * REGISTER_BYTES, radio.payloadMaxBytes),
  download: blocksOf(RECORDS_BYTES, RECORD_HEAD_BYTES),
});
