// The wire between the conductor's thread and a thread with cells: questions and answers over a MessagePort read
// synchronously, a shared page with clocks and bounds, and a futex (Atomics.wait) instead of an event loop. An exchange
// without messages touches shared memory only. Column blocks are transferred, never copied.
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { eventTransfers } from "../event/event.js";
import { messageTransfers } from "../event/message.js";
import { metricTransfers } from "../event/metric.js";
import { windowTransfers } from "../event/window.js";
import { CellGroup } from "./cell-group.js";
import { EngineError } from "./error.js";
import { answer, type CellPort, type Collect, type Question, type Reply } from "./port.js";
import type { World } from "./world.js";

/** Slots of the control page that the main thread shares with every thread of a run. */
export const Control = { interrupt: 0, lost: 1, batchesDone: 2, answered: 3, slots: 4 } as const;
/** How long a thread sleeps at most before it looks whether another one was lost. */
const LOOK_EVERY_MS = 100;
/** Before sleeping, look this often: an answer is often microseconds away. */
const SPINS = 200;

const ASKED = 0;
const ANSWERED = 1;
const QUESTION_BY_PORT = 2;
const REPLY_BY_PORT = 3;
const COLLECT = 4;
const FLAGS = 8;
const UNTIL = 0;
const CLOUD_CLOCK = 1;
const NUMBERS = 2;

/** What both ends of a link share; can be cloned to a thread (the ports are transferred). */
export interface LinkPage {
  indices: number[];
  flags: Int32Array;
  numbers: Float64Array;
}

export const linkPage = (indices: number[]): LinkPage => ({
  indices,
  flags: new Int32Array(new SharedArrayBuffer(4 * FLAGS)),
  numbers: new Float64Array(new SharedArrayBuffer(8 * (NUMBERS + 2 * indices.length))),
});

/** Sleeps until `flags[slot]` is no longer `seen`; throws when a thread of the run was lost. */
export const waitWhile = (flags: Int32Array, slot: number, seen: number, control: Int32Array): void => {
  for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(flags, slot) !== seen) return;
  while (Atomics.load(flags, slot) === seen) {
    if (Atomics.load(control, Control.lost) !== 0)
      throw new EngineError("ENV_WORKER_LOST", "another thread of this run ended");
    Atomics.wait(flags, slot, seen, LOOK_EVERY_MS);
  }
};

const replyTransfers = ({ uplinks, rows, saved }: Reply): ArrayBuffer[] => [
  ...(uplinks === null ? [] : messageTransfers(uplinks)),
  ...(rows === null
    ? []
    : [
        ...eventTransfers(rows.events),
        ...windowTransfers(rows.windows),
        ...metricTransfers(rows.metrics),
        rows.windowsAtMs.buffer as ArrayBuffer,
      ]),
  ...(saved ?? []).map(({ bytes }) => bytes.buffer as ArrayBuffer),
];

/** The conductor's end. */
export class RemotePort implements CellPort {
  readonly isLocal = false;
  readonly indices: readonly number[];
  readonly clocksMs: Float64Array;
  readonly pendingMs: Float64Array;

  constructor(
    private readonly page: LinkPage,
    private readonly port: MessagePort,
    private readonly control: Int32Array,
  ) {
    const count = page.indices.length;
    this.indices = page.indices;
    this.clocksMs = page.numbers.subarray(NUMBERS, NUMBERS + count);
    this.pendingMs = page.numbers.subarray(NUMBERS + count);
  }

  begin(question: Question): void {
    const { flags, numbers } = this.page;
    const byPort = question.kind !== "advance" || question.downlinks !== null;
    if (question.kind === "advance") {
      numbers[UNTIL] = question.untilMs;
      numbers[CLOUD_CLOCK] = question.cloudClockMs;
      flags[COLLECT] = question.collect;
    }
    if (byPort) {
      const downlinks = question.kind === "advance" || question.kind === "save" ? question.downlinks : null;
      this.port.postMessage(question, downlinks === null ? [] : messageTransfers(downlinks));
    }
    flags[QUESTION_BY_PORT] = byPort ? 1 : 0;
    Atomics.add(flags, ASKED, 1);
    Atomics.notify(flags, ASKED);
  }

  end(): Reply {
    const { flags } = this.page;
    waitWhile(flags, ANSWERED, Atomics.load(flags, ASKED) - 1, this.control);
    if (flags[REPLY_BY_PORT] === 0) return { uplinks: null, rows: null };
    return receiveMessageOnPort(this.port)?.message as Reply;
  }
}

/** The cells' end: answers questions until the run is finished. */
export const serveCells = (world: World, page: LinkPage, port: MessagePort, control: Int32Array): void => {
  const { flags, numbers } = page;
  const group = new CellGroup(world, page.indices, numbers.subarray(NUMBERS));
  for (let answered = 0; ; answered++) {
    waitWhile(flags, ASKED, answered, control);
    const question: Question =
      flags[QUESTION_BY_PORT] === 1
        ? (receiveMessageOnPort(port)?.message as Question)
        : {
            kind: "advance",
            untilMs: numbers[UNTIL],
            cloudClockMs: numbers[CLOUD_CLOCK],
            downlinks: null,
            collect: flags[COLLECT] as Collect,
          };
    const reply = answer(group, question);
    const { uplinks, rows, saved, end } = reply;
    const byPort = uplinks !== null || rows !== null || saved !== undefined || end !== undefined;
    if (byPort) port.postMessage(reply, replyTransfers(reply));
    flags[REPLY_BY_PORT] = byPort ? 1 : 0;
    Atomics.add(flags, ANSWERED, 1);
    Atomics.notify(flags, ANSWERED);
    if (question.kind === "finish") return;
  }
};
