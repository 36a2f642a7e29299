// What every verb is handed: the system, and where to put its exit code.
import type { System } from "./system.js";

export interface Cli {
  readonly system: System;
  /** The package's version, read when asked. */
  version(): string;
  /** Sets the exit code of the process; the last one counts. */
  end(code: number): void;
  /** The exact command of the run under way, printed if it fails; "" between runs. */
  wayBack: string;
}
