// SLA-1, M1: for how long each device's newest reading at the cloud is younger than its tenant's limit. A reading makes
// its device fresh from its arrival until it is too old; a silent device stops being fresh by itself. Counted where the
// device lives, because only there a reading inside a fog summary still has an owner. Estimates: a device that is in
// service at the start counts as heard of just then; of a summary that waited, a device's newest reading is at most as
// young as the summary's. What the cloud's own queue refuses or delays is taken off in sla/tenant-totals.ts.
import { assert } from "../../core/assert.js";
import type { CellState } from "./cell-state.js";
import { closeBucket, type FreshBook, newFreshBook, noteStep } from "./fresh-book.js";
import type { GroupModel } from "./group-model.js";
import { inService } from "./lifecycle.js";

const bookOf = (cell: CellState, group: GroupModel): FreshBook => {
  const known = cell.fresh.get(group.index);
  if (known !== undefined) return known;
  const { durationMs, resolutionMs } = cell.plan.scenario;
  // Nothing is noted beyond the end, so a ring is never longer than the run.
  const book = newFreshBook(Math.ceil(Math.min(group.freshMs, durationMs) / resolutionMs) + 2);
  cell.fresh.set(group.index, book);
  return book;
};

const note = (cell: CellState, book: FreshBook, atMs: number, change: number): void => {
  const { durationMs, resolutionMs } = cell.plan.scenario;
  if (atMs < durationMs) noteStep(book, resolutionMs, atMs, change);
};

/** A reading of the device, as old as `bornMs` says, arrives at the cloud at `arrivalMs`. Hot for direct devices: four sums in columns. */
export const freshen = (cell: CellState, device: number, bornMs: number, arrivalMs: number): void => {
  const { dev } = cell;
  const group = cell.group(device);
  const beforeMs = dev.freshUntilMs[device];
  const untilMs = bornMs + group.freshMs;
  if (untilMs <= beforeMs || untilMs <= arrivalMs || !inService(dev.state[device])) return;
  const book = bookOf(cell, group);
  // Fresh when it arrives: the end moves. Else the device is fresh again.
  note(cell, book, Math.max(beforeMs, arrivalMs), 1);
  note(cell, book, untilMs, -1);
  dev.freshUntilMs[device] = untilMs;
};

/** A summary of a group: how old its youngest reading is, and when it is at the cloud. */
interface ArrivingSummary {
  group: GroupModel;
  bornMs: number;
  arrivalMs: number;
}

/** A summary of gateway `k` arrives: each device by its own newest reading. Once a window. */
export const freshenAttached = (cell: CellState, k: number, summary: ArrivingSummary): void => {
  const { group, bornMs, arrivalMs } = summary;
  const { attached, dev, groupOf } = cell;
  for (const device of attached[k]) {
    if (groupOf[device] !== group.index) continue;
    const sensedMs = dev.windowedMs[device];
    if (sensedMs + group.freshMs <= dev.freshUntilMs[device]) continue;
    freshen(cell, device, Math.min(sensedMs, bornMs), arrivalMs);
  }
};

/** The device was in service before the run began, and was heard of. */
export const freshAtStart = (cell: CellState, device: number, group: GroupModel): void => {
  const book = bookOf(cell, group);
  book.count++;
  note(cell, book, group.freshMs, -1);
  cell.dev.freshUntilMs[device] = group.freshMs;
};

/** The device leaves service: nobody waits for its readings. */
export const excuse = (cell: CellState, device: number, nowMs: number): void => {
  const untilMs = cell.dev.freshUntilMs[device];
  if (untilMs <= nowMs) return;
  const book = bookOf(cell, cell.group(device));
  note(cell, book, untilMs, 1);
  note(cell, book, nowMs, -1);
  cell.dev.freshUntilMs[device] = nowMs;
};

/** The end of a bucket, or of the run within one: fresh device-milliseconds of it, never more than there are in service. */
export const bookFreshTime = (cell: CellState, group: GroupModel, nowMs: number): void => {
  const book = cell.fresh.get(group.index);
  if (book === undefined) return;
  const { resolutionMs } = cell.plan.scenario;
  const bucket = Math.ceil(nowMs / resolutionMs) - 1;
  const spanMs = nowMs - bucket * resolutionMs;
  assert(spanMs > 0 && spanMs <= resolutionMs, "fresh time is booked outside its bucket");
  const freshMs = closeBucket(book, bucket, spanMs);
  const { values } = cell;
  values[group.series.freshTime] += Math.max(0, Math.min(freshMs, values[group.series.expectedTime]));
};
