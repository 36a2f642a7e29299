// A command line in memory: real files in a folder of its own, captured output, signals that tests send.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { outputOver } from "../../src/cli/output.js";
import { runCli } from "../../src/cli/run-cli.js";
import type { Machine, Output, System } from "../../src/cli/system.js";
import { diskFiles, systemMachine } from "../../src/cli/this-system.js";

export const PACKAGE_ROOT = resolve(import.meta.dirname, "../..");

export interface CapturedSystem extends System {
  readonly root: string;
  out(): string;
  err(): string;
  /** As Ctrl-C would. */
  interrupt(): void;
  readonly killed: number[];
  clear(): void;
  dispose(): void;
}

interface Choices {
  env?: Record<string, string | undefined>;
  tty?: boolean;
  machine?: Partial<Machine>;
  nowMs?: () => number;
  packageRoot?: string;
  /** Why standard output could not take everything. */
  outputFailure?: Error;
}

export const capturedSystem = (choices: Choices = {}): CapturedSystem => {
  const root = mkdtempSync(join(tmpdir(), "iotctl-cli-"));
  const written: { out: string[]; err: string[] } = { out: [], err: [] };
  const handlers = new Set<() => void>();
  const killed: number[] = [];
  const output = (into: string[]): Output =>
    outputOver({
      put: (text) => void into.push(text),
      settle: async () => choices.outputFailure ?? null,
      isTTY: choices.tty ?? false,
      columns: 80,
      rows: 24,
    });
  return {
    root,
    env: choices.env ?? {},
    folder: root,
    packageRoot: choices.packageRoot ?? PACKAGE_ROOT,
    stdout: output(written.out),
    stderr: output(written.err),
    files: diskFiles(root),
    machine: { ...systemMachine, ...choices.machine },
    nowMs: choices.nowMs ?? (() => performance.now()),
    date: () => new Date("2026-01-02T03:04:05.000Z"),
    onInterrupt: (handler) => {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    kill: (code) => void killed.push(code),
    out: () => written.out.join(""),
    err: () => written.err.join(""),
    interrupt: () => {
      for (const handler of handlers) handler();
    },
    killed,
    clear: () => {
      written.out.length = 0;
      written.err.length = 0;
    },
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
};

/** Runs one command in `system`; what it printed is in the system. */
export const iotctl = (system: CapturedSystem, ...argv: string[]): Promise<number> => {
  system.clear();
  return runCli(argv, system);
};
