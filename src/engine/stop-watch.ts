// Stop conditions, for both drivers: each is looked at at moments that only the scenario decides, once everybody is past
// them, and the row that says a run was stopped is written here.
import { CLOUD_ENTITY, LAST_SEQ } from "../event/event.js";
import { Events } from "../event/events.js";
import type { SeriesStore } from "../event/series.js";
import type { RunEnd } from "../result/run.js";
import type { StopSpec } from "../spec/expectation.js";
import type { Batcher } from "./batcher.js";
import { HostOutlets } from "./outlets.js";
import { type StopCheck, stopLookMsOf, type World } from "./world.js";

export interface StopHit {
  index: number;
  measured: string;
}

export class StopWatch {
  private readonly checks: StopCheck[];
  private readonly lookMs: number;
  private nextLookMs: number;

  /** Looks after `fromMs` alone: those before were taken by the run that goes on here. */
  constructor(world: World, fromMs = 0) {
    this.checks = world.stopChecks();
    this.lookMs = stopLookMsOf(world);
    this.nextLookMs =
      this.checks.length === 0 ? Infinity : (Math.floor(fromMs / this.lookMs) + 1) * this.lookMs;
  }

  /** The next moment to look at; Infinity without conditions. */
  get nextMs(): number {
    return this.nextLookMs;
  }

  get isNeeded(): boolean {
    return this.checks.length > 0;
  }

  /** The first condition met at a moment up to `clockMs` that was not looked at yet, or null. */
  look(series: SeriesStore | null, clockMs: number): StopHit | null {
    if (series === null) return null;
    while (this.nextLookMs <= clockMs) {
      const momentMs = this.nextLookMs;
      this.nextLookMs += this.lookMs;
      for (let index = 0; index < this.checks.length; index++) {
        const { hit, measured } = this.checks[index](series, momentMs);
        if (hit) return { index, measured };
      }
    }
    return null;
  }
}

/** Ends a run at `atMs`: writes the row that says why, after everything else of that instant. */
export const noteStop = (
  batcher: Batcher,
  stops: readonly StopSpec[],
  { index, measured }: StopHit,
  atMs: number,
): RunEnd => {
  const own = new HostOutlets(batcher.layout);
  const number = Number.parseFloat(measured);
  own.events.push(
    Events.stopped,
    { atMs, entity: CLOUD_ENTITY, seq: LAST_SEQ },
    { stop: index, measured: Number.isNaN(number) ? 0 : number, note: measured },
  );
  batcher.addEvents(own.takeRows().events);
  batcher.digest.merge(own.digest.lanes);
  return { kind: "stopped", stopId: stops[index].id, atMs, measured };
};
