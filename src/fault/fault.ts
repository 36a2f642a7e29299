// What a fault says of itself: one file a kind, spoken in plain data and in terms of hands (hands.ts). What people read of it,
// what a timeline may write and who is struck is derived from that. Numbers FLT-* are the rows of docs/coverage.md.

import type { Figures, Params } from "../core/params.js";
import type { CloudHands, HandsWith, SensorHands } from "./hands.js";

/** Who can feel something at all. */
export const FEELERS = {
  any: "all of them",
  session: "what has a session of its own: gateways, direct devices",
  mains: "what has no battery",
  clock: "devices with a shadow property of `policy: latest`",
} as const;
export type Feels = keyof typeof FEELERS;

/** What a timeline must also have, else the fault shows nowhere: a game day that never happened. */
export interface Need {
  readonly action: "command" | "local";
  /** Before the fault begins, or while it lasts. */
  readonly when: "before" | "during";
  /** Why. */
  readonly says: string;
  readonly hint: string;
}

interface About<Kind extends string, P extends Params, Cause extends string> {
  readonly kind: Kind;
  /** One line: what goes wrong. */
  readonly says: string;
  /** Where a report shows it. */
  readonly seen: string;
  /** Names people know it by. */
  readonly alsoCalled?: readonly string[];
  readonly params: P;
  /** Of these at least one must be written. */
  readonly atLeastOne?: readonly (keyof P & string)[];
  /** Who is offline through it is booked under this: without it there are no hands that take anybody off line. */
  readonly cause?: Cause;
  /** Readings are lost through it, booked under the same. */
  readonly losesReadings?: true;
  /** The cloud: everybody, without a target. */
  readonly strikes: "devices" | "gateways" | "any" | "cloud";
  /** The cloud may be out for some only, whom a target names. */
  readonly canBePartial?: true;
  /** Of those it strikes, who can feel it: all where it does not say. */
  feels?(figures: Figures<P>): Feels;
  readonly need?: Need;
  /** It is over at once, however long the entry says it lasts. */
  readonly isOver?: true;
}

/** How it begins and ends, in the hands of whoever plays it. */
interface Course<P extends Params, Hands> {
  begin(at: Hands, figures: Figures<P>): void;
  end(at: Hands, figures: Figures<P>): void;
  /** After the end of the last one of its kind it must be false. */
  isLeft(at: Hands): boolean;
}

/** The entities play it, each for itself. It begins only at who can feel it, and ends wherever it began. */
export interface EntityFault<
  Kind extends string = string,
  P extends Params = Params,
  Cause extends string = string,
> extends About<Kind, P, Cause>,
    Course<P, HandsWith<Cause>> {
  readonly playedBy: "entities";
  /** Of a faulty sensor: what it shows where the truth is `value`; null: nothing, it is silent. */
  shows?(value: number, figures: Figures<P>, sensor: SensorHands): number;
  readonly isSilent?: true;
}

/** The cloud plays it. */
export interface CloudFault<
  Kind extends string = string,
  P extends Params = Params,
  Cause extends string = string,
> extends About<Kind, P, Cause>,
    Course<P, CloudHands> {
  readonly playedBy: "cloud";
  /** Of those who are meant, how many it strikes: all where it does not say. */
  countStruck?(cloud: CloudHands): number;
}

export type Fault = EntityFault | CloudFault;

export const entityFault = <const Kind extends string, P extends Params, const Cause extends string = never>(
  fault: Omit<EntityFault<Kind, P, Cause>, "playedBy">,
): EntityFault<Kind, P, Cause> => ({ ...fault, playedBy: "entities" });

export const cloudFault = <const Kind extends string, P extends Params, const Cause extends string = never>(
  fault: Omit<CloudFault<Kind, P, Cause>, "playedBy">,
): CloudFault<Kind, P, Cause> => ({ ...fault, playedBy: "cloud" });

/** A sensor goes wrong: `shows` is what it makes of the truth. */
export const sensorFault = <const Kind extends `sensor.${string}`, P extends Params>(
  fault: Pick<EntityFault<Kind, P>, "kind" | "says" | "seen" | "params" | "shows" | "isSilent">,
): EntityFault<Kind, P, never> =>
  entityFault({
    ...fault,
    strikes: "devices",
    begin: ({ sensor }) => sensor.hold(),
    end: ({ sensor }) => sensor.release(),
    isLeft: ({ sensor }) => sensor.isHeld(),
  });

/** Somebody does something to devices by way of the cloud. It is over at once: nothing can be left of it. */
export const attack = <const Kind extends string>(
  fault: Pick<CloudFault<Kind>, "kind" | "says" | "seen" | "need" | "countStruck" | "begin">,
): CloudFault<Kind, Params, never> =>
  cloudFault({
    ...fault,
    params: {},
    strikes: "devices",
    isOver: true,
    end: () => {},
    isLeft: () => false,
  });
