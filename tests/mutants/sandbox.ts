// A copy of the working tree in which faults are planted, so that the tree itself is never touched, whenever the run is
// stopped. Worker threads and the command line run from dist/: the changed file is translated there as well, and the bundle
// is made anew for tests that start the program.
import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import ts from "typescript";
import { type PlantedFault, withFault } from "./planted.js";
import type { Reply, Request } from "./test-host.js";

const HOST_START_MS = 60_000;
/** Stands in a test that starts the bundle, or looks at it. */
const ASKS_BUNDLE = /StartedPrograms|iotctl\.js|bundle\b/;
const LEFT_OUT = new Set(["node_modules", ".git", "dist", "reports"]);

/** How a run of test files ended. */
export interface TestsRun {
  is: "passed" | "failed" | "hung";
  /** The first test that failed. */
  words: string;
}

export class Sandbox {
  private readonly folder = mkdtempSync(join(tmpdir(), "iotctl-mutants-"));
  private readonly compilerOptions: ts.CompilerOptions;
  private host: ChildProcess | null = null;
  /** Written since the host was last told. */
  private changed: string[] = [];
  private isBundleStale = true;

  constructor(root: string) {
    cpSync(root, this.folder, { recursive: true, filter: (path) => !LEFT_OUT.has(relative(root, path)) });
    symlinkSync(join(root, "node_modules"), join(this.folder, "node_modules"));
    const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
    // Of a single file nobody knows that its package is one of modules.
    this.compilerOptions = {
      ...ts.parseJsonConfigFileContent(config, ts.sys, root).options,
      module: ts.ModuleKind.ESNext,
    };
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    execFileSync(process.execPath, [compiler, "-p", "tsconfig.json", "--noCheck"], { cwd: this.folder });
  }

  /** Ends what runs in it, and removes it. */
  remove(): void {
    this.endHost();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** With the workers it has started. */
  private endHost(): void {
    if (this.host?.pid !== undefined) process.kill(-this.host.pid, "SIGKILL");
    this.host = null;
  }

  /** Plants a fault, lets `then` happen, and takes it out again. */
  async planted<T>(fault: PlantedFault, then: () => Promise<T>): Promise<T> {
    const sound = readFileSync(join(this.folder, fault.file), "utf8");
    this.write(fault.file, withFault(sound, fault));
    try {
      return await then();
    } finally {
      this.write(fault.file, sound);
    }
  }

  private write(file: string, text: string): void {
    this.changed.push(file);
    this.isBundleStale = true;
    writeFileSync(join(this.folder, file), text);
    const { compilerOptions } = this;
    const { outputText } = ts.transpileModule(text, { compilerOptions, fileName: file });
    const built = join(this.folder, file.replace(/^src/, "dist").replace(/\.tsx?$/, ".js"));
    writeFileSync(built, outputText);
    // So that tests/compiled-sources.ts takes it as it is.
    const soon = new Date(Date.now() + 1_000);
    utimesSync(built, soon, soon);
  }

  /** Runs test files, the next one only where the one before has passed. */
  async run(files: readonly string[], timeoutMs: number): Promise<TestsRun> {
    for (const file of files) {
      const run = await this.runOne(file, timeoutMs);
      if (run.is !== "passed") return run;
    }
    return { is: "passed", words: "" };
  }

  /** Where `test` starts it: making it takes longer than most tests. */
  private bundleFor(test: string): void {
    if (!this.isBundleStale || !ASKS_BUNDLE.test(readFileSync(join(this.folder, test), "utf8"))) return;
    const bundler = join(this.folder, "node_modules/rolldown/bin/cli.mjs");
    execFileSync(process.execPath, [bundler, "-c"], { cwd: this.folder, stdio: "ignore" });
    this.isBundleStale = false;
  }

  private async runOne(test: string, timeoutMs: number): Promise<TestsRun> {
    this.bundleFor(test);
    const host = this.host ?? (await this.startHost());
    const request: Request = { changed: this.changed, test };
    this.changed = [];
    const reply = this.replyOf(host, timeoutMs);
    host.send(request);
    const { failure } = (await reply) ?? { failure: null };
    if (failure === null) {
      this.endHost();
      return { is: "hung", words: `no end within ${timeoutMs / 1_000} s` };
    }
    return failure === "" ? { is: "passed", words: "" } : { is: "failed", words: failure };
  }

  private async startHost(): Promise<ChildProcess> {
    // A group of its own, so that a worker that never ends can be ended.
    const host = fork(join(import.meta.dirname, "test-host.js"), {
      cwd: this.folder,
      detached: true,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.host = host;
    if ((await this.replyOf(host, HOST_START_MS)) === null) throw new Error("the tests' host did not start");
    return host;
  }

  /** What the host says next; null where it says nothing in time, or ends. */
  private replyOf(host: ChildProcess, timeoutMs: number): Promise<Reply | null> {
    return new Promise((resolve) => {
      const done = (reply: Reply | null): void => {
        clearTimeout(timer);
        host.off("message", done);
        host.off("exit", onExit);
        resolve(reply);
      };
      const onExit = (): void => done(null);
      const timer = setTimeout(onExit, timeoutMs);
      host.on("message", done);
      host.on("exit", onExit);
    });
  }
}
