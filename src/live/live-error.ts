// What the environment can refuse a live run: exit code 7 on the command line. Never for the user's text nor for bugs.
import type { RunResult } from "../result/run.js";
import type { BrokerAddress } from "./broker-address.js";

export type LiveErrorCode =
  | "ENV_PORT_TAKEN"
  | "ENV_DESCRIPTORS"
  | "ENV_BROKER_LOST"
  | "ENV_BROKER_UNREACHABLE"
  | "ENV_WORKER_LOST";

/** An error with a code for machines and a hint for people. */
export class LiveError extends Error {
  override name = "LiveError";
  readonly code: LiveErrorCode;
  readonly hint: string;
  /** What a run had until the environment failed it; all batches until then have been handed over. */
  partial?: RunResult;

  constructor(code: LiveErrorCode, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** The cloud's connection never came up, or ended in mid-run. */
export const brokerGone = ({ host, port }: BrokerAddress, cause: string, isMidRun: boolean): LiveError =>
  isMidRun
    ? new LiveError(
        "ENV_BROKER_LOST",
        `The broker at ${host}:${port} closed the cloud's connection in mid-run (${cause}).`,
        "What was gathered until then is kept; the broker's own log says why.",
      )
    : new LiveError(
        "ENV_BROKER_UNREACHABLE",
        `The broker at ${host}:${port} did not take the cloud's connection (${cause}).`,
        "Is it running, does it speak MQTT 3.1.1, and may this user use the topics below iotctl/?",
      );
