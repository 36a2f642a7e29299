// The machine a result was measured on: what a reader needs to judge it, nothing that names the machine.
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

export interface MachineFacts {
  processor: string;
  cores: number;
  memoryGiB: number;
  node: string;
  platform: string;
  /** Processes that wanted to run in the last minute, before the measure began: above the cores, times are too long. */
  loadBefore: number;
}

export const machineFacts = (): MachineFacts => ({
  processor: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  loadBefore: Math.round(loadavg()[0] * 10) / 10,
});
