// What goes wrong in the engine itself: never the user's text (diagnostics), never the simulated world (outcomes).

/**
 * ENV_WORKER_LOST: a thread died or was killed. ENGINE_CONTRACT: a model broke the rules of model/actor.ts.
 * RUN_CUT_OFF: an interruption that could not wait for the next exchange point. ENGINE_CHECKPOINT: bytes that are no checkpoint of this run. ENGINE_FAILED: a model threw.
 * RUN_JOURNAL: a journal that does not fit the run. RUN_FORK: a fork that would change the past.
 */
export type EngineErrorCode =
  | "RUN_CUT_OFF"
  | "ENV_WORKER_LOST"
  | "ENGINE_CONTRACT"
  | "ENGINE_CHECKPOINT"
  | "ENGINE_FAILED"
  | "RUN_JOURNAL"
  | "RUN_FORK";

export class EngineError extends Error {
  override name = "EngineError";
  /** What somebody can do about it; often nothing. */
  readonly hint: string;
  constructor(
    readonly code: EngineErrorCode,
    message: string,
    options?: ErrorOptions & { hint?: string },
  ) {
    super(`${code} ${message}`, options);
    this.hint = options?.hint ?? "";
  }
}

const CODES: readonly EngineErrorCode[] = [
  "RUN_CUT_OFF",
  "ENV_WORKER_LOST",
  "ENGINE_CONTRACT",
  "ENGINE_CHECKPOINT",
  "ENGINE_FAILED",
  "RUN_JOURNAL",
  "RUN_FORK",
];

/** How piscina and Node report a thread that is gone. */
const LOST = /worker exited|terminating worker|ERR_WORKER|out of memory/i;

/** An error that came over from a thread, where classes and codes are lost, as what it was. */
export const asEngineError = (error: unknown): Error => {
  if (error instanceof EngineError || !(error instanceof Error)) return error as Error;
  const code = CODES.find((each) => error.message.startsWith(`${each} `));
  if (code !== undefined)
    return new EngineError(code, error.message.slice(code.length + 1), { cause: error });
  const nodeCode = (error as { code?: string }).code ?? "";
  if (LOST.test(error.message) || LOST.test(nodeCode))
    return new EngineError("ENV_WORKER_LOST", `a worker thread ended before the run did (${error.message})`, {
      cause: error,
    });
  return error;
};
