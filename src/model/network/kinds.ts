// All transports by name. A new one is one file, one line here and one row in scenario/radio-defaults.ts.
import type { TransportName } from "../../scenario/scenario.js";
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

export const TRANSPORTS: Readonly<Record<TransportName, Transport>> = {
  ble,
  coap,
  ethernet,
  http,
  lorawan,
  "lte-m": lteM,
  "modbus-tcp": modbusTcp,
  mqtt,
  "nb-iot": nbIot,
  wifi,
  zigbee,
};
