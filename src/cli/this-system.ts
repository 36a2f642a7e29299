// The real system of the command line: this process, its terminal, its disk.
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { resolve } from "node:path";
import { Exit } from "./exit.js";
import { streamOutput } from "./output.js";
import type { Files, Machine, System } from "./system.js";

/** Files on disk, relative paths taken from `folder`. */
export const diskFiles = (folder: string): Files => {
  const at = (path: string): string => resolve(folder, path);
  return {
    resolve: (...path) => resolve(folder, ...path),
    exists: (path) => existsSync(at(path)),
    isFolder: (path) => statSync(at(path), { throwIfNoEntry: false })?.isDirectory() === true,
    isLink: (path) => lstatSync(at(path), { throwIfNoEntry: false })?.isSymbolicLink() === true,
    isRegularFile: (path) => statSync(at(path), { throwIfNoEntry: false })?.isFile() === true,
    realPath: (path) => realpathSync(at(path)),
    readText: (path) => readFileSync(at(path), "utf8"),
    readBytes: (path) => readFileSync(at(path)),
    list: (path) => (existsSync(at(path)) ? readdirSync(at(path)).sort() : []),
    makeFolder: (path) => mkdirSync(at(path)),
    makeFolders: (path) => void mkdirSync(at(path), { recursive: true }),
    write: (path, content) => {
      const partial = `${at(path)}.partial`;
      try {
        writeFileSync(partial, content);
        renameSync(partial, at(path));
      } catch (error) {
        rmSync(partial, { force: true });
        throw error;
      }
    },
    append: (path, content) => appendFileSync(at(path), content),
    remove: (path) => rmSync(at(path), { force: true }),
    removeFolder: (path) => rmdirSync(at(path)),
    sizeBytes: (path) => statSync(at(path)).size,
  };
};

/** Open files allowed: Linux says so in /proc; elsewhere Node's diagnostic report knows. */
const descriptorLimit = (): { soft: number; hard: number } | null => {
  const read = (value: string | number): number =>
    value === "unlimited" ? Number.POSITIVE_INFINITY : Number(value);
  try {
    const line = /^Max open files\s+(\S+)\s+(\S+)/m.exec(readFileSync("/proc/self/limits", "utf8"));
    return line === null ? null : { soft: read(line[1]), hard: read(line[2]) };
  } catch {
    const report = process.report?.getReport() as
      | { userLimits?: { open_files?: { soft: string | number; hard: string | number } } }
      | undefined;
    const files = report?.userLimits?.open_files;
    return files === undefined ? null : { soft: read(files.soft), hard: read(files.hard) };
  }
};

// Sockets and child processes are loaded when asked for: most verbs need neither, and each costs start-up time.
const tryPort = async (port: number): Promise<string | null> => {
  const { createServer } = await import("node:net");
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    server.listen(port, "127.0.0.1", () => server.close(() => done(null)));
  });
};

const runScript = async (file: string, args: string[]): Promise<number> => {
  const { spawn } = await import("node:child_process");
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: "inherit" });
    child.once("error", fail);
    child.once("exit", (code, signal) =>
      done(code ?? (signal === "SIGINT" ? Exit.interrupted : Exit.environment)),
    );
  });
};

export const systemMachine: Machine = {
  nodeVersion: process.version,
  platform: `${process.platform} ${process.arch}`,
  processors: availableParallelism(),
  memoryBytes: totalmem(),
  peakRssBytes: () => process.resourceUsage().maxRSS * 1024,
  freeDiskBytes: (folder) => {
    try {
      const disk = statfsSync(folder);
      return disk.bavail * disk.bsize;
    } catch {
      return null;
    }
  },
  descriptorLimit,
  tryPort,
  runScript,
};

/** A closed terminal ends a run as Ctrl-C does: with what there is. */
const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** This process as the command line's system. `packageRoot` is the folder of package.json. */
export const thisSystem = (packageRoot: string): System => ({
  env: process.env,
  folder: process.cwd(),
  packageRoot,
  stdout: streamOutput(process.stdout),
  stderr: streamOutput(process.stderr),
  files: diskFiles(process.cwd()),
  machine: systemMachine,
  nowMs: () => performance.now(),
  date: () => new Date(),
  onInterrupt: (handler) => {
    for (const signal of INTERRUPTS) process.on(signal, handler);
    return () => {
      for (const signal of INTERRUPTS) process.off(signal, handler);
    };
  },
  kill: (code) => process.exit(code),
});
