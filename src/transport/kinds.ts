// All transports by name, in the order that settles a draw between them: wired first, then what is cheap to run. A new one
// is one file, and its name here.
import { ble } from "./ble.js";
import { coap } from "./coap.js";
import { ethernet } from "./ethernet.js";
import { http } from "./http.js";
import { lorawan } from "./lorawan.js";
import { lteM } from "./lte-m.js";
import { modbusTcp } from "./modbus-tcp.js";
import { mqtt } from "./mqtt.js";
import { nbIot } from "./nb-iot.js";
import type { Transport } from "./transport.js";
import { wifi } from "./wifi.js";
import { zigbee } from "./zigbee.js";

const BY_NAME = {
  ethernet,
  wifi,
  zigbee,
  ble,
  lorawan,
  "nb-iot": nbIot,
  "lte-m": lteM,
  "modbus-tcp": modbusTcp,
  mqtt,
  coap,
  http,
} as const satisfies Record<string, Transport>;

export type TransportName = keyof typeof BY_NAME;

export const TRANSPORTS: Readonly<Record<TransportName, Transport>> = BY_NAME;
export const TRANSPORT_NAMES = Object.keys(BY_NAME) as [TransportName, ...TransportName[]];
