// What a live thread plays: cells with their connections, or the cloud with its own.
import type { HostRows } from "../engine/outlets.js";
import type { CloudView } from "../result/snapshot.js";
import type { ThreadEnd } from "./thread-messages.js";

export interface PlayerEnd {
  rows: HostRows[];
  end: Omit<ThreadEnd, "counts" | "ackUs" | "lag" | "heldMs">;
}

export interface Player {
  /** Resolves when the clock may start. */
  ready(): Promise<void>;
  start(): void;
  /** Everything before this instant is played. */
  readonly clockMs: number;
  /** Takes in what came over the wire, plays everything before `untilMs` (virtual), sends what came of it. */
  play(untilMs: number): void;
  takeRows(): HostRows[];
  view?(): CloudView;
  /** About once a second: keepalives and timeouts. */
  tick(): void;
  /** Messages that wait for the wire. */
  readonly backlog: number;
  /** Everything sent is acknowledged. */
  readonly isQuiet: boolean;
  /** Cells: uplinks put on the wire. Cloud: uplinks that came out of it. */
  readonly messages: number;
  /** The broker is gone: drops every connection. */
  cutOff(): void;
  /** Takes stock and says goodbye on the wire. */
  finish(endMs: number): Promise<PlayerEnd>;
}
