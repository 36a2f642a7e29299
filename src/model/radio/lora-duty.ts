// ETSI EN 300 220 duty cycle as LoRaWAN end devices keep it: after each frame silence of ToA x (1/dc - 1) in its band.
// One band per device (EU868's 1 % band g1); the gateway has two, for its first and second receive window.

import { PPM } from "../../core/units.js";

/** Silence after `airtimeUs` on air at a duty cycle of `dutyPpm`, ms, rounded up. 0 where there is no limit (0 or 100 %). */
export const offMs = (airtimeUs: number, dutyPpm: number): number =>
  dutyPpm <= 0 || dutyPpm >= PPM ? 0 : Math.ceil((airtimeUs * (PPM / dutyPpm - 1)) / 1000);

/** The earliest start of the next frame, ms, after one that started at `startMs`; rounded up. */
export const nextFreeMs = (startMs: number, airtimeUs: number, dutyPpm: number): number =>
  dutyPpm <= 0 || dutyPpm >= PPM ? startMs : startMs + Math.ceil((airtimeUs * (PPM / dutyPpm)) / 1000);

/** Most frames of one length an hour has room for. */
export const messagesPerHour = (airtimeUs: number, dutyPpm: number): number =>
  Math.floor((3_600_000_000 * (dutyPpm / PPM)) / airtimeUs);
