// Modbus/TCP: the gateway asks (FC 03, 12 bytes), the device answers with registers of two bytes, at most 125. A reading
// costs its question, its answer and TCP/IP around both. Left out: coils, exceptions, several devices behind one port.
import { blocksOf } from "./download-habits.js";
import { fixedRate, linearAttempt } from "./transport.js";

const REGISTER_BYTES = 2;
/** The gateway writes file records (FC 21): 7 bytes before the data, eight records a turn. */
const RECORDS_BYTES = 1_920;
const RECORD_HEAD_BYTES = 7;

export const modbusTcp = fixedRate("modbus-tcp", null, {
  attempt: (radio, _rate, payloadBytes) =>
    linearAttempt(radio, Math.ceil(payloadBytes / REGISTER_BYTES) * REGISTER_BYTES, radio.payloadMaxBytes),
  download: blocksOf(RECORDS_BYTES, RECORD_HEAD_BYTES),
});
