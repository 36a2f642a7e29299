// What went wrong outside the model, told apart from our own bugs: a code the system gave, in plain words, with a hint.
import { CliFailure, Exit } from "./exit.js";

interface EnvironmentCause {
  matches: RegExp;
  message: string;
  hint: string;
}

/** Matched against the error's code and message together; the first that fits speaks. */
const ENVIRONMENT: readonly EnvironmentCause[] = [
  {
    matches: /EADDRINUSE/,
    message: "the port is taken",
    hint: "end the program that listens there, or use another broker with --broker",
  },
  {
    matches: /EMFILE|ENFILE|too many open files/i,
    message: "the limit of open files is reached",
    hint: "raise it (`ulimit -n 65536`) or run a smaller fleet; `iotctl doctor` shows the limit",
  },
  {
    matches: /ENOSPC|no space left|EDQUOT/i,
    message: "the disk is full",
    hint: "free some space or write elsewhere with --out",
  },
  {
    matches: /EACCES|EPERM|EROFS|permission denied/i,
    message: "no permission",
    hint: "check who owns the folder, or write elsewhere with --out",
  },
  {
    matches:
      /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|ECONNRESET|EAI_AGAIN|broker (lost|closed|refused)/i,
    message: "the broker cannot be reached",
    hint: "check the --broker address and that it is running",
  },
  {
    matches: /ERR_WORKER_OUT_OF_MEMORY|heap out of memory/i,
    message: "a worker ran out of memory",
    hint: "use fewer devices or a coarser resolution; `iotctl plan` estimates the memory",
  },
  {
    matches: /ERR_WORKER|worker (was )?(lost|terminated|exited|died)|terminating worker thread/i,
    message: "a worker was lost",
    hint: "run again; with --workers 1 everything stays in one thread",
  },
  {
    matches: /could not set lock|is locked|lock file|already being written/i,
    message: "the run's store is in use by another process",
    hint: "wait for it to end, or work on a copy of the folder",
  },
  {
    matches: /ENOENT|ENOTDIR|EISDIR|EIO|EBUSY|ELOOP|ENAMETOOLONG/,
    message: "a file could not be used",
    hint: "check the path",
  },
];

const codeOf = (error: Error): string => {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? code : "";
};

/** Errors of our own floors say by their code what they are; each brings its own message and hint. */
const CODED: readonly [RegExp, number][] = [
  [/^ENV_/, Exit.environment],
  [/^RUN_CUT_OFF$/, Exit.interrupted],
  // The SQL, tenant or run the user named; the checkpoint and the journal the user gave.
  [/^(STORE_|ENGINE_CHECKPOINT$|RUN_JOURNAL$)/, Exit.usage],
  [/^RUN_FORK$/, Exit.invalid],
  [/^ENGINE_/, Exit.broken],
];

const codedFailure = (error: Error): CliFailure | undefined => {
  const exit = CODED.find(([pattern]) => pattern.test(codeOf(error)))?.[1];
  if (exit === undefined) return undefined;
  const { hint } = error as { hint?: unknown };
  const message = error.message.startsWith(`${codeOf(error)} `)
    ? error.message.slice(codeOf(error).length + 1)
    : error.message;
  return new CliFailure(
    exit,
    message,
    typeof hint === "string" ? hint : exit === Exit.broken ? BUG_HINT : "",
  );
};

const BUG_HINT =
  "this is a bug in iotctl: please report it with the command; IOTCTL_DEBUG=1 prints where it happened";

/** The whole chain of causes, outermost first: libraries wrap what the system said. */
const chainOf = (error: unknown): Error[] => {
  const chain: Error[] = [];
  for (let at = error; at instanceof Error && chain.length < 8; at = at.cause) chain.push(at);
  return chain;
};

/**
 * The failure to report for anything thrown: itself if it is one, exit 7 for what the environment did, exit 5 (our bug)
 * for the rest.
 */
export const failureOf = (error: unknown): CliFailure => {
  const chain = chainOf(error);
  const foreseen = chain.find((link) => link instanceof CliFailure);
  if (foreseen instanceof CliFailure) return foreseen;
  for (const link of chain) {
    const coded = codedFailure(link);
    if (coded !== undefined) return coded;
    const text = `${codeOf(link)} ${link.message}`;
    const cause = ENVIRONMENT.find(({ matches }) => matches.test(text));
    if (cause !== undefined)
      return new CliFailure(Exit.environment, `${cause.message} (${link.message.trim()})`, cause.hint);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new CliFailure(Exit.broken, `internal error: ${message}`, BUG_HINT);
};
