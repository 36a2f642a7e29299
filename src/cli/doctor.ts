// iotctl doctor: can this machine run what is asked of it? Each check says what it found and what to do about it.
import type { Command } from "commander";
import { formatBytes } from "../core/units.js";
import type { Cli } from "./cli.js";
import { Exit } from "./exit.js";
import { REPORTS_FOLDER } from "./run-folder.js";
import { type System, wantsColour } from "./system.js";

type Health = "ok" | "warning" | "error";

interface Check {
  name: string;
  health: Health;
  found: string;
  hint: string;
}

const NODE_MAJOR_MIN = 20;
/** Ten thousand live connections, the broker's other ends aside. */
const DESCRIPTORS_GOOD = 16_384;
const DESCRIPTORS_MIN = 1_024;
const MEMORY_GOOD_BYTES = 2 * 1024 ** 3;
const DISK_GOOD_BYTES = 1024 ** 3;
const DISK_MIN_BYTES = 64 * 1024 ** 2;
/** Where live mode's broker listens by default: plain and mutual TLS. */
const LIVE_PORTS = [1883, 8883];

const check = (name: string, health: Health, found: string, hint = ""): Check => ({
  name,
  health,
  found,
  hint: health === "ok" ? "" : hint,
});

const graded = (value: number, min: number, good: number): Health =>
  value < min ? "error" : value < good ? "warning" : "ok";

const nodeCheck = ({ machine }: System): Check => {
  const major = Number(/^v?(\d+)/.exec(machine.nodeVersion)?.[1] ?? 0);
  return check(
    "node",
    major >= NODE_MAJOR_MIN ? "ok" : "error",
    `${machine.nodeVersion} on ${machine.platform}`,
    `install Node ${NODE_MAJOR_MIN} or later`,
  );
};

const descriptorCheck = ({ machine }: System): Check => {
  const limit = machine.descriptorLimit();
  if (limit === null)
    return check("open files", "warning", "limit unknown", "live mode may not know its bounds");
  const word = (count: number): string => (Number.isFinite(count) ? String(count) : "unlimited");
  return check(
    "open files",
    graded(limit.soft, DESCRIPTORS_MIN, DESCRIPTORS_GOOD),
    `${word(limit.soft)} (hard limit ${word(limit.hard)})`,
    "10,000 live devices need more: `ulimit -n 65536`; virtual runs do not",
  );
};

const diskCheck = ({ machine, files }: System): Check => {
  const folder = files.exists(REPORTS_FOLDER) ? files.resolve(REPORTS_FOLDER) : files.resolve(".");
  const free = machine.freeDiskBytes(folder);
  if (free === null) return check("disk", "warning", "free space unknown", "check it before a long run");
  const health = graded(free, DISK_MIN_BYTES, DISK_GOOD_BYTES);
  return check("disk", health, `${formatBytes(free)} free`, "free some space, or write elsewhere with --out");
};

const storeCheck = async (): Promise<Check> => {
  try {
    await import("../store/run-store.js");
    return check("duckdb", "ok", "loads");
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).split("\n")[0];
    return check(
      "duckdb",
      "error",
      why,
      "reinstall the package for this platform: `npm rebuild` or `npm ci`",
    );
  }
};

const portChecks = ({ machine }: System): Promise<Check[]> =>
  Promise.all(
    LIVE_PORTS.map(async (port) => {
      const trouble = await machine.tryPort(port);
      return check(
        `port ${port}`,
        trouble === null ? "ok" : "warning",
        trouble === null ? "free" : trouble,
        "live mode takes another free port or --broker; virtual runs need none",
      );
    }),
  );

const terminalCheck = (system: System): Check => {
  const { stdout } = system;
  const found = stdout.isTTY
    ? `${stdout.columns}x${stdout.rows}, ${wantsColour(system, stdout) ? "colour" : "no colour"}`
    : "not a terminal: plain output, no dashboard";
  const small = stdout.isTTY && (stdout.columns < 40 || stdout.rows < 10);
  return check(
    "terminal",
    small ? "warning" : "ok",
    found,
    "the dashboard wants 80x24 and shows little below 40x10",
  );
};

/** All checks, in the order they are shown. */
const examine = async (system: System): Promise<Check[]> => [
  nodeCheck(system),
  check("processors", "ok", String(system.machine.processors)),
  check(
    "memory",
    system.machine.memoryBytes < MEMORY_GOOD_BYTES ? "warning" : "ok",
    formatBytes(system.machine.memoryBytes),
    "a million devices take about 1.5 GB; ten thousand run anywhere",
  ),
  descriptorCheck(system),
  diskCheck(system),
  await storeCheck(),
  ...(await portChecks(system)),
  terminalCheck(system),
];

const doctor = async (cli: Cli, options: { json?: boolean }): Promise<void> => {
  const { system } = cli;
  const checks = await examine(system);
  if (options.json)
    system.stdout.write(
      `${JSON.stringify({ schema: "iotctl.doctor/1", version: cli.version(), checks }, null, 2)}\n`,
    );
  else
    for (const { name, health, found, hint } of checks)
      system.stdout.write(
        `${health.padEnd(8)}${name.padEnd(12)}${found}${hint === "" ? "" : `\n${" ".repeat(20)}${hint}`}\n`,
      );
  if (checks.some(({ health }) => health === "error")) cli.end(Exit.environment);
};

export const registerDoctor = (program: Command, cli: Cli): void => {
  program
    .command("doctor")
    .description("check this machine: Node, processors, descriptors, disk, DuckDB, ports, terminal")
    .option("--json", "print the checks as JSON")
    .addHelpText("after", "\nExample:\n  iotctl doctor\n")
    .action((options: { json?: boolean }) => doctor(cli, options));
};
