// The driver's side of its threads: starts them, passes on what they say, and makes sure none outlives the run.
import { Worker } from "node:worker_threads";
import { asEngineError } from "../engine/error.js";
import { entryUrl } from "./entry.js";
import { LiveError } from "./live-error.js";
import type { FromThread, ThreadEnd, ThreadTask, ToThread } from "./thread-messages.js";

export interface LiveThreadHandle {
  readonly kind: "cells" | "cloud";
  /** Everything before is played and its rows are here. */
  clockMs: number;
  say(message: ToThread): void;
}

export interface ThreadListener {
  onMessage(thread: LiveThreadHandle, message: FromThread): void;
  onFailure(error: Error): void;
}

export class LiveThreads {
  readonly handles: (LiveThreadHandle & { worker: Worker; ended: ThreadEnd | null })[] = [];

  constructor(tasks: readonly ThreadTask[], listener: ThreadListener) {
    for (const task of tasks) {
      const worker = new Worker(entryUrl("live-thread"), { workerData: task, execArgv: [] });
      const handle = {
        kind: task.role.kind,
        clockMs: 0,
        ended: null as ThreadEnd | null,
        worker,
        say: (message: ToThread) => worker.postMessage(message),
      };
      worker.on("message", (message: FromThread) => {
        if (message.type === "rows") handle.clockMs = message.clockMs;
        if (message.type === "end") handle.ended = message.end;
        listener.onMessage(handle, message);
      });
      worker.on("error", (error) => listener.onFailure(asEngineError(error)));
      worker.on("exit", () => {
        if (handle.ended !== null) return;
        listener.onFailure(
          new LiveError(
            "ENV_WORKER_LOST",
            "A thread of the live run ended before its time.",
            "Memory pressure is the usual cause.",
          ),
        );
      });
      this.handles.push(handle);
    }
  }

  get cells(): LiveThreadHandle[] {
    return this.handles.filter((handle) => handle.kind === "cells");
  }

  get cloud(): LiveThreadHandle {
    return this.handles.find((handle) => handle.kind === "cloud")!;
  }

  /** How far all of them have played. */
  get clockMs(): number {
    return this.handles.reduce((least, { clockMs }) => Math.min(least, clockMs), Number.POSITIVE_INFINITY);
  }

  get furthestMs(): number {
    return this.handles.reduce((most, { clockMs }) => Math.max(most, clockMs), 0);
  }

  /** What each left, once all have ended; else null. */
  get ends(): ThreadEnd[] | null {
    const ends = this.handles.map(({ ended }) => ended);
    return ends.every((end) => end !== null) ? ends : null;
  }

  sayAll(message: ToThread): void {
    for (const handle of this.handles) handle.say(message);
  }

  async terminate(): Promise<void> {
    await Promise.all(this.handles.map(({ worker }) => worker.terminate()));
  }
}
