// Stop conditions of a live run: looked at at the same moments as in virtual time, once everybody is past.
import type { Batcher } from "../engine/batcher.js";
import { HostOutlets } from "../engine/outlets.js";
import { type StopCheck, stopLookMsOf, type World } from "../engine/world.js";
import { CLOUD_ENTITY, EventKind } from "../event/event.js";

export interface StopHit {
  index: number;
  measured: string;
}

export class StopWatch {
  private readonly checks: StopCheck[];
  private readonly lookMs: number;
  private nextMs: number;

  constructor(
    world: World,
    private readonly batcher: Batcher,
  ) {
    this.checks = world.stopChecks();
    this.lookMs = stopLookMsOf(world);
    this.nextMs = this.lookMs;
  }

  /** The first condition met at a moment up to `clockMs` that was not looked at yet, or null. */
  look(clockMs: number): StopHit | null {
    const { looks } = this.batcher;
    if (looks === null) return null;
    for (; this.nextMs <= clockMs; this.nextMs += this.lookMs) {
      for (let index = 0; index < this.checks.length; index++) {
        const { hit, measured } = this.checks[index](looks, this.nextMs);
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
