// What a gateway's detector says of itself: one file a kind. It sees what reached the gateway (values, times) and what it kept
// of the device before, never what was injected: this floor knows no fault and no cell. Keys of twins, words of findings,
// metrics, columns, and what a gateway of a pair keeps of a device it does not serve, are derived from that.
import type { Figures, Params } from "../core/params.js";

/** Kinds of columns, by what a detector keeps in them; all begin as 0. */
const COLUMNS = {
  f64: Float64Array,
  f32: Float32Array,
  u32: Uint32Array,
  u16: Uint16Array,
  u8: Uint8Array,
} as const;
type Shape = Readonly<Record<string, keyof typeof COLUMNS>>;

/** What a detector keeps of devices: one column a figure, a row a device. */
export type Memory<S extends Shape = Shape> = {
  readonly [Name in keyof S]: InstanceType<(typeof COLUMNS)[S[Name]]>;
};

/** @param rows none where no gateway uses it */
export const createMemory = <S extends Shape>(shape: S, rows: number): Memory<S> =>
  Object.fromEntries(
    Object.entries(shape).map(([name, kind]) => [name, new COLUMNS[kind](rows)]),
  ) as Memory<S>;

/** What a look at a device comes to. */
export const Verdict = { unchanged: 0, found: 1, over: 2 } as const;
export type Verdict = (typeof Verdict)[keyof typeof Verdict];

/** One look at a device, whatever has given cause for it. Filled anew for each: nobody keeps it. */
interface Look {
  /** Its row in the memory. */
  device: number;
  nowMs: number;
  /** This detector has found something about it that is not over. */
  isFound: boolean;
  /** What was found, for whoever reads of it. */
  measured: number;
}

/** What a reading shows. */
export interface ReadingLook extends Look {
  value: number;
  /** When it was sensed. */
  sensedMs: number;
  /**
   * How long the gateway had not heard the device before it, not even a repeat or something unreadable; 0 where it never
   * had. Counted since the gateway serves it, where that is less: what it missed at another one is no silence here.
   */
  silentMs: number;
}

/** What the end of a window shows of a device. */
export interface WindowLook extends Look {
  /** How long the gateway has not heard it by now; counted as in a look at a reading. */
  silentMs: number;
}

export const newWindowLook = (): WindowLook => ({
  device: 0,
  nowMs: 0,
  silentMs: 0,
  isFound: false,
  measured: 0,
});

/** When a detector looks, and at what. */
export interface Looks {
  onValue: ReadingLook;
  onWindow: WindowLook;
}

/** What a gateway knows of a sensor by its make: how it reports, and the kind of its signal. */
export interface SensorKind {
  readonly reports: "periodic" | "deadband" | "on-change" | "polled";
  readonly signal: string;
}

export interface Detector<Kind extends string = string, P extends Params = Params, S extends Shape = Shape> {
  readonly kind: Kind;
  /** One line: what it takes for odd. */
  readonly says: string;
  /** At work unless the twin says otherwise, its keys directly under `anomaly`. Else only where the twin has `anomaly.<kind>`. */
  readonly isUsual?: true;
  readonly params: P;
  /** At work as it is told: always where it does not say. */
  isOn?(figures: Figures<P>): boolean;
  /** Sensors whose readings it understands: all where it does not say. */
  fits?(sensor: SensorKind): boolean;
  readonly memory: S;
  /** What it has found is over when the device is heard, whatever it says. */
  readonly endsWhenHeard?: true;
  /** A reading, no repeat of one, and not unreadable. Hot: touches columns and numbers only. */
  onValue?(look: ReadingLook, memory: Memory<S>, figures: Figures<P>): Verdict;
  /** A window has closed: at each device that was heard before. */
  onWindow?(look: WindowLook, memory: Memory<S>, figures: Figures<P>): Verdict;
}

export const detector = <const Kind extends string, P extends Params, const S extends Shape>(
  one: Detector<Kind, P, S>,
): Detector<Kind, P, S> => one;
