// What an SX1276, the radio of most LoRa devices, draws while it sends.

/** SX1276 transmit current by power -2..20 dBm, mA (LoRaSim's table; its values above 17 from the data sheet's curve). */
const SX1276_MA = [
  22, 22, 22, 23, 24, 24, 24, 25, 25, 25, 25, 26, 31, 32, 34, 35, 44, 82, 85, 90, 105, 115, 125,
] as const;

/** Transmit current of an SX1276 at `powerDbm` (clamped to -2..20), uA. */
export const sx1276TransmitUA = (powerDbm: number): number =>
  SX1276_MA[Math.min(SX1276_MA.length - 1, Math.max(0, Math.round(powerDbm) + 2))] * 1_000;
