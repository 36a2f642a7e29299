// The real program, as a shell would start it, in a captured system's folder; what was started and still runs is ended.
import { type ChildProcess, spawn } from "node:child_process";
import { type CapturedSystem, PACKAGE_ROOT } from "./captured-system.js";

/** For what a process does in its own time. */
export const WAIT = { timeout: 30_000, interval: 20 };

export class StartedPrograms {
  private readonly children: ChildProcess[] = [];

  start(system: Pick<CapturedSystem, "root">, ...argv: string[]) {
    const child = spawn(process.execPath, [`${PACKAGE_ROOT}/bin/iotctl.js`, ...argv], { cwd: system.root });
    this.children.push(child);
    const err: string[] = [];
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk.toString()));
    const exit = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
    return { child, exit, err: () => err.join("") };
  }

  /** Kills whoever still runs. */
  end(): void {
    for (const child of this.children.splice(0)) child.kill("SIGKILL");
  }
}
