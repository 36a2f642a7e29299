// The exit codes of iotctl, one list for people, CI and tests (docs: "Exit codes").

export const Exit = {
  ok: 0,
  expectationFailed: 1,
  usage: 2,
  invalid: 3,
  stopped: 4,
  broken: 5,
  differs: 6,
  environment: 7,
  noData: 8,
  interrupted: 130,
} as const;
export type Exit = (typeof Exit)[keyof typeof Exit];

/** What one line of `--help` says of each code. */
export const EXIT_MEANINGS: readonly [number, string][] = [
  [Exit.ok, "expectations met"],
  [Exit.expectationFailed, "an expectation failed"],
  [Exit.usage, "the command line is wrong"],
  [Exit.invalid, "the scenario, a twin or the price book is invalid"],
  [Exit.stopped, "a stop condition ended the run"],
  [Exit.broken, "an invariant broke (our bug)"],
  [Exit.differs, "results differ where they must not"],
  [Exit.environment, "the environment failed (port, descriptors, broker, disk)"],
  [Exit.noData, "an expectation had no data"],
  [Exit.interrupted, "interrupted; partial results are kept and marked"],
];

/** Most telling first: what a batch of runs exits with when its runs end differently. */
const GRAVITY: readonly number[] = [
  Exit.broken,
  Exit.differs,
  Exit.environment,
  Exit.interrupted,
  Exit.invalid,
  Exit.usage,
  Exit.expectationFailed,
  Exit.noData,
  Exit.stopped,
  Exit.ok,
];

/** The gravest of several exit codes; 0 for none. An unlisted code is graver than any listed one. */
export const gravestExit = (codes: readonly number[]): number =>
  codes.reduce((worst, code) => (GRAVITY.indexOf(code) < GRAVITY.indexOf(worst) ? code : worst), Exit.ok);

/** Ends a verb with a code, a message and what to do about it. For foreseen failures; anything else is our bug. */
export class CliFailure extends Error {
  readonly exit: number;
  readonly hint: string;

  constructor(exit: number, message: string, hint = "") {
    super(message);
    this.name = "CliFailure";
    this.exit = exit;
    this.hint = hint;
  }
}
