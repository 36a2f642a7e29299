// What a thread of a run does, as piscina tasks that last the whole run: `cells` plays the cells it owns, `conduct`
// leads (and plays the cells of the first link itself), so that the main thread stays free for terminal and store.
import { performance } from "node:perf_hooks";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Batch } from "../event/batch.js";
import { eventTransfers } from "../event/event.js";
import { metricTransfers } from "../event/metric.js";
import { windowTransfers } from "../event/window.js";
import type { JournalEntry } from "../spec/journal.js";
import type { Scenario } from "../spec/scenario.js";
import { resumeFrom } from "./checkpoint.js";
import { Conductor, type ConductorResult, type Output } from "./conductor.js";
import type { ConductSettings } from "./conductor-options.js";
import { LocalPort } from "./port.js";
import type { Operator } from "./run-journal.js";
import { Control, type LinkPage, RemotePort, serveCells, waitWhile } from "./worker-link.js";
import type { WorldModule } from "./world.js";

/** Batches on their way to the main thread at once; the conductor waits beyond that. */
const BATCHES_UNDER_WAY_MAX = 8;

interface WorldSource {
  scenario: Scenario;
  modelUrl: string;
  cellDevices: number | undefined;
}

export interface CellsTask extends WorldSource {
  page: LinkPage;
  port: MessagePort;
  control: Int32Array;
}

export interface ConductTask extends WorldSource {
  /** Cells of the conductor's own thread. */
  own: number[];
  links: { page: LinkPage; port: MessagePort }[];
  /** Batches, snapshots, checkpoints and the result go out here. */
  main: MessagePort;
  control: Int32Array;
  resume: Uint8Array | undefined;
  options: ConductSettings;
  /** Somebody in the main thread is asked at each exchange point what to do. */
  hasOperator: boolean;
}

export type ToMain = Output | { type: "ask"; atMs: number } | { type: "result"; result: ConductorResult };

const load = async ({ scenario, modelUrl, cellDevices }: WorldSource) => {
  const { createWorld } = (await import(modelUrl)) as WorldModule;
  return createWorld(scenario, { cellDevices });
};

export const cells = async (task: CellsTask): Promise<void> => {
  serveCells(await load(task), task.page, task.port, task.control);
  task.port.close();
};

export const conduct = async (task: ConductTask): Promise<void> => {
  const { scenario, control, main, cellDevices } = task;
  const world = await load(task);
  const resume = task.resume && resumeFrom(task.resume, { scenario, cellDevices, fork: task.options.fork });
  const remote = task.links.map(({ page, port }) => new RemotePort(page, port, control));
  // Remote first: they begin before the conductor turns to its own cells.
  const conductor = new Conductor(world, scenario, [...remote, new LocalPort(world, task.own)], {
    ...task.options,
    resume,
    cellDevices,
    operator: task.hasOperator ? operatorAt(main, control) : undefined,
    interrupted: () => Atomics.load(control, Control.interrupt) !== 0,
    wallMs: () => performance.now(),
  });
  const run = conductor.run();
  let batches = 0;
  for (;;) {
    const next = run.next();
    if (next.done) {
      main.postMessage({ type: "result", result: next.value } satisfies ToMain);
      break;
    }
    const output = next.value;
    main.postMessage(output satisfies ToMain, transfersOf(output));
    if (output.type === "batch") awaitRoom(++batches, control);
  }
  for (const { port } of task.links) port.close();
};

/** The operator in the main thread, who is waited for. */
const operatorAt = (main: MessagePort, control: Int32Array): Operator => {
  let answered = 0;
  return (atMs) => {
    main.postMessage({ type: "ask", atMs } satisfies ToMain);
    waitWhile(control, Control.answered, answered++, control);
    return receiveMessageOnPort(main)?.message as JournalEntry[];
  };
};

/** Waits while too many batches are under way. */
const awaitRoom = (sent: number, control: Int32Array): void => {
  for (;;) {
    const done = Atomics.load(control, Control.batchesDone);
    if (sent - done < BATCHES_UNDER_WAY_MAX) return;
    waitWhile(control, Control.batchesDone, done, control);
  }
};

const transfersOf = (output: Output): ArrayBuffer[] => {
  if (output.type === "batch") return batchTransfers(output.batch);
  return output.type === "checkpoint" ? [output.bytes.buffer as ArrayBuffer] : [];
};

const batchTransfers = ({ events, windows, metrics }: Batch): ArrayBuffer[] => [
  ...eventTransfers(events),
  ...windowTransfers(windows),
  ...metricTransfers(metrics),
];
