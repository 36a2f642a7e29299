// The virtual driver: lets cells and cloud take turns, each as far as nothing can still come in between (conservative
// look-ahead, Chandy and Misra 1979), so that the run is the one sequential event loop it stands for. What it decides
// by the wall clock (window length, snapshots) never reaches a result.
import { assert } from "../core/assert.js";
import type { Batch } from "../event/batch.js";
import { MessageBlock, type MessageColumns } from "../event/message.js";
import type { SeriesStore } from "../event/series.js";
import { type CellAudit, DOWNLINK_MIN_MS, UPLINK_MIN_MS } from "../model/actor.js";
import type { Action } from "../model/plan/agenda.js";
import type { RunEnd, RunResult } from "../result/run.js";
import type { Snapshot } from "../result/snapshot.js";
import type { Scenario } from "../spec/scenario.js";
import { Batcher } from "./batcher.js";
import { closeBooks } from "./books.js";
import { cellsOf } from "./checkpoint.js";
import { CheckpointBook } from "./checkpoint-book.js";
import { CloudHost } from "./cloud-host.js";
import type { ConductorOptions } from "./conductor-options.js";
import { EngineError } from "./error.js";
import { type CellPort, Collect, canMove, type Question } from "./port.js";
import { pastOf, RunJournal } from "./run-journal.js";
import { snapshotOf } from "./snapshot.js";
import { noteStop, StopWatch } from "./stop-watch.js";
import { WindowLength } from "./window-length.js";
import type { World } from "./world.js";

const SNAPSHOT_EVERY_WALL_MS = 200;
/** Rows wait in other threads at most about this long (or for a batch). */
const COLLECT_EVERY_WALL_MS = 50;
const BATCH_MS = 600_000;

export type Output =
  | { type: "batch"; batch: Batch }
  | { type: "snapshot"; snapshot: Snapshot }
  | { type: "checkpoint"; atMs: number; bytes: Uint8Array };

export type ConductorResult = Omit<RunResult, "workers">;

export class Conductor {
  private readonly cloud: CloudHost;
  private readonly batcher: Batcher;
  private readonly stopWatch: StopWatch;
  private readonly downlinks: MessageBlock[];
  private readonly portOfCell: Int32Array;
  private readonly downlinksOf = (entity: number): MessageBlock =>
    this.downlinks[this.portOfCell[this.world.cellOf[entity]]];
  private readonly journal: RunJournal;
  private endMs: number;
  private end: RunEnd;
  private readonly checkpoints: CheckpointBook;
  private nextBatchMs: number;
  /** Rows up to here have come in from everywhere. */
  private collectedMs = 0;
  private readonly window: WindowLength;
  private readonly startedWallMs: number;
  private snapshotWallMs = 0;
  /** This round fetches the rows of all threads, and a snapshot follows it. */
  private snapshotDue = false;
  private collectWallMs = 0;
  private rounds = 0;

  constructor(
    private readonly world: World,
    private readonly scenario: Scenario,
    private readonly ports: readonly CellPort[],
    private readonly options: ConductorOptions,
  ) {
    const { resume, untilMs } = options;
    const fromMs = resume?.header.atMs ?? 0;
    this.stopWatch = new StopWatch(world, fromMs);
    this.cloud = new CloudHost(world);
    this.journal = new RunJournal(world, (action) => this.pass(action));
    this.batcher = new Batcher(world, { strict: options.strict, stops: this.stopWatch.isNeeded });
    this.downlinks = ports.map(() => new MessageBlock());
    this.portOfCell = new Int32Array(world.cellCount);
    for (const [at, { indices }] of ports.entries()) for (const cell of indices) this.portOfCell[cell] = at;
    const cutMs = untilMs ?? world.durationMs;
    this.endMs = Math.min(cutMs, world.durationMs);
    this.end = cutMs < world.durationMs ? { kind: "until", atMs: cutMs } : { kind: "complete" };
    this.checkpoints = new CheckpointBook(scenario, options);
    this.nextBatchMs = fromMs + this.batchMs;
    this.window = new WindowLength(world);
    this.startedWallMs = options.wallMs();
  }

  /** Plays the run; yields what there is to hand over, in order, and returns the result. */
  *run(): Generator<Output, ConductorResult> {
    this.begin();
    if (this.checkpoints.nextMs === this.cellsMs()) yield* this.checkpoint();
    while (this.cellsMs() < this.endMs || this.cloud.clockMs < this.endMs) {
      if (this.options.interrupted() && this.end.kind !== "interrupted") this.interrupt();
      this.hearOperator();
      this.round();
      if (this.cellsMs() === this.stopWatch.nextMs) this.checkStops();
      if (this.checkpoints.nextMs <= this.cellsMs()) yield* this.checkpoint();
      if (
        this.collectedMs >= this.nextBatchMs ||
        (this.batcher.crowded && this.collectedMs > this.batcher.flushedMs)
      ) {
        yield { type: "batch", batch: this.cut(this.collectedMs) };
        this.nextBatchMs = this.collectedMs + this.batchMs;
      }
      if (this.snapshotDue) yield this.snapshot();
    }
    return yield* this.finish();
  }

  private get batchMs(): number {
    return this.options.batchMs ?? BATCH_MS;
  }

  /** The least clock of all cells. */
  private cellsMs(): number {
    let least = Infinity;
    for (const { clocksMs } of this.ports) {
      for (let at = 0; at < clocksMs.length; at++) if (clocksMs[at] < least) least = clocksMs[at];
    }
    return least;
  }

  private begin(): void {
    const { resume, journal, fork } = this.options;
    if (resume === undefined) {
      this.journal.replay(journal ?? [], 0);
      this.ask({ kind: "start" });
      this.cloud.start();
    } else {
      const { atMs, journal: saved } = resume.header;
      const left = this.journal.resume(fork === undefined ? saved : pastOf(saved, atMs), journal ?? saved);
      for (const port of this.ports) port.begin({ kind: "restore", cells: cellsOf(resume, port.indices) });
      for (const port of this.ports) port.end();
      this.cloud.restore(resume.cloud);
      if (fork !== undefined) this.cloud.fork(fork.before);
      this.batcher.restore(resume.batcher, fork);
      this.collectedMs = atMs;
      this.journal.replay(left, this.furthestMs());
    }
    this.exchange();
  }

  /** What an operator wants is done from the first instant on that nobody has played yet. */
  private hearOperator(): void {
    const atMs = this.furthestMs();
    if (this.options.operator === undefined || atMs >= this.endMs) return;
    this.journal.take(this.options.operator(atMs), atMs);
  }

  /** Hands an action to the cloud and to the cells. */
  private pass(action: Action): void {
    this.cloud.append(action);
    this.ask({ kind: "append", action });
  }

  /** Asks every port the same and takes in the answers. */
  private ask(question: Question): void {
    for (const port of this.ports) port.begin(question);
    this.takeInAll(this.ports);
  }

  /** Answers last asked first: the port to this thread's own cells is the last, and plays them while the others play theirs. */
  private takeInAll(asked: readonly CellPort[]): void {
    for (let at = asked.length - 1; at >= 0; at--) this.takeIn(asked[at]);
  }

  private takeIn(port: CellPort): void {
    const { uplinks, rows } = port.end();
    if (uplinks !== null) this.cloud.deliver(uplinks);
    if (rows !== null) this.batcher.add(rows);
  }

  /** Cells up to the earliest word of the cloud, then the cloud up to the earliest word of the cells. */
  private round(): void {
    const { cloud } = this;
    const cellsMs = this.cellsMs();
    const startWallMs = this.options.wallMs();
    const windowEndMs = cellsMs + this.window.ms;
    const boundMs = Math.min(cloud.quietUntilMs + DOWNLINK_MIN_MS, this.endMs, this.exactMs(cellsMs));
    const untilMs = Math.min(boundMs, windowEndMs);
    assert(untilMs >= cellsMs, "a round would play what has been played");
    this.advanceCells(untilMs, startWallMs);
    const meetMs = Math.min(this.stopWatch.nextMs, this.checkpoints.nextMs);
    cloud.advance(Math.min(this.cellsMs() + UPLINK_MIN_MS, this.endMs, meetMs));
    this.exchange();
    this.rounds++;
    if (windowEndMs < boundMs) this.window.fit(this.options.wallMs() - startWallMs);
  }

  /** The next instant at which all must meet: a stop check or a checkpoint. */
  private exactMs(cellsMs: number): number {
    const due = this.checkpoints.nextMs;
    return Math.min(this.stopWatch.nextMs, due > cellsMs ? due : Infinity);
  }

  private advanceCells(untilMs: number, wallMs: number): void {
    let collect: Collect = Collect.never;
    const snapshotEveryMs = this.options.snapshotEveryWallMs ?? SNAPSHOT_EVERY_WALL_MS;
    this.snapshotDue = wallMs - this.snapshotWallMs >= snapshotEveryMs;
    if (this.snapshotDue || wallMs - this.collectWallMs >= COLLECT_EVERY_WALL_MS) collect = Collect.now;
    else if (untilMs >= this.stopWatch.nextMs || untilMs >= this.nextBatchMs) collect = Collect.onArrival;
    const cloudClockMs = this.cloud.clockMs;
    const asked = this.ports.filter((port, at) => {
      if (collect === Collect.never && !canMove(port, untilMs, cloudClockMs)) return false;
      port.begin({ kind: "advance", untilMs, cloudClockMs, downlinks: this.handOut(at), collect });
      return true;
    });
    this.takeInAll(asked);
    for (const port of asked) if (port.isLocal) this.downlinks[this.ports.indexOf(port)].clear();
    if (collect === Collect.never) return;
    const cellsMs = this.cellsMs();
    if (collect === Collect.onArrival && cellsMs < untilMs) return;
    this.collectedMs = cellsMs;
    this.collectWallMs = wallMs;
  }

  /** The downlinks for a port, or null: a copy, or, in this thread, the block itself, which the caller empties. */
  private handOut(at: number): MessageColumns | null {
    const block = this.downlinks[at];
    if (block.count === 0) return null;
    return this.ports[at].isLocal ? block : block.take();
  }

  /** Hands the cloud's downlinks to the ports of their cells, and takes its rows. */
  private exchange(): void {
    if (this.cloud.outlets.outbox.count > 0) this.cloud.moveOutbox(this.downlinksOf);
    if (this.cloud.outlets.hasRows) this.cloud.outlets.lendRows(this.batcher);
  }

  /** Everything before this instant is played by somebody. */
  private furthestMs(): number {
    let furthestMs = this.cloud.clockMs;
    for (const { clocksMs } of this.ports)
      for (const clockMs of clocksMs) furthestMs = Math.max(furthestMs, clockMs);
    return furthestMs;
  }

  /** Ends the run at the first instant that everyone can reach: where the furthest already is. */
  private interrupt(): void {
    const furthestMs = this.furthestMs();
    if (furthestMs >= this.endMs) return;
    this.endMs = furthestMs;
    this.end = { kind: "interrupted", atMs: furthestMs };
  }

  /** At the moment of a look, everyone there: is a stop condition met? */
  private checkStops(): void {
    const atMs = this.stopWatch.nextMs;
    if (this.cloud.clockMs < atMs) return;
    const hit = this.stopWatch.look(this.batcher.looks, atMs);
    if (hit === null) return;
    this.endMs = atMs;
    this.end = noteStop(this.batcher, this.scenario.stops, hit, atMs);
  }

  /** The next batch. An event dated into an earlier one would depend on where batches end, so no model may do it. */
  private cut(untilMs: number): Batch {
    const { flushedMs } = this.batcher;
    const batch = this.batcher.flush(untilMs);
    this.checkpoints.add(batch);
    const { count, atMs, entity, kind } = batch.events;
    if (count > 0 && atMs[0] < flushedMs) {
      const what = `entity ${entity[0]} kind ${kind[0]} at ${atMs[0]} ms`;
      throw new EngineError(
        "ENGINE_CONTRACT",
        `an event (${what}) is dated before ${flushedMs} ms, long past`,
      );
    }
    return batch;
  }

  /** Of the latest bucket's end that all cells and the cloud are past, their rows being in; after the run, of its end. */
  private snapshot(isFinal = false): Output {
    const wallMs = this.options.wallMs();
    this.snapshotWallMs = wallMs;
    const { world, batcher, endMs } = this;
    const { resolutionMs } = world;
    const knownMs = Math.min(this.collectedMs, this.cloud.clockMs);
    const virtualMs = isFinal ? endMs : Math.floor(knownMs / resolutionMs) * resolutionMs;
    const snapshot = snapshotOf({
      world,
      totals: isFinal ? batcher.totals : batcher.totalsAt(virtualMs),
      view: this.cloud.view(),
      virtualMs,
      presentMs: Math.min(this.cellsMs(), endMs),
      endMs,
      wallMs: wallMs - this.startedWallMs,
    });
    return { type: "snapshot", snapshot };
  }

  /** Writes everything down; a batch goes out first, so that what is not in it is in the checkpoint. */
  private *checkpoint(): Generator<Output> {
    const atMs = this.cellsMs();
    for (const [at, port] of this.ports.entries())
      port.begin({ kind: "save", downlinks: this.downlinks[at].take() });
    const cells = this.ports.flatMap((port) => {
      const { rows, saved } = port.end();
      if (rows !== null) this.batcher.add(rows);
      return saved ?? [];
    });
    this.collectedMs = atMs;
    yield { type: "batch", batch: this.cut(atMs) };
    this.nextBatchMs = atMs + this.batchMs;
    const state = { cells, cloud: this.cloud.save(), batcher: this.batcher.save() };
    const bytes = this.checkpoints.write({ atMs, journal: this.journal.entries }, state);
    yield { type: "checkpoint", atMs, bytes };
  }

  private *finish(): Generator<Output, ConductorResult> {
    const { endMs, world, batcher, cloud } = this;
    const audits: CellAudit[] = [];
    for (const port of this.ports) port.begin({ kind: "finish", endMs });
    for (const port of this.ports) {
      const { uplinks, rows, end } = port.end();
      if (uplinks !== null) cloud.deliver(uplinks);
      if (rows !== null) batcher.add(rows);
      if (end === undefined) continue;
      batcher.digest.merge(end.lanes);
      audits.push(...end.audits.map((each) => each.audit));
    }
    const cloudAudit = cloud.finish(endMs);
    batcher.add(cloud.takeRows());
    batcher.digest.merge(cloud.outlets.digest.lanes);
    yield { type: "batch", batch: batcher.flushAll(endMs) };
    yield this.snapshot(true);

    const books = closeBooks({
      world,
      batcher,
      audits,
      cloud: cloudAudit,
      underWay: [cloud.inbox.save()],
      connectsLost: 0,
      end: this.end,
      endMs,
      journal: this.journal.lines,
      series: this.strictSeries(),
    });
    return { ...books, refused: this.journal.refused, rounds: this.rounds };
  }

  /** For the strict invariants: only where the series were kept from the start. */
  private strictSeries(): SeriesStore | null {
    const { strict, resume } = this.options;
    const whole = resume === undefined || resume.batcher.series !== null;
    return strict === true && whole ? this.batcher.series : null;
  }
}
