// A run in virtual time, from scenario to result. The conductor and the cells live in threads of a piscina pool, one
// task per thread for the whole run; `inProcess` plays everything here instead (tests, small tools, debugging).
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { Piscina } from "piscina";
import type { RunResult } from "../result/run.js";
import type { Scenario } from "../spec/scenario.js";
import { resumeFrom } from "./checkpoint.js";
import { Conductor, type ConductorResult, type Output } from "./conductor.js";
import type { ConductSettings } from "./conductor-options.js";
import { asEngineError, EngineError } from "./error.js";
import { LocalPort } from "./port.js";
import type { RunOptions } from "./run-options.js";
import { threadUrl } from "./thread-url.js";
import type { CellsTask, ConductTask, ToMain } from "./worker.js";
import { Control, type LinkPage, linkPage } from "./worker-link.js";
import type { CreateWorld, WorldModule } from "./world.js";

/** With "auto", a further thread pays from about this many devices on. */
const DEVICES_PER_WORKER_MIN = 20_000;
const WORKERS_MAX = 64;
/** An interruption waits for the next exchange point; one instant with very much to do can take minutes to reach it. */
const INTERRUPT_GRACE_MS = 10_000;

export interface VirtualRunOptions extends RunOptions {
  /** Module that exports `createWorld` (a file: URL a thread can load); the shipped fleet by default. */
  modelUrl?: string;
  /** After an interruption the run ends with what there is within this wall time, or is cut off. */
  interruptGraceMs?: number;
  /** Everything in this thread; `workers` is then 1. */
  inProcess?: boolean;
  /** The world itself, for in-process runs only. */
  createWorld?: CreateWorld;
}

/**
 * Plays a scenario to its end and resolves with the result. Rejects with an {@link EngineError} when a thread is lost or
 * a model breaks its contract, or with the error of `onBatch`; no thread outlives the promise.
 */
export const runVirtual = async (scenario: Scenario, options: VirtualRunOptions): Promise<RunResult> => {
  const createWorld = options.createWorld ?? (await loadWorld(options.modelUrl));
  if (options.inProcess === true || options.createWorld !== undefined)
    return runHere(scenario, options, createWorld);
  return runInThreads(scenario, options, createWorld);
};

const loadWorld = async (modelUrl: string | undefined): Promise<CreateWorld> => {
  const module = (
    modelUrl === undefined ? await import("./fleet-world.js") : await import(modelUrl)
  ) as WorldModule;
  return module.createWorld;
};

const runHere = async (
  scenario: Scenario,
  options: VirtualRunOptions,
  createWorld: CreateWorld,
): Promise<RunResult> => {
  const { cellDevices, resume, signal } = options;
  const world = createWorld(scenario, { cellDevices });
  const all = Array.from({ length: world.cellCount }, (_, cell) => cell);
  const conductor = new Conductor(world, scenario, [new LocalPort(world, all)], {
    ...optionsOf(options),
    cellDevices,
    resume: resume && resumeFrom(resume, { scenario, cellDevices, fork: options.fork }),
    operator: options.operator,
    interrupted: () => signal?.aborted ?? false,
    wallMs: () => performance.now(),
  });
  const run = conductor.run();
  for (;;) {
    const next = run.next();
    if (next.done) return { ...next.value, workers: 1 };
    await handOver(next.value, options);
    // Lets signals and the terminal in.
    await setImmediate();
  }
};

const optionsOf = (options: RunOptions): ConductSettings => {
  const { batchMs, strict, untilMs, checkpointsAtMs, snapshotEveryWallMs, version = "" } = options;
  const { journal, fork } = options;
  return {
    batchMs,
    strict,
    untilMs,
    checkpointsAtMs,
    snapshotEveryWallMs,
    version,
    journal,
    fork,
  };
};

const handOver = async (output: Output, options: RunOptions): Promise<void> => {
  if (output.type === "batch") await options.onBatch(output.batch);
  else if (output.type === "snapshot") options.onSnapshot?.(output.snapshot);
  else options.onCheckpoint?.(output.atMs, output.bytes);
};

/** How many threads run cells: never more than there are cells. */
const workerCount = (asked: number | "auto", devices: number, cells: number): number => {
  const wanted =
    asked === "auto"
      ? Math.min(availableParallelism(), Math.max(1, Math.floor(devices / DEVICES_PER_WORKER_MIN)))
      : asked;
  return Math.max(1, Math.min(wanted, cells, WORKERS_MAX));
};

/** Deals cells to threads in runs of about equal length. */
const deal = (cells: number, workers: number): number[][] =>
  Array.from({ length: workers }, (_, worker) => {
    const from = Math.floor((cells * worker) / workers);
    const to = Math.floor((cells * (worker + 1)) / workers);
    return Array.from({ length: to - from }, (_, at) => from + at);
  });

/** Ends a run at its next exchange point when it is interrupted; `cutOff` rejects where it does not come to one in time. */
const heedInterruption = (
  { signal, interruptGraceMs = INTERRUPT_GRACE_MS }: VirtualRunOptions,
  control: Int32Array,
): { cutOff: Promise<never>; forget: () => void } => {
  let reject: (error: Error) => void = () => {};
  const cutOff = new Promise<never>((_, rejects) => {
    reject = rejects;
  });
  let graceTimer: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    Atomics.store(control, Control.interrupt, 1);
    graceTimer ??= setTimeout(() => reject(tooLong()), interruptGraceMs);
  };
  if (signal?.aborted) interrupt();
  signal?.addEventListener("abort", interrupt);
  const forget = (): void => {
    signal?.removeEventListener("abort", interrupt);
    clearTimeout(graceTimer);
  };
  return { cutOff, forget };
};

const runInThreads = async (
  scenario: Scenario,
  options: VirtualRunOptions,
  createWorld: CreateWorld,
): Promise<RunResult> => {
  const { cellDevices } = options;
  const modelUrl = options.modelUrl ?? threadUrl("fleet-world.js").href;
  const world = createWorld(scenario, { cellDevices });
  const workers = workerCount(options.workers, world.entityCount - world.gatewayCount, world.cellCount);
  const [own, ...others] = deal(world.cellCount, workers);
  const control = new Int32Array(new SharedArrayBuffer(4 * Control.slots));
  const links = others.map((indices) => ({ page: linkPage(indices), channel: new MessageChannel() }));
  const main = new MessageChannel();
  const pool = new Piscina({
    filename: threadUrl("worker.js").href,
    minThreads: workers,
    maxThreads: workers,
    atomics: "disabled",
  });
  const lose = (): void => {
    Atomics.store(control, Control.lost, 1);
    Atomics.notify(control, Control.batchesDone);
    for (const { page } of links) wake(page);
  };
  const interruption = heedInterruption(options, control);
  try {
    const received = receive(main.port1, options, control);
    const source = { scenario, modelUrl, cellDevices };
    const cellTasks = links.map(({ page, channel }) => {
      const task: CellsTask = { ...source, page, port: channel.port2, control };
      return inThread(pool.run(task, { name: "cells", transferList: [channel.port2] }));
    });
    const conductTask: ConductTask = {
      ...source,
      own,
      links: links.map(({ page, channel }) => ({ page, port: channel.port1 })),
      main: main.port2,
      control,
      resume: options.resume,
      options: optionsOf(options),
      hasOperator: options.operator !== undefined,
    };
    const transferList = [main.port2, ...links.map(({ channel }) => channel.port1)];
    const conducted = inThread(pool.run(conductTask, { name: "conduct", transferList }));
    // The first failure is the cause; what else fails then, fails because of it.
    const whole = Promise.all([received, conducted, ...cellTasks]);
    const [result] = await Promise.race([whole, interruption.cutOff]);
    return { ...result, workers };
  } catch (error) {
    lose();
    throw error;
  } finally {
    interruption.forget();
    main.port1.close();
    await pool.destroy();
  }
};

const tooLong = (): EngineError =>
  new EngineError(
    "RUN_CUT_OFF",
    "the run was cut off: it was busy within one instant and did not come to a point where it could end with a verdict; the rows until then are kept",
  );

/** A thread's task; its error as what it was over there. */
const inThread = <T>(task: Promise<T>): Promise<T> =>
  task.catch((error: unknown) => {
    throw asEngineError(error);
  });

const wake = ({ flags }: LinkPage): void => {
  for (let slot = 0; slot < flags.length; slot++) Atomics.notify(flags, slot);
};

/** Hands over what the conductor sends, one after the other, and resolves with the result. */
const receive = (port: MessagePort, options: RunOptions, control: Int32Array): Promise<ConductorResult> =>
  new Promise((resolve, reject) => {
    let before: Promise<void> = Promise.resolve();
    port.on("message", (message: ToMain) => {
      before = before.then(async () => {
        if (message.type === "result") {
          resolve(message.result);
          return;
        }
        if (message.type === "ask") {
          port.postMessage(options.operator?.(message.atMs) ?? []);
          Atomics.add(control, Control.answered, 1);
          Atomics.notify(control, Control.answered);
          return;
        }
        await handOver(message, options);
        if (message.type !== "batch") return;
        Atomics.add(control, Control.batchesDone, 1);
        Atomics.notify(control, Control.batchesDone);
      });
      before.catch(reject);
    });
  });
