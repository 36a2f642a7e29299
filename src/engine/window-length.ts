// How much virtual time one round plays, fitted to the wall clock. No result depends on it (ADR 001).
import { MINUTE_MS } from "../core/duration.js";
import { METRIC_CELLS_MAX } from "./batcher.js";
import type { World } from "./world.js";

/**
 * A round should take about this long: shorter ones waste exchanges, longer ones make Ctrl-C and the dashboard wait. In
 * a large fleet a cell's turn would be too short to be worth fetching its columns, so rounds grow with it.
 */
const ROUND_WALL_MS = { least: 60, most: 240 };
const ROUND_ENTITIES = 100_000;
const ROUND_GROWTH_MAX = 4;
const FIRST_MS = MINUTE_MS;
const LEAST_MS = 1_000;
/** A round ends so many buckets of metrics at most: each that is open takes room, whatever happens in it. */
const BUCKETS_MAX = 512;

export class WindowLength {
  ms = FIRST_MS;
  private readonly mostMs: number;
  private readonly growth: number;

  constructor({ resolutionMs, layout, entityCount }: World) {
    const buckets = Math.min(BUCKETS_MAX, Math.floor(METRIC_CELLS_MAX / layout.denseCount));
    this.mostMs = resolutionMs * Math.max(1, buckets);
    this.growth = Math.min(ROUND_GROWTH_MAX, Math.max(1, entityCount / ROUND_ENTITIES));
  }

  /** Doubles or halves it after a round that took `wallMs`. */
  fit(wallMs: number): void {
    if (wallMs < ROUND_WALL_MS.least * this.growth) this.ms = Math.min(this.ms * 2, this.mostMs);
    else if (wallMs > ROUND_WALL_MS.most * this.growth) this.ms = Math.max(this.ms / 2, LEAST_MS);
    this.ms = Math.max(1, Math.floor(this.ms));
  }
}
