// What the run and its broker process say to each other.
import type { LagReport } from "./loop-lag.js";

export interface BrokerOptions {
  /** 0: a free one. */
  port: number;
  /** What clients of the fleet must give as their password. */
  token: string;
  packetMaxBytes: number;
  connectionsMax: number;
}

export interface BrokerReport {
  connections: number;
  connectionsPeak: number;
  received: number;
  /** Publishes and subscriptions the access rules refused, connects refused, packets over the limit. */
  refused: number;
  lag: LagReport;
}

export type ToBroker =
  | { type: "start"; options: BrokerOptions }
  | { type: "report"; reset: boolean }
  | { type: "stop" };

export type FromBroker =
  | { type: "ready"; port: number }
  | { type: "failed"; code: string; message: string }
  | { type: "report"; report: BrokerReport };
