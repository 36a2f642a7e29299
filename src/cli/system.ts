// Everything outside the process, in one object: arguments aside, a verb sees the system only through this. So a test
// runs `runCli(argv, system)` in its own process, with a captured terminal, its own folder and an asserted exit code.

/** Standard output or error. What is written to a pipe whose reader has gone is dropped. */
export interface Output {
  /** Text; characters that would steer a terminal are shown as `\u001b`. */
  write(text: string): void;
  /** Text with colours of our own. Whatever others wrote in it must have been made printable. */
  styled(text: string): void;
  /** Waits until everything is written; why it could not be (a full disk), or null. */
  settle(): Promise<Error | null>;
  readonly isTTY: boolean;
  /** Characters of the terminal; 80 x 24 when it has none. */
  readonly columns: number;
  readonly rows: number;
}

/** Files, by absolute path or relative to the system's folder. Synchronous: the command line has nothing else to do. */
export interface Files {
  /** Absolute path of `path`. */
  resolve(...path: string[]): string;
  exists(path: string): boolean;
  isFolder(path: string): boolean;
  /** A symbolic link, whatever it leads to. */
  isLink(path: string): boolean;
  /** A file whose bytes lie on a disk: no pipe, device or socket. */
  isRegularFile(path: string): boolean;
  /** Absolute path without links; throws where there is nothing. */
  realPath(path: string): string;
  readText(path: string): string;
  readBytes(path: string): Uint8Array;
  /** Names in a folder, in code-unit order; empty when there is none. */
  list(folder: string): string[];
  /** Makes one folder; throws EEXIST when it is there. Atomic: of two processes one wins. */
  makeFolder(path: string): void;
  /** Makes a folder and its parents; no error when it is there. */
  makeFolders(path: string): void;
  /** Writes the whole file or nothing (a sibling is written, then renamed). */
  write(path: string, content: string | Uint8Array): void;
  /** Appends, creating the file. */
  append(path: string, content: Uint8Array): void;
  remove(path: string): void;
  /** Removes a folder that is empty; throws when it is not. */
  removeFolder(path: string): void;
  sizeBytes(path: string): number;
}

/** What `doctor` and a run's environment block ask about the machine. */
export interface Machine {
  readonly nodeVersion: string;
  readonly platform: string;
  readonly processors: number;
  readonly memoryBytes: number;
  peakRssBytes(): number;
  freeDiskBytes(folder: string): number | null;
  /** Open files this process may have (soft, hard), or null where the system does not say. */
  descriptorLimit(): { soft: number; hard: number } | null;
  /** Null when the port can be listened on, else why not. */
  tryPort(port: number): Promise<string | null>;
  /** Runs a Node script with the terminal handed over; resolves with its exit code. */
  runScript(file: string, args: string[]): Promise<number>;
}

export interface System {
  readonly env: Record<string, string | undefined>;
  /** The folder iotctl was started in. */
  readonly folder: string;
  /** Where the package's own scenarios, twins, prices and package.json are. */
  readonly packageRoot: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly files: Files;
  readonly machine: Machine;
  /** Monotonic milliseconds. */
  nowMs(): number;
  /** Calendar time. */
  date(): Date;
  /** Calls `handler` at each Ctrl-C, termination signal or hang-up of the terminal until the returned function is called. */
  onInterrupt(handler: () => void): () => void;
  /** Ends the process at once: the second Ctrl-C. */
  kill(code: number): void;
}

/** Colours are for terminals whose owner did not refuse them (no-color.org). */
export const wantsColour = (system: System, output: Output): boolean =>
  output.isTTY && !system.env.NO_COLOR && system.env.TERM !== "dumb";
