// QoS 1 from the cloud to a session: the client's PUBACK [MQTT-4.3.2-2]. It is a packet on the wire and, where the provider
// says so (AWS does), a metered message; an acknowledgement of the service is neither. Left out: its energy (it shares the
// connection of what it acknowledges).
import { isPublish } from "../../event/messages.js";
import type { CellState } from "../state/cell-state.js";

/** PUBACK in its TLS record over TCP/IP: 4 + 29 + 40 (reference: MQTT facts). */
const PUBACK_WIRE_BYTES = 73;

/** A downlink has arrived at the session of a device, or of the gateway that speaks for it. */
export const acknowledge = (cell: CellState, local: number, kind: number, nowMs: number): void => {
  if (!isPublish(kind)) return;
  const series = cell.seriesOf(local);
  const k = cell.isDevice(local) ? cell.gatewayOf[local] : -1;
  cell.sess.packetMs[k < 0 ? local : cell.gatewayLocal(k)] = nowMs;
  cell.values[series.bytesUp] += PUBACK_WIRE_BYTES;
  if (cell.plan.scenario.cloud.metering.acknowledgements) cell.values[series.metered]++;
};
