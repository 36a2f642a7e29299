// The process's entry: the real world, one verb, an exit code. Nothing else happens at import.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { failureOf } from "./failure.js";
import { runCli } from "./run-cli.js";
import { systemWorld } from "./system-world.js";

// React's development build keeps a performance entry for each frame; a 30-day run would hold them all.
process.env.NODE_ENV ??= "production";

const packageRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const world = systemWorld(packageRoot);

/** What nobody awaited: Node would exit with 1, which says that an expectation failed. */
const fallOver = (error: unknown): void => {
  const { exit, message, hint } = failureOf(error);
  world.stderr.write(`iotctl: ${message}\n`);
  if (hint !== "") world.stderr.write(`  hint: ${hint}\n`);
  if (world.env.IOTCTL_DEBUG && error instanceof Error) world.stderr.write(`${error.stack}\n`);
  process.exit(exit);
};
process.on("uncaughtException", fallOver);
process.on("unhandledRejection", fallOver);

const code = await runCli(process.argv.slice(2), world);
// A handle a library still holds must not keep us here; the output is written.
await world.stderr.settle();
process.exit(code);
