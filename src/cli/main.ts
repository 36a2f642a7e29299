// The process's entry: the real system, one verb, an exit code. Nothing else happens at import.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { failureOf } from "./failure.js";
import { runCli } from "./run-cli.js";
import { thisSystem } from "./this-system.js";

// React's development build keeps a performance entry for each frame; a 30-day run would hold them all.
process.env.NODE_ENV ??= "production";

const packageRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const system = thisSystem(packageRoot);

/** What nobody awaited: Node would exit with 1, which says that an expectation failed. */
const fallOver = (error: unknown): void => {
  const { exit, message, hint } = failureOf(error);
  system.stderr.write(`iotctl: ${message}\n`);
  if (hint !== "") system.stderr.write(`  hint: ${hint}\n`);
  if (system.env.IOTCTL_DEBUG && error instanceof Error) system.stderr.write(`${error.stack}\n`);
  process.exit(exit);
};
process.on("uncaughtException", fallOver);
process.on("unhandledRejection", fallOver);

const code = await runCli(process.argv.slice(2), system);
// A handle a library still holds must not keep us here; the output is written.
await system.stderr.settle();
process.exit(code);
