// What a fault can do, to one entity or to the cloud. Everything is done in the name of the action that is being played, so
// that of two which overlap each undoes its own. Whoever plays them (a cell, the cloud) has the hands.

/** Something that works while nobody holds it. */
export interface Hold {
  hold(): void;
  release(): void;
  isHeld(): boolean;
}

/** Power comes back to each at a time of its own, within `spreadMs`. */
export interface PowerHold extends Hold {
  release(spreadMs?: number): void;
}

/** A figure on top of the usual one: what all actions together have put there. */
export interface Extra {
  add(figure: number): void;
  takeBack(): void;
  isLeft(): boolean;
}

/** A gateway's software, dead until it restarts: `restartAfterMs` after the last crash that nobody has ended. */
export interface Software {
  crash(restartAfterMs: number): void;
  restart(): void;
  hasCrashed(): boolean;
}

/** Hands that take somebody off line, or down. Whoever is goes into the books with a cause: that of the fault. */
interface CutOffHands {
  /** The way to the cloud: its session ends, and nobody answers its dials. */
  readonly way: Hold;
  /** Its certificate: the session ends, and a new one is refused. */
  readonly certificate: Hold;
  readonly power: PowerHold;
  readonly software: Software;
  /** A device's radio, switched off: the device runs on, and reaches nobody. */
  readonly radioOff: Hold;
}

/** Hands that change what somebody does, and leave him on line. */
interface ChangeHands {
  /** A device's sensor shows what the fault makes of it, and the truth about that is written down. */
  readonly sensor: Hold;
  /** Share of a device's attempts that are lost, ppm. */
  readonly loss: Extra;
  /** Share of a device's readings that leave it unreadable, ppm. */
  readonly spoilt: Extra;
  /** Share of the blocks of an update that reach it harmed, ppm. */
  readonly harmed: Extra;
  /** How far a device's clock is off, ms. */
  readonly clock: Extra;
}

export interface EntityHands extends CutOffHands, ChangeHands {}

/** The hands of a fault that has such a cause; without one it takes nobody off line. */
export type HandsWith<Cause extends string> = [Cause] extends [never] ? ChangeHands : EntityHands;

/** What a faulty sensor shows is worked out of this. Chance is the device's own, by sample. */
export interface SensorHands {
  /** What the sensor showed when the fault began. */
  readonly held: number;
  /** How long the fault lasts already. */
  readonly lastsMs: number;
  chancePpm(ppm: number): boolean;
  normal(): number;
}

export type LimitName = "connectsPerSecond" | "ingestPerSecond";

export interface CloudHands {
  /** The devices that are meant. */
  readonly devices: Int32Array;
  /** Limits: the tightest of those under way holds. */
  tighten(limits: Readonly<Partial<Record<LimitName, number>>>): void;
  loosen(): void;
  isTightened(): boolean;
  /** On the way to how many of them a command was overheard. */
  overheard(): number;
  /** Sends each of those the command he has overheard once more. */
  replayCommands(): void;
  /** Sends each device a command that a stranger has signed. */
  forgeCommands(): void;
  /** A stranger connects with each device's credential. */
  reuseCredentials(): void;
}
