// What a sensor sees, as a twin says it: plain data, numbers in base units.

/** How a reading comes about. */
export type SignalTwin =
  /** mean + amplitude*sin(day) + AR(1) noise. */
  | {
      kind: "daily";
      mean: number;
      amplitude: number;
      peakHour: number;
      noise: number;
      correlation: number;
      min: number;
      max: number;
    }
  /** 0 or 1, exponential stays. */
  | { kind: "occupancy"; meanOccupiedMs: number; meanVacantMs: number }
  | { kind: "constant"; value: number; noise: number }
  /** A register that only rises: by `perHour`, more or less by time of day, unevenly (share of an hour's rise, 0: even). */
  | {
      kind: "counter";
      start: number;
      spread: number;
      perHour: number;
      swing: number;
      peakHour: number;
      noise: number;
      wrapsAt: number | null;
    }
  /** Falls from `full` by `perHour`, unevenly; at `refillAt` somebody fills it up. */
  | { kind: "level"; full: number; refillAt: number; perHour: number; noise: number }
  /** Wanders between two walls that throw it back; `perHour` is the deviation of an hour's change. */
  | { kind: "random-walk"; min: number; max: number; perHour: number }
  /** By weekday and time of day; the first entry that holds, else `otherwise`. */
  | { kind: "schedule"; otherwise: number; noise: number; times: ScheduleEntry[] }
  /** Round and round over points of a map. */
  | {
      kind: "track";
      shows: "distance" | "speed" | "travelled";
      points: Place[];
      kmPerHour: number;
      stopMs: number;
      fence: Place | null;
      noise: number;
    };

export interface ScheduleEntry {
  /** Monday 0 to Sunday 6. */
  days: number[];
  fromHour: number;
  untilHour: number;
  value: number;
}

/** Degrees north and east. */
export interface Place {
  lat: number;
  lon: number;
}

/** The signal of one kind. */
export type SignalOf<Kind extends SignalTwin["kind"]> = Extract<SignalTwin, { kind: Kind }>;
/** Signals that go on from where they were. */
export type MovingSignal = SignalOf<"counter"> | SignalOf<"level"> | SignalOf<"random-walk">;

export const isMoving = (signal: SignalTwin): signal is MovingSignal =>
  signal.kind === "counter" || signal.kind === "level" || signal.kind === "random-walk";
