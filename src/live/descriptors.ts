// Every connection is an open file of this process, and one more of the broker's: checked before a run starts, because
// in the middle of ten thousand connects EMFILE is a riddle. Node raises the soft limit to the hard one at its start,
// so what stands in /proc is what we have.
import { readFileSync } from "node:fs";
import { LiveError } from "./live-error.js";

/** Files a process holds besides its connections: modules, pipes, threads, the store. */
const DESCRIPTORS_RESERVED = 128;

/** Most open files of this process, or Infinity where /proc does not tell. */
export const descriptorLimit = (
  limits: () => string = () => readFileSync("/proc/self/limits", "utf8"),
): number => {
  let text: string;
  try {
    text = limits();
  } catch {
    return Number.POSITIVE_INFINITY;
  }
  const soft = /^Max open files\s+(\S+)/m.exec(text)?.[1];
  return soft === undefined || soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
};

/** Throws ENV_DESCRIPTORS when `connections` cannot be open at once. */
export const demandDescriptors = (connections: number, limit: number = descriptorLimit()): void => {
  const needed = connections + DESCRIPTORS_RESERVED;
  if (needed <= limit) return;
  throw new LiveError(
    "ENV_DESCRIPTORS",
    `${connections} connections need ${needed} open files; this process may open ${limit}.`,
    `Raise the limit (ulimit -n ${needed}, or LimitNOFILE of the service), or run fewer direct devices and gateways.`,
  );
};
