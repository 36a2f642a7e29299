// What `iotctl simulate` is asked for on its command line, and which options exclude one another.
import type { LiveCommand } from "../report/reproduce.js";
import { CliFailure, Exit } from "./exit.js";

export interface SimulateOptions {
  set?: Record<string, string>;
  allowFiles?: string[];
  variant?: string;
  seed?: string;
  workers: number | "auto";
  out?: string;
  json?: boolean;
  quiet?: boolean;
  strict?: boolean;
  sla: "must" | "should";
  checkpointAt?: number[];
  checkpointEvery?: number;
  resume?: string;
  journal?: string;
  live?: boolean;
  speed?: number;
  broker?: string;
  brokerPort?: number;
  for?: number;
  /** False with --no-dashboard. */
  dashboard: boolean;
}

export const usage = (message: string, hint: string): CliFailure => new CliFailure(Exit.usage, message, hint);

/** Options that fit each other; null without --live. */
export const liveChoices = (options: SimulateOptions): LiveCommand | null => {
  const { live, speed, broker, brokerPort, for: forMs, resume, journal } = options;
  const { checkpointAt, checkpointEvery } = options;
  if (!live) {
    const given = { "--speed": speed, "--broker": broker, "--broker-port": brokerPort, "--for": forMs };
    const stray = Object.entries(given).find(([, value]) => value !== undefined);
    if (stray !== undefined)
      throw usage(`${stray[0]} only works with --live`, "virtual time always runs as fast as it can");
    return null;
  }
  if (checkpointAt !== undefined || checkpointEvery !== undefined || resume !== undefined)
    throw usage("checkpoints and --live exclude one another", "real connections cannot be written down");
  if (journal !== undefined)
    throw usage(
      "--journal and --live exclude one another",
      "what happens at an instant of virtual time is played in virtual time only",
    );
  if (broker !== undefined && brokerPort !== undefined)
    throw usage("--broker and --broker-port exclude one another", "the port is the embedded broker's");
  return { speed: speed ?? 1, broker: broker ?? null, port: brokerPort ?? null, forMs: forMs ?? null };
};
