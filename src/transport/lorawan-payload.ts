// How much a LoRaWAN frame carries (EU868), and how many readings of a batch fit.

/** LoRaWAN EU868: most application bytes by spreading factor 7..12 (Lora-net/LoRaMac-node, RegionEU868). */
const LORAWAN_PAYLOAD_BYTES = [242, 242, 115, 51, 51, 51] as const;

/** Most application bytes of a LoRaWAN frame at a factor 7..12. */
export const lorawanPayloadBytes = (spreading: number): number => LORAWAN_PAYLOAD_BYTES[spreading - 7];

/** The slowest factor whose frames hold `bytes`, or 7 where none does. */
export const slowestSpreadingFor = (bytes: number): number => {
  for (let spreading = 12; spreading > 7; spreading--)
    if (lorawanPayloadBytes(spreading) >= bytes) return spreading;
  return 7;
};

/**
 * Bytes that date a reading within a LoRaWAN batch: its age against the newest one, 16 bits, which the network dates. A
 * frame of one reading has none.
 */
export const LORAWAN_AGE_BYTES = 2;

/** Readings of `payloadBytes` that a frame of `mostBytes` holds with their ages. */
export const lorawanBatchFits = (mostBytes: number, payloadBytes: number): number =>
  Math.floor((mostBytes + LORAWAN_AGE_BYTES) / (payloadBytes + LORAWAN_AGE_BYTES));
