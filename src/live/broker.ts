// The run's side of the embedded broker: starts the process, hears of its death, asks for its report, ends it.
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { BrokerAddress } from "./broker-address.js";
import type { BrokerOptions, BrokerReport, FromBroker, ToBroker } from "./broker-messages.js";
import { entryUrl } from "./entry.js";
import { LiveError } from "./live-error.js";
import { OBSERVER_LIMITS } from "./observer-limits.js";

/** A broker that has not said anything by then will not. */
const ANSWER_TIMEOUT_MS = 10_000;
/** MQTT allows 256 MB; AWS IoT Core 128 KB. A signed image's chunk fits. */
export const PACKET_MAX_BYTES = 262_144;
/** Observers and real devices beside the fleet. */
export const CONNECTIONS_SPARE = OBSERVER_LIMITS.connections;

export interface RunningBroker {
  address: BrokerAddress;
  /** Process id, for tests that kill it. */
  pid: number;
  /** Resolves when the process ends without having been asked to. */
  lost: Promise<LiveError>;
  /** Counts so far; `reset` starts the lag measurement anew. Null when the broker no longer answers. */
  report(reset?: boolean): Promise<BrokerReport | null>;
  stop(): Promise<void>;
}

const failure = (code: string, message: string, port: number): LiveError =>
  code === "EADDRINUSE" || code === "EACCES"
    ? new LiveError(
        "ENV_PORT_TAKEN",
        `Port ${port} of 127.0.0.1 cannot be used (${code}).`,
        "Name another port, or 0 for a free one; or use the broker that runs there by its URL.",
      )
    : new LiveError(
        "ENV_BROKER_UNREACHABLE",
        `The embedded broker did not start: ${message}`,
        "Run `iotctl doctor`.",
      );

/** The next message of a type from the process, or null when it ends or takes too long. */
const nextMessage = (child: ChildProcess, types: readonly FromBroker["type"][]): Promise<FromBroker | null> =>
  new Promise((resolve) => {
    const finish = (message: FromBroker | null): void => {
      clearTimeout(timer);
      child.off("message", hear);
      child.off("exit", gone);
      resolve(message);
    };
    const hear = (message: FromBroker): void => {
      if (types.includes(message.type)) finish(message);
    };
    const gone = (): void => finish(null);
    const timer = setTimeout(gone, ANSWER_TIMEOUT_MS);
    child.on("message", hear);
    child.once("exit", gone);
    if (child.exitCode !== null || child.signalCode !== null) gone();
  });

/** Starts an embedded broker on 127.0.0.1. Throws LiveError ENV_PORT_TAKEN. */
export const startBroker = async (
  options: Partial<BrokerOptions> & { connectionsMax: number },
): Promise<RunningBroker> => {
  const token = options.token ?? randomBytes(16).toString("hex");
  const full: BrokerOptions = { port: 0, packetMaxBytes: PACKET_MAX_BYTES, ...options, token };
  const child = fork(entryUrl("broker-process"), { serialization: "json", execArgv: [] });
  const say = (message: ToBroker): void => {
    // It may have ended in this moment; that is told by its exit.
    if (child.connected) child.send(message, () => undefined);
  };
  const answer = nextMessage(child, ["ready", "failed"]);
  say({ type: "start", options: full });
  const first = await answer;
  if (first?.type !== "ready") {
    child.kill("SIGKILL");
    throw first?.type === "failed"
      ? failure(first.code, first.message, full.port)
      : failure("", "no answer from its process", full.port);
  }
  let stopping = false;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const lost = new Promise<LiveError>((resolve) => {
    child.once("exit", (code, signal) => {
      if (stopping) return;
      const how = signal === null ? `exit code ${code}` : signal;
      resolve(
        new LiveError(
          "ENV_BROKER_LOST",
          `The embedded broker ended in mid-run (${how}).`,
          "What was gathered until then is kept; memory pressure is the usual cause.",
        ),
      );
    });
  });
  return {
    address: { host: "127.0.0.1", port: first.port, tls: false, username: "iotctl", password: token },
    pid: child.pid!,
    lost,
    report: async (reset = false) => {
      const next = nextMessage(child, ["report"]);
      say({ type: "report", reset });
      const message = await next;
      return message?.type === "report" ? message.report : null;
    },
    stop: async () => {
      stopping = true;
      say({ type: "stop" });
      const timer = setTimeout(() => child.kill("SIGKILL"), 2_000);
      await exited;
      clearTimeout(timer);
    },
  };
};
