// Preloaded into a measured Node process (and its threads, which say nothing): at its end it tells on descriptor 3 what
// it used.
import { writeSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeSync(
      3,
      JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1_000, peakRssBytes: maxRSS * 1_024 }),
    );
  });
}
