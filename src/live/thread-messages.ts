// What the live driver and its threads say to each other. One thread has the cloud, the others have cells and their
// entities' connections; rows go to the driver, messages between cells and cloud only over the broker.
import type { Histogram } from "node:perf_hooks";
import type { HostRows } from "../engine/outlets.js";
import type { MessageColumns } from "../event/message.js";
import type { CellAudit, CloudAudit } from "../model/actor.js";
import type { CloudView } from "../result/snapshot.js";
import type { Scenario } from "../spec/scenario.js";
import type { BrokerAddress } from "./broker-address.js";
import type { LagReport } from "./loop-lag.js";
import type { WireAccount } from "./wire-ledger.js";
import type { WireCounts } from "./wire-stats.js";

export interface ThreadTask {
  role: { kind: "cells"; cells: number[] } | { kind: "cloud" };
  scenario: Scenario;
  modelUrl: string;
  cellDevices: number | undefined;
  broker: BrokerAddress;
  runId: string;
  speed: number;
  endMs: number;
  /** Seals every payload of the run (seal.ts). */
  sealKey: string;
}

export type ToThread =
  /** The clock starts. */
  | { type: "go"; originWallMs: number }
  /** The run ends earlier than planned. */
  | { type: "endAt"; endMs: number }
  /** To the cloud: all cells have reached the end and have put `messages` on the wire. To the cells: take stock. */
  | { type: "finish"; messages: number }
  /** The broker is gone: end here, without waiting for anything on the wire. */
  | { type: "cutOff"; endMs: number };

/** What a thread leaves at the end. */
export interface ThreadEnd {
  lanes: Uint32Array;
  account: WireAccount;
  counts: WireCounts;
  ackUs: Histogram;
  lag: LagReport;
  /** Wall ms the cells were held because the wire did not keep up. */
  heldMs: number;
  malformed: number;
  /** Payloads that bore no seal of this run: of strangers, refused. */
  strangers: number;
  cells?: { audits: CellAudit[]; connectionsPeak: number; openMs: number };
  cloud?: { audit: CloudAudit; duplicates: number; wills: number };
  /** Uplinks that never reached the wire or the cloud's model: under way. */
  underWay: MessageColumns[];
}

export type FromThread =
  | { type: "ready" }
  | { type: "brokerGone"; cause: string }
  /** Everything before `clockMs` has been played and its rows are here or were sent before. */
  | { type: "rows"; clockMs: number; rows: HostRows[]; view?: CloudView }
  /** The cells are at the end and the wire is quiet. */
  | { type: "reached"; messages: number }
  | { type: "end"; end: ThreadEnd };
