// Runs test files of the sandbox it is started in, one request after the other: a process of its own, so that a test that never
// ends can be ended with it. It stays up in between, because starting vitest and translating the sources takes longer than
// most of the tests.
import { join } from "node:path";
import { createVitest } from "vitest/node";

/** What is asked: these files have been written anew, run that test file. */
export interface Request {
  changed: string[];
  test: string;
}

/** Words of the first failure, or "" where everything passed. */
export interface Reply {
  failure: string;
}

const root = process.cwd();
const vitest = await createVitest("test", {
  root,
  watch: false,
  maxWorkers: 1,
  bail: 1,
  reporters: [{}],
  globalSetup: [],
});
await vitest.standalone();

const run = async ({ changed, test }: Request): Promise<Reply> => {
  for (const file of changed) vitest.invalidateFile(join(root, file));
  // Failures of the run before would count for `bail`.
  vitest.state.filesMap.clear();
  const specifications = await vitest.globTestSpecifications([test]);
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  for (const module of testModules) {
    for (const { fullName } of module.children.allTests("failed")) return { failure: fullName };
    if (!module.ok()) return { failure: module.errors()[0]?.message ?? "a suite could not begin" };
  }
  if (testModules.length === 0) return { failure: `there is no test file ${test}` };
  return { failure: unhandledErrors.length > 0 ? "an error that no test has caught" : "" };
};

process.on("message", (request: Request) => {
  void run(request).then((reply) => process.send?.(reply));
});
process.send?.({ failure: "" } satisfies Reply);
