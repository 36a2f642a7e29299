// One live run from the first thread to the closed books: gathers rows and progress, decides when and how it ends, and
// leads the threads through the end in this order: cells reach it, the wire falls silent, the cloud closes, cells close.

import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { Batcher } from "../engine/batcher.js";
import { closeBooks } from "../engine/books.js";
import { EngineError } from "../engine/error.js";
import { snapshotOf } from "../engine/snapshot.js";
import { noteStop, StopWatch } from "../engine/stop-watch.js";
import type { World } from "../engine/world.js";
import type { RunEnd, RunResult } from "../result/run.js";
import type { CloudView } from "../result/snapshot.js";
import type { Scenario } from "../spec/scenario.js";
import { BatchOutlet } from "./batch-outlet.js";
import type { RunningBroker } from "./broker.js";
import type { BrokerAddress } from "./broker-address.js";
import { bookLost, lostOnTheWire, takeStock } from "./live-books.js";
import { wallNowMs } from "./live-clock.js";
import { brokerGone, type LiveError } from "./live-error.js";
import { liveFigures } from "./live-figures.js";
import type { LiveOptions } from "./live-options.js";
import { type LiveThreadHandle, LiveThreads } from "./live-threads.js";
import { newSealKey } from "./seal.js";
import type { FromThread, ThreadEnd, ThreadTask } from "./thread-messages.js";

const SNAPSHOT_EVERY_MS = 200;
const BATCH_EVERY_WALL_MS = 1_000;
/** An early end lies this far ahead, so that every thread can still reach it. */
const END_AHEAD_WALL_MS = 50;
/** With "auto", a further generator thread pays from about this many connections on. */
const CONNECTIONS_PER_WORKER = 4_000;

export interface LiveInput {
  scenario: Scenario;
  options: LiveOptions;
  world: World;
  /** Direct devices and gateways: each has a connection of its own. */
  connections: number;
  modelUrl: string;
  address: BrokerAddress;
  /** Null with an external broker. */
  embedded: RunningBroker | null;
}

export class LiveRun {
  private readonly batcher: Batcher;
  private readonly stopWatch: StopWatch;
  private readonly outlet: BatchOutlet;
  private readonly runId: string;
  private readonly speed: number;
  private threads!: LiveThreads;
  private endMs: number;
  private end: RunEnd;
  private view: CloudView = { rollouts: [], alerts: [] };
  private readyCount = 0;
  private readonly reached: number[] = [];
  private isEnding = false;
  private lost: LiveError | null = null;
  private batchWallMs = 0;
  private snapshotWallMs = 0;
  /** 0 until the clock starts. */
  private startedWallMs = 0;
  private startedAtMs = 0;
  private resolveEnds!: (ends: ThreadEnd[]) => void;
  private fail!: (error: Error) => void;

  constructor(private readonly input: LiveInput) {
    const { world, options, scenario } = input;
    this.stopWatch = new StopWatch(world);
    this.batcher = new Batcher(world, { strict: options.strict, stops: this.stopWatch.isNeeded });
    this.outlet = new BatchOutlet(options.onBatch, (error) => this.fail(error));
    this.speed = options.speed ?? 1;
    this.runId = `${scenario.name.replace(/[^A-Za-z0-9-]+/g, "-")}-${randomBytes(3).toString("hex")}`;
    const forMs = (options.forMs ?? Number.POSITIVE_INFINITY) * this.speed;
    const cutMs = Math.max(1, Math.floor(Math.min(options.untilMs ?? world.durationMs, forMs)));
    this.endMs = Math.min(cutMs, world.durationMs);
    this.end = cutMs < world.durationMs ? { kind: "until", atMs: cutMs } : { kind: "complete" };
  }

  async run(): Promise<RunResult> {
    const { options, embedded } = this.input;
    const interrupt = (): void => this.endEarly((atMs) => ({ kind: "interrupted", atMs }));
    const ended = new Promise<ThreadEnd[]>((resolve, reject) => {
      this.resolveEnds = resolve;
      this.fail = reject;
    });
    this.threads = new LiveThreads(this.tasks(), {
      onMessage: (thread, message) => this.onMessage(thread, message),
      onFailure: (error) => this.fail(error),
    });
    void embedded?.lost.then((error) => this.loseBroker(error));
    options.signal?.addEventListener("abort", interrupt);
    if (options.signal?.aborted) interrupt();
    try {
      const result = await this.conclude(await ended);
      if (this.lost === null) return result;
      this.lost.partial = result;
      throw this.lost;
    } finally {
      options.signal?.removeEventListener("abort", interrupt);
      await this.threads.terminate();
    }
  }

  private tasks(): ThreadTask[] {
    const { scenario, options, world, modelUrl, connections, address } = this.input;
    const { cellDevices, workers: asked } = options;
    const wanted =
      asked === "auto"
        ? Math.min(availableParallelism(), Math.ceil(connections / CONNECTIONS_PER_WORKER))
        : asked;
    const workers = Math.max(1, Math.min(wanted, world.cellCount));
    const { runId, speed, endMs } = this;
    const shared = {
      scenario,
      modelUrl,
      cellDevices,
      broker: address,
      runId,
      speed,
      endMs,
      sealKey: newSealKey(),
    };
    const all = Array.from({ length: world.cellCount }, (_, cell) => cell);
    const generators = Array.from(
      { length: workers },
      (_, worker): ThreadTask => ({
        ...shared,
        role: { kind: "cells", cells: all.filter((cell) => cell % workers === worker) },
      }),
    );
    return [{ ...shared, role: { kind: "cloud" } }, ...generators];
  }

  private onMessage(thread: LiveThreadHandle, message: FromThread): void {
    switch (message.type) {
      case "ready":
        if (++this.readyCount === this.threads.handles.length) this.go().catch(this.fail);
        return;
      case "brokerGone":
        this.loseBroker(brokerGone(this.input.address, message.cause, this.startedWallMs > 0));
        return;
      case "rows":
        for (const rows of message.rows) this.batcher.add(rows);
        if (message.view !== undefined) this.view = message.view;
        this.onProgress();
        return;
      case "reached":
        this.reached.push(message.messages);
        if (this.reached.length < this.threads.cells.length) return;
        this.threads.cloud.say({
          type: "finish",
          messages: this.reached.reduce((sum, count) => sum + count, 0),
        });
        return;
      case "end": {
        if (thread.kind === "cloud")
          for (const cells of this.threads.cells) cells.say({ type: "finish", messages: 0 });
        const { ends } = this.threads;
        if (ends !== null) this.resolveEnds(ends);
      }
    }
  }

  private async go(): Promise<void> {
    const { options, address, embedded } = this.input;
    await embedded?.report(true);
    const { host, port, tls } = address;
    const brokerUrl = `${tls ? "mqtts" : "mqtt"}://${host}:${port}`;
    options.onLive?.({ brokerUrl, runId: this.runId, brokerPid: embedded?.pid ?? null });
    this.startedWallMs = wallNowMs();
    this.startedAtMs = Date.now();
    this.threads.sayAll({ type: "go", originWallMs: this.startedWallMs });
    if (options.signal?.aborted) this.endEarly((atMs) => ({ kind: "interrupted", atMs }));
  }

  /** Ends the run at an instant that all threads can still reach. */
  private endEarly(endAt: (atMs: number) => RunEnd): void {
    if (this.isEnding) return;
    if (this.startedWallMs === 0) {
      // Nothing has run yet, and who we dial may never answer.
      this.fail(new EngineError("RUN_CUT_OFF", "the run was interrupted before everybody was connected"));
      return;
    }
    const soonMs = (wallNowMs() - this.startedWallMs + END_AHEAD_WALL_MS) * this.speed;
    const atMs = Math.ceil(Math.max(soonMs, this.threads.furthestMs));
    if (atMs >= this.endMs) return;
    this.isEnding = true;
    this.endMs = atMs;
    this.end = endAt(atMs);
    this.threads.sayAll({ type: "endAt", endMs: atMs });
  }

  private loseBroker(error: LiveError): void {
    if (this.lost !== null) return;
    if (this.startedWallMs === 0) {
      this.fail(error);
      return;
    }
    this.lost = error;
    this.isEnding = true;
    const nowMs = (wallNowMs() - this.startedWallMs) * this.speed;
    this.endMs = Math.min(this.endMs, Math.ceil(Math.max(nowMs, this.threads.furthestMs)));
    this.end = { kind: "lost", atMs: this.endMs, why: error.message };
    this.threads.sayAll({ type: "cutOff", endMs: this.endMs });
  }

  private onProgress(): void {
    const wallMs = wallNowMs();
    const { clockMs } = this.threads;
    const stop = this.isEnding ? null : this.stopWatch.look(this.batcher.looks, clockMs);
    if (stop !== null) {
      this.endEarly((atMs) => noteStop(this.batcher, this.input.scenario.stops, stop, atMs));
    }
    const { batchMs } = this.input.options;
    const { flushedMs } = this.batcher;
    const isDue =
      batchMs === undefined
        ? wallMs - this.batchWallMs >= BATCH_EVERY_WALL_MS
        : clockMs >= flushedMs + batchMs;
    if (isDue && clockMs > flushedMs && this.outlet.isFree) {
      this.batchWallMs = wallMs;
      this.outlet.give(this.batcher.flush(clockMs));
    }
    if (wallMs - this.snapshotWallMs < SNAPSHOT_EVERY_MS) return;
    this.snapshotWallMs = wallMs;
    this.snapshot();
  }

  /** Of the latest bucket's end that all threads are past; after the run, of its end. */
  private snapshot(isFinal = false): void {
    const { batcher, endMs, view } = this;
    const { world, options } = this.input;
    const presentMs = Math.min(isFinal ? endMs : this.threads.clockMs, endMs);
    const virtualMs = isFinal ? endMs : Math.floor(presentMs / world.resolutionMs) * world.resolutionMs;
    const totals = isFinal ? batcher.totals : batcher.totalsAt(virtualMs);
    const wallMs = wallNowMs() - this.startedWallMs;
    options.onSnapshot?.(snapshotOf({ world, totals, view, virtualMs, presentMs, endMs, wallMs }));
  }

  private async conclude(ends: readonly ThreadEnd[]): Promise<RunResult> {
    const { world, address, embedded, connections } = this.input;
    const { batcher, end, endMs, runId, speed, startedAtMs } = this;
    const broker = this.lost === null && embedded !== null ? await embedded.report() : null;
    const lost = lostOnTheWire(world, ends);
    bookLost(batcher, world, lost, endMs);
    for (const { lanes } of ends) batcher.digest.merge(lanes);
    this.outlet.give(batcher.flushAll(endMs));
    await this.outlet.settled();
    this.snapshot(true);
    const brokerName = embedded === null ? `${address.host}:${address.port}` : "embedded";
    return {
      ...closeBooks({
        world,
        batcher,
        ...takeStock(ends),
        connectsLost: lost.connects,
        end,
        endMs,
        journal: [],
        series: batcher.series,
      }),
      workers: this.threads.cells.length,
      live: liveFigures({ runId, brokerName, speed, connections, ends, lost, broker, startedAtMs }),
    };
  }
}
