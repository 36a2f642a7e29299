// Ctrl-C, a termination signal, or `q` on the dashboard: the first ends the run cleanly at the next exchange point and
// keeps what there is, the second ends the process.
import { Exit } from "./exit.js";
import type { System } from "./system.js";

export class Interruption {
  private readonly controller = new AbortController();
  private readonly release: () => void;
  private readonly system: System;
  /** Called at the first ask; set by whoever shows progress. */
  onFirst: () => void = () => {};

  constructor(system: System) {
    this.system = system;
    this.release = system.onInterrupt(() => this.ask());
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get asked(): boolean {
    return this.controller.signal.aborted;
  }

  ask(): void {
    if (this.asked) {
      this.system.kill(Exit.interrupted);
      return;
    }
    this.controller.abort();
    this.onFirst();
  }

  /** Gives the signals back to the process. */
  end(): void {
    this.release();
  }
}
