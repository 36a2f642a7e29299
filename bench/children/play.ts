// Plays a scenario with the engine alone: no store, no report. Prints what it took as one line of JSON.
// Arguments: scenario file, workers (0: everything in this thread), then name=value settings.
import { existsSync, readFileSync } from "node:fs";
import { built, ROOT } from "../product.js";

export interface Played {
  digest: string;
  deviceSteps: number;
  cells: number;
  workers: number;
  rounds: number;
  wallMs: number;
  cpuMs: number;
  peakRssBytes: number;
  /** Since the process began. */
  firstBatchMs: number;
  broken: string[];
}

const [file, workers, ...settings] = process.argv.slice(2);
const { loadScenario } = await built<typeof import("../../src/scenario/load.js")>("scenario/load");
const { runVirtual } = await built<typeof import("../../src/engine/run-virtual.js")>("engine/run-virtual");
const { scenarios, diagnostics } = loadScenario(file, {
  set: Object.fromEntries(settings.map((setting) => setting.split("=", 2))),
  readText: (path) => readFileSync(path, "utf8"),
  exists: existsSync,
  shippedRoot: ROOT,
});
if (scenarios.length === 0) throw new Error(diagnostics.map(({ message }) => message).join("\n"));

let firstBatchMs = Number.NaN;
const startMs = performance.now();
const before = process.cpuUsage();
const result = await runVirtual(scenarios[0], {
  workers: workers === "auto" ? "auto" : Math.max(1, Number(workers)),
  inProcess: workers === "0",
  onBatch: () => {
    if (Number.isNaN(firstBatchMs)) firstBatchMs = performance.now();
  },
});
const { user, system } = process.cpuUsage(before);
const played: Played = {
  digest: result.digest,
  deviceSteps: result.deviceSteps,
  cells: result.cells,
  workers: result.workers,
  rounds: result.rounds ?? 0,
  wallMs: performance.now() - startMs,
  cpuMs: (user + system) / 1_000,
  peakRssBytes: process.resourceUsage().maxRSS * 1_024,
  firstBatchMs,
  broken: result.invariants.filter(({ ok }) => !ok).map(({ name }) => name),
};
process.stdout.write(JSON.stringify(played));
process.exit(0);
