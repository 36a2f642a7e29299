import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CliFailure, EXIT_MEANINGS, Exit, gravestExit } from "../../src/cli/exit.js";
import { failureOf } from "../../src/cli/failure.js";

describe("exit codes", () => {
  test("every code has a meaning, once", () => {
    expect(EXIT_MEANINGS.map(([code]) => code).sort((x, y) => x - y)).toEqual(
      Object.values(Exit).sort((x, y) => x - y),
    );
  });

  test.each([
    [[], 0],
    [[0, 0], 0],
    [[0, 8, 0], 8],
    [[8, 1], 1],
    [[4, 8], 8],
    [[1, 130], 130],
    [[130, 7, 1], 7],
    [[1, 5, 130], 5],
  ])("of %j the gravest is %i", (codes, gravest) => expect(gravestExit(codes)).toBe(gravest));

  test("the order of the runs does not change the gravest code", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.values(Exit))), (codes) => {
        expect(gravestExit([...codes].reverse())).toBe(gravestExit(codes));
      }),
    );
  });
});

const systemError = (code: string, message = `${code}: something`): Error =>
  Object.assign(new Error(message), { code });

describe("failures", () => {
  test.each([
    ["EADDRINUSE", /port is taken/, /--broker/],
    ["EMFILE", /open files/, /ulimit/],
    ["ENFILE", /open files/, /ulimit/],
    ["ENOSPC", /disk is full/, /--out/],
    ["EACCES", /permission/, /folder/],
    ["EROFS", /permission/, /folder/],
    ["ECONNREFUSED", /broker cannot be reached/, /--broker/],
    ["ENOTFOUND", /broker cannot be reached/, /--broker/],
    ["ERR_WORKER_OUT_OF_MEMORY", /out of memory/, /plan/],
  ])("%s is exit 7 with words and a hint", (code, says, hints) => {
    const failure = failureOf(systemError(code));
    expect(failure.exit).toBe(Exit.environment);
    expect(failure.message).toMatch(says);
    expect(failure.message).toContain(code);
    expect(failure.hint).toMatch(hints);
  });

  test.each([
    ["ENV_DISK_FULL", 7],
    ["ENV_WORKER_LOST", 7],
    ["ENV_BROKER_LOST", 7],
    ["STORE_SQL", 2],
    ["STORE_NOT_FOUND", 2],
    ["ENGINE_CHECKPOINT", 2],
    ["ENGINE_CONTRACT", 5],
  ])("our own code %s is exit %i and keeps its hint", (code, exit) => {
    const failure = failureOf(Object.assign(systemError(code, `${code} the reason`), { hint: "do this" }));
    expect([failure.exit, failure.message, failure.hint]).toEqual([exit, "the reason", "do this"]);
  });

  test("what a library wrapped is still recognised", () => {
    const error = new Error("appending failed", {
      cause: new Error("flush", { cause: systemError("ENOSPC") }),
    });
    expect(failureOf(error).exit).toBe(Exit.environment);
  });

  test("a failure that was foreseen passes through, also when wrapped", () => {
    const foreseen = new CliFailure(Exit.invalid, "no");
    expect(failureOf(foreseen)).toBe(foreseen);
    expect(failureOf(new Error("around", { cause: foreseen }))).toBe(foreseen);
  });

  test("anything else is our bug", () => {
    for (const thrown of [new TypeError("x is not a function"), "text", undefined, null, { code: "ENOSPC" }])
      expect(failureOf(thrown).exit).toBe(Exit.broken);
  });

  test("a chain of causes that bites its tail ends", () => {
    const error = new Error("loop");
    error.cause = error;
    expect(failureOf(error).exit).toBe(Exit.broken);
  });
});
