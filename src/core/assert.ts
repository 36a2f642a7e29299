// Assertions for our own bugs: never for the user's text (diagnostic.ts) nor for outcomes in the simulated world.

/** Thrown when something that must always hold does not; a bug of ours, with its own exit code. */
export class AssertionError extends Error {
  override name = "AssertionError";
}

/** Demands `condition`. Give a constant message: in a hot loop build text only after the test has failed. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}
