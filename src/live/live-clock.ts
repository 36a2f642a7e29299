// Virtual time that runs with the wall clock: virtual = (wall now - origin) * speed. All threads of a process share the
// monotonic clock, so an origin agreed once keeps them together.

/** Monotonic wall time, ms, the same in all threads of a process. */
export const wallNowMs = (): number => Number(process.hrtime.bigint() / 1_000n) / 1_000;

export class LiveClock {
  constructor(
    private readonly originWallMs: number,
    readonly speed: number,
  ) {}

  /** Virtual now, whole ms. */
  nowMs(): number {
    return Math.max(0, Math.floor((wallNowMs() - this.originWallMs) * this.speed));
  }
}
