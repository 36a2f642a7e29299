// A process measured from outside: wall time from spawn to exit, processor time and peak memory as the process itself
// reports them at its end (file descriptor 3).
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { ROOT, script } from "./product.js";

export interface ChildRun {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  wallMs: number;
  /** User and system time of all its threads. */
  cpuMs: number;
  peakRssBytes: number;
}

interface Usage {
  cpuMs: number;
  peakRssBytes: number;
}

/** Runs a program in the repository's root until it ends. Python peers write their usage to descriptor 3 as well. */
export const run = (
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<ChildRun> =>
  new Promise((resolve, reject) => {
    const startMs = performance.now();
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    const texts = ["", "", "", ""];
    let wallMs = 0;
    for (const at of [1, 2, 3])
      child.stdio[at]?.on("data", (chunk: Buffer) => (texts[at] += chunk.toString()));
    child.once("error", reject);
    child.once("exit", () => {
      wallMs = performance.now() - startMs;
    });
    child.once("close", (exitCode) => {
      const usage: Usage = texts[3] === "" ? { cpuMs: 0, peakRssBytes: 0 } : (JSON.parse(texts[3]) as Usage);
      resolve({ exitCode, stdout: texts[1], stderr: texts[2], wallMs, ...usage });
    });
  });

/** Runs a Node program with {@link ChildRun}'s account of itself. */
export const runNode = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ChildRun> =>
  run(process.execPath, ["--import", pathToFileURL(script("children/usage")).href, ...args], env);

/** A failed child as an error with what it said. */
export const expectExit = (child: ChildRun, allowed: readonly number[]): ChildRun => {
  if (child.exitCode !== null && allowed.includes(child.exitCode)) return child;
  throw new Error(`exit code ${child.exitCode}: ${child.stderr.trim().split("\n").slice(-5).join("\n")}`);
};
