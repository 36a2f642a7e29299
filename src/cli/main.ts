// The process's entry: the real world, one verb, an exit code. Nothing else happens at import.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { runCli } from "./run-cli.js";
import { systemWorld } from "./system-world.js";

// React's development build keeps a performance entry for each frame; a 30-day run would hold them all.
process.env.NODE_ENV ??= "production";

const packageRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const code = await runCli(process.argv.slice(2), systemWorld(packageRoot));
// Leave only after a slow pipe has taken everything; a handle a library still holds must not keep us here.
process.stdout.write("", () => process.exit(code));
process.stdout.once("error", () => process.exit(code));
