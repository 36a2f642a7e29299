// Sizes that both the model and the account of its cost go by.

/** A topic like `iotctl/<run>/up/<group>/<device>`: metered with each payload. Our own choice. */
export const TOPIC_BYTES = 40;

/** Bytes around a payload on the backhaul: MQTT PUBLISH header and topic, TCP/IP, TLS record. On the wire, not on the invoice. */
export const BACKHAUL_OVERHEAD_BYTES = 100;

/** Steps of `stepBytes` that so many metered bytes make; nothing makes one, too. */
export const stepsOf = (bytes: number, stepBytes: number): number =>
  Math.max(1, Math.ceil(bytes / stepBytes));
