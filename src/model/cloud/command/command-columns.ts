// What the command service remembers: numbers, what waits for an acknowledgement, what was obeyed.

/** A command under way. */
export interface SentCommand {
  device: number;
  sequence: number;
  /** COMMANDS index. */
  kind: number;
  signature: string;
  sentMs: number;
  triedMs: number;
  tries: number;
}

export interface CommandColumns {
  /** The number of each device's next command. */
  numbers: Map<number, number>;
  /** Commands nobody has acknowledged, and how many of them wait for each device (waiting-commands.ts). */
  underWay: Map<number, SentCommand>;
  waitingFor: Map<number, number>;
  /** The latest command each device has acknowledged: older ones it will never obey. */
  obeyed: Map<number, number>;
  /** The first command each device ever got, as somebody listening on the broker would have recorded it. */
  overheard: Map<number, { sequence: number; kind: number; signature: string }>;
  /** When unacknowledged commands are looked at next. */
  tickMs: number;
}

export const createCommand = (): CommandColumns => ({
  numbers: new Map(),
  underWay: new Map(),
  waitingFor: new Map(),
  obeyed: new Map(),
  overheard: new Map(),
  tickMs: Infinity,
});
