// Stop conditions of a live run: looked at for each bucket that has ended everywhere, in order.
import type { Batcher } from "../engine/batcher.js";
import { HostOutlets } from "../engine/outlets.js";
import type { StopCheck, World } from "../engine/world.js";
import { CLOUD_ENTITY, EventKind } from "../event/event.js";

export interface StopHit {
  index: number;
  measured: string;
}

export class StopWatch {
  private readonly checks: StopCheck[];
  private nextMs: number;

  constructor(
    private readonly world: World,
    private readonly batcher: Batcher,
  ) {
    this.checks = world.stopChecks();
    this.nextMs = world.resolutionMs;
  }

  /** The first condition met in a bucket that ended at or before `clockMs` and was not looked at yet, or null. */
  look(clockMs: number): StopHit | null {
    const { series } = this.batcher;
    if (series === null) return null;
    for (; this.nextMs <= clockMs; this.nextMs += this.world.resolutionMs) {
      for (let index = 0; index < this.checks.length; index++) {
        const { hit, measured } = this.checks[index](series, this.nextMs);
        if (hit) return { index, measured };
      }
    }
    return null;
  }
}

/** Writes the event row that says why a run was stopped, after everything else of that instant. */
export const noteStop = (batcher: Batcher, { index, measured }: StopHit, atMs: number): void => {
  const own = new HostOutlets(batcher.layout);
  const number = Number.parseFloat(measured);
  const value = Number.isNaN(number) ? 0 : number;
  own.events.push(atMs, CLOUD_ENTITY, 0x7fffffff, EventKind.stopped, index, value, 0, measured);
  batcher.addEvents(own.takeRows().events);
  batcher.digest.merge(own.digest.lanes);
};
